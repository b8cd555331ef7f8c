#!/usr/bin/env python3
"""Kills real copies (kill -9) at random instants and types the same command again until it ends.

    run.py --server local|simulator --binary build/release/dynaferry --kills 50 [--seed 1]

Then boto3 compares both sides, one more run must write nothing, and what was read and put twice is counted at
the server. A kill counts when the process died of it. Goes on until there were so many, of every kind.
"""

import argparse
import os
import signal
import sys
import tempfile
import time
import unittest
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "e2e"), str(HERE.parent), str(HERE.parents[1] / "demo")]

from harness import WORLD  # noqa: E402
from killed_round import KINDS, SHAPES, KilledRound  # noqa: E402
from served import served  # noqa: E402

# After so many rounds the server, which holds all in memory, is started anew; the simulator as another one.
ROUNDS = {"local": 12, "simulator": 1}
RULES = ("on BatchWriteItem table PROD-{0} chance 30: drop after", "on BatchWriteItem table PROD-{0} chance 30: drop",
         "on BatchWriteItem table PROD-{0} chance 60: unprocessed 300", "on Scan table DEV-{0} chance 30: drop",
         "on Scan table DEV-{0} chance 20: refuse InternalServerError", "on CreateTable table PROD-{0} chance 200: drop after",
         "on DescribeTable table PROD-{0} chance 20: drop after")


def flags_of_the_simulator(directory, seed):
    """As it is, throttling, failing: in turn."""
    schedule = Path(directory) / "schedule"
    schedule.write_text("".join(rule.format(name) + "\n" for name in SHAPES for rule in RULES))
    return ([], ["--physics"], ["--faults", str(schedule), "--seed", str(seed), "--latency", "1ms"])[seed % 3]


class Figures:
    def __init__(self):
        self.kills, self.rounds = Counter(), []  # What each round did; the round itself holds clients of 30 MB.

    def enough(self, wanted):
        return self.kills.total() >= wanted and (wanted < 50 or set(self.kills) == set(KINDS))

    def told(self, seconds):
        done = self.rounds
        items, lives = (sum(getattr(one, name) for one in done) for name in ("items", "lives"))
        again, pages, most = (sum(getattr(one, name) for one in done) for name in
                              ("puts_again", "pages_again", "may_be_put_again"))
        yield f"{self.kills.total()} kills of {lives} runs in {len(done)} rounds, {seconds:.0f} s"
        yield "  while " + ", ".join(f"{kind} {self.kills[kind]}" for kind in KINDS)
        yield f"  {items} items; put again {again} ({again / max(1, items):.1%}; {most} might be)"
        yield f"  pages read again {pages}; after one kill, of one segment at most {max(one.most_again for one in done)}"


def kill_until(figures, chosen):
    """Rounds until there were enough kills; answers whether all was well."""
    result = unittest.TestResult()
    how = f"tests/kills/run.py --server {chosen.server}"
    with tempfile.TemporaryDirectory(prefix="dynaferry-kills-") as directory:
        while result.wasSuccessful() and not figures.enough(chosen.kills):
            seed = chosen.seed + len(figures.rounds)
            flags = flags_of_the_simulator(directory, seed)
            with served(chosen.server, WORLD.binary, *flags) as (WORLD.source_endpoint, WORLD.dest_endpoint, _):
                for number in range(ROUNDS[chosen.server]):
                    if not result.wasSuccessful() or figures.enough(chosen.kills):
                        break
                    case = KilledRound(seed + number, how, figures.kills)
                    case.run(result)
                    if result.wasSuccessful():
                        figures.rounds.append(case.work_done)
    for case, trace in result.failures + result.errors:
        print(f"{case}\n{trace}", file=sys.stderr)
    return result.wasSuccessful()


def main():
    signal.signal(signal.SIGINT, signal.default_int_handler)
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", choices=("local", "simulator"), required=True)
    parser.add_argument("--binary", default=os.environ.get("DYNAFERRY"))
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    if not chosen.binary:
        parser.error("--binary or DYNAFERRY must name the program")
    WORLD.server, WORLD.binary = chosen.server, str(Path(chosen.binary).resolve())
    begun, figures = time.monotonic(), Figures()
    is_well = kill_until(figures, chosen)
    if is_well:
        print(*figures.told(time.monotonic() - begun), sep="\n")
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main())
