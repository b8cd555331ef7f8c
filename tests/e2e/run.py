#!/usr/bin/env python3
"""The end-to-end suite against one server.

    run.py --server local|dynalite|simulator --binary build/release/dynaferry [WORD…]

Words choose cases whose name holds one of them. A case that the server cannot show is not made; the list
of those, each with its reason, is printed first (capabilities.py). The program may also come from the
environment: DYNAFERRY.
"""

import argparse
import os
import signal
import sys
import time
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parents[1] / "demo")]

from capabilities import MISSING, missing  # noqa: E402
from harness import WORLD  # noqa: E402
from served import served  # noqa: E402


def cases():
    for path in sorted(HERE.glob("*_test.py")):
        module = __import__(path.stem)
        for name in dir(module):
            kind = getattr(module, name)
            if isinstance(kind, type) and issubclass(kind, unittest.TestCase) and kind.__module__ == path.stem:
                for method in unittest.defaultTestLoader.getTestCaseNames(kind):
                    wanted = set(getattr(kind, "needs", ())) | set(getattr(getattr(kind, method), "needs", ()))
                    yield kind, method, wanted


def chosen_cases(server, binary, words):
    suite, left_out = unittest.TestSuite(), []
    not_there = missing(server, binary)
    for kind, method, wanted in cases():
        lacking = sorted(wanted & set(not_there))
        name = f"{kind.__module__}.{kind.__name__}.{method}"
        if words and not any(part in name for part in words):
            continue
        if lacking:
            left_out.append((name, "; ".join(not_there[need] for need in lacking)))
        else:
            suite.addTest(kind(method))
    return suite, left_out


class Result(unittest.TextTestResult):
    def startTest(self, test):
        super().startTest(test)
        test.begun = time.monotonic()

    def getDescription(self, test):
        return f"{type(test).__name__}: {test._testMethodName.removeprefix('test_').replace('_', ' ')}"

    def addSuccess(self, test):
        if self.showAll:
            self.stream.write(f"{time.monotonic() - test.begun:5.1f} s ")
        super().addSuccess(test)


def main():
    # A shell's background job ignores it, and so would every program that is started here.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", choices=sorted(MISSING), required=True)
    parser.add_argument("--binary", default=os.environ.get("DYNAFERRY"))
    parser.add_argument("--list", action="store_true", help="print the cases and what is not made, run nothing")
    parser.add_argument("--part", default="1/1", help="2/3: the second of three parts, each every third case")
    parser.add_argument("--failfast", action="store_true")
    parser.add_argument("words", nargs="*")
    chosen = parser.parse_args()
    suite, left_out = chosen_cases(chosen.server, chosen.binary, chosen.words)
    part, parts = map(int, chosen.part.split("/"))
    suite = unittest.TestSuite(list(suite)[part - 1 :: parts])
    print(f"{suite.countTestCases()} cases against {chosen.server}; {len(left_out)} not made for it")
    for name, reason in left_out:
        print(f"  {name}\n    {reason}")
    if chosen.list:
        for test in suite:
            print(f"  {type(test).__module__}.{type(test).__name__}.{test._testMethodName}")
        return 0
    if not chosen.binary:
        parser.error("--binary or DYNAFERRY must name the program")
    if not suite.countTestCases():
        parser.error("no case has such a name")
    sys.stdout.flush()
    WORLD.server, WORLD.binary = chosen.server, str(Path(chosen.binary).resolve())
    with served(chosen.server, WORLD.binary) as (WORLD.source_endpoint, WORLD.dest_endpoint, WORLD.one_account):
        runner = unittest.TextTestRunner(verbosity=2, resultclass=Result, failfast=chosen.failfast)
        return 0 if runner.run(suite).wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
