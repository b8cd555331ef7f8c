#!/usr/bin/env python3
"""Reading and exchanging single items through the program's own table (table_driver.cc), against one server.

    run.py --server local|simulator --binary build/release/dynaferry --driver build/release/tests/tables/table_driver [WORD…]

Words choose cases whose name holds one of them. dynalite is no server for this: it does not tell what is there
when a condition fails.
"""

import argparse
import os
import sys
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parent / "e2e"), str(HERE.parents[1] / "demo")]

from exchange_test import ExchangeTest  # noqa: E402
from harness import WORLD  # noqa: E402
from served import served  # noqa: E402


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", choices=("local", "simulator"), required=True)
    parser.add_argument("--binary", default=os.environ.get("DYNAFERRY"))
    parser.add_argument("--driver", required=True)
    parser.add_argument("words", nargs="*")
    chosen = parser.parse_args()
    WORLD.server, WORLD.binary = chosen.server, str(Path(chosen.binary).resolve())
    names = unittest.defaultTestLoader.getTestCaseNames(ExchangeTest)
    cases = [ExchangeTest(name) for name in names if not chosen.words or any(word in name for word in chosen.words)]
    if not cases:
        parser.error("no case has such a name")
    ExchangeTest.driver = str(Path(chosen.driver).resolve())
    with served(chosen.server, WORLD.binary) as (ExchangeTest.endpoint, _, _):
        return 0 if unittest.TextTestRunner(verbosity=2).run(unittest.TestSuite(cases)).wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
