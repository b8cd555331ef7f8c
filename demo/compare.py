#!/usr/bin/env python3
"""Compares tables of two accounts, settings and every item; exit 0 when equal, 3 when not.

    compare.py --source-endpoint URL --dest-endpoint URL --source-key K --dest-key K DEV-A=PROD-A DEV-B=PROD-B
"""

import argparse
import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from comparison import compare_tables, tally  # noqa: E402
from service import Side, connect  # noqa: E402

SHOWN = 5


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for side, key in (("source", "DEVACCOUNT"), ("dest", "PRODACCOUNT")):
        parser.add_argument(f"--{side}-endpoint", required=True)
        parser.add_argument(f"--{side}-key", default=key)
        parser.add_argument(f"--{side}-region", default="us-east-1")
        # A secret is never a flag: others on this machine could read it.
        parser.set_defaults(**{f"{side}_secret": os.environ.get(f"{side.upper()}_SECRET", "demosecret")})
    parser.add_argument("pairs", nargs="+", metavar="TABLE=TABLE")
    return parser.parse_args()


def main():
    chosen = arguments()
    source = connect(Side(chosen.source_endpoint, chosen.source_key, chosen.source_secret, chosen.source_region))
    destination = connect(Side(chosen.dest_endpoint, chosen.dest_key, chosen.dest_secret, chosen.dest_region))
    equal = True
    for pair in chosen.pairs:
        left, _, right = pair.partition("=")
        start = time.monotonic()
        count, other, found = compare_tables(source, left, destination, right or left)
        seconds = time.monotonic() - start
        if not found:
            print(f"equal      {left} = {right}: settings and {count:,} items, value for value ({seconds:.1f} s)")
            continue
        equal = False
        kinds = ", ".join(f"{number:,} {kind}" for kind, number in sorted(tally(found).items()))
        print(f"DIFFERENT  {left} ({count:,} items) / {right} ({other:,} items): {kinds}")
        for difference in found[:SHOWN]:
            print(f"             {str(difference)[:300]}")
        if len(found) > SHOWN:
            print(f"             … and {len(found) - SHOWN:,} more")
    return 0 if equal else 3


if __name__ == "__main__":
    sys.exit(main())
