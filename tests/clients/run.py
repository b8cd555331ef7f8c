#!/usr/bin/env python3
"""Clients that other people made, unchanged, against the simulator's HTTP front with physics on.

    run.py CLIENT --binary build/release/dynaferry [WORD…]     CLIENT: aws_cli, boto3_items, boto3_tables, copy_dynamodb_table

boto3 and the AWS CLI are what engineers use; copy-dynamodb-table is a rival that copies tables. Each gets a
simulator of its own that checks signatures. Words choose cases whose name holds one of them.
"""

import argparse
import os
import sys
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parent / "e2e"), str(HERE.parents[1] / "demo")]

CLIENTS = sorted(path.stem.removesuffix("_test") for path in HERE.glob("*_test.py"))


def forget_the_user():
    """No client may find the settings of whoever runs this."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    os.environ |= {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
                   "AWS_EC2_METADATA_DISABLED": "true"}


def cases(client, words):
    found = unittest.defaultTestLoader.loadTestsFromName(f"{client}_test")
    tests = [test for kind in found for test in kind]
    return unittest.TestSuite(test for test in tests if not words or any(word in test.id() for word in words))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("client", choices=CLIENTS)
    parser.add_argument("--binary", default=os.environ.get("DYNAFERRY"))
    parser.add_argument("words", nargs="*")
    chosen = parser.parse_intermixed_args()
    if not chosen.binary:
        parser.error("--binary or DYNAFERRY must name the program")
    forget_the_user()
    from client_case import ClientCase

    ClientCase.binary = str(Path(chosen.binary).resolve())
    suite = cases(chosen.client, chosen.words)
    if not suite.countTestCases():
        parser.error("no case has such a name")
    return 0 if unittest.TextTestRunner(verbosity=2).run(suite).wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
