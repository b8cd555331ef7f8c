#!/usr/bin/env python3
"""`./dev bench simulator`: what the simulator costs, side by side with the copy that it serves.

    simulator_bench.py --binary build/release/dynaferry [--items 500000] [--rounds 7] [--quick]

A generated table is copied into one that swallows, once with one simulator that plays both accounts and once
with a simulator for each, by turns in the same run. Figures are microseconds of CPU for each item, of each
process while the copy ran (its start included, for the copy). "Busy" is CPU divided by wall: as long as the
copy fills its core and the simulator does not fill its own, throughput is the copy's and not the simulator's
(docs/decisions/0013-what-speed-the-simulator-owes.md).

In process, where there is neither a socket nor another program, the engine's figures are those of
sim_front_speed: down to the bytes of HTTP's messages, without HTTP.
"""

import argparse
import contextlib
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from copy_bench import DEST, ROOT, SECRET, SOURCE, Bench, judged, machine, write  # First: it finds the rest.

from peers import servers
from service import Side, connect

KINDS = {"0.85 KB": "size:700-1000,keys:S+N", "0.3 KB": "size:200-400"}
TICK = os.sysconf("SC_CLK_TCK")


class TwoServices(Bench):
    """Source and destination at different endpoints, or at the same."""

    def __init__(self, chosen, source, dest, directory):
        super().__init__(chosen, source, directory)
        self.dest_endpoint = dest.endpoint
        self.dest = connect(Side(dest.endpoint, DEST, SECRET))

    def environment(self, endpoint):
        return {**super().environment(endpoint), "DEST_AWS_ENDPOINT_URL": self.dest_endpoint}


def cpu(server):
    fields = Path(f"/proc/{server.pid}/stat").read_text().rpartition(")")[2].split()
    return {"user_s": int(fields[11]) / TICK, "system_s": int(fields[12]) / TICK}


def copied(chosen, kind, apart):
    """One copy: what it took, and what each simulator took meanwhile."""
    generate = ["--generate", f"orders=items:{chosen.items},{kind},account:{SOURCE}"]
    swallow = ["--swallow", "*"]
    flags = {"source": generate, "destination": swallow} if apart else {"both": generate + swallow}
    with contextlib.ExitStack() as stack:
        sides = {name: stack.enter_context(servers.simulator(chosen.binary, *its)) for name, its in flags.items()}
        every = list(sides.values())
        directory = stack.enter_context(tempfile.TemporaryDirectory(prefix="dynaferry-bench-"))
        bench = TwoServices(chosen, every[0], every[-1], directory)
        before = {name: cpu(server) for name, server in sides.items()}
        copy = bench.run(bench.command("orders"))
        spent = {name: {part: value - before[name][part] for part, value in cpu(server).items()} for name, server in sides.items()}
        if bench.count("orders") != chosen.items:
            sys.exit(f"{bench.count('orders')} of {chosen.items} items arrived")
    return {"copy": copy, **spent}


def in_process(chosen, kind):
    """Items a CPU second, the best of its rounds."""
    program = Path(chosen.binary).resolve().parent / "sim/front/sim_front_speed"
    said = subprocess.run([str(program), str(chosen.items), str(chosen.rounds), kind], capture_output=True, text=True, check=True).stdout
    found = {what: [int(rate) for rate in re.findall(rf"{what}.* (\d+) items/CPU s", said)] for what in ("write batches", "scan pages")}
    return {what: max(rates) for what, rates in found.items()}


def measure(chosen):
    figures = {}
    for name, kind in KINDS.items():
        rounds = [{"together": copied(chosen, kind, apart=False), "apart": copied(chosen, kind, apart=True)} for _ in range(chosen.rounds)]
        figures[name] = {"kind": kind, "items": chosen.items, "rounds": rounds, "in_process": in_process(chosen, kind)}
    return figures


def whole(part):
    return part["user_s"] + part["system_s"]


def table(name, figures):
    each = 1e6 / figures["items"]
    ratios = figures["copy_divided_by"] = {}

    def middle(of):
        return statistics.median(of(one) for one in figures["rounds"])

    def row(how, who):
        user, system = (middle(lambda one: one[how][who][part]) * each for part in ("user_s", "system_s"))
        busy = middle(lambda one: whole(one[how][who]) / one[how]["copy"]["wall_s"])
        line = f"  {who:<14} {user + system:>6.2f} µs ({user:.2f} + {system:.2f}) {100 * busy:>5.0f} % busy"
        if who == "copy":
            line += " " + judged(busy >= 0.95, "≥ 95")
        else:
            times = [whole(one[how]["copy"]) / whole(one[how][who]) for one in figures["rounds"]]
            ratios[f"{how}, {who}"] = statistics.median(times)
            line += f" {judged(busy <= 0.7, '≤ 70')}   copy ÷ this: {statistics.median(times):.2f} ({min(times):.2f} – {max(times):.2f})"
        print(line)

    print(f"  {figures['items']:,} items of {name} ({figures['kind']})\n")
    for how, title in (("together", "one simulator for both accounts"), ("apart", "a simulator for each account")):
        print(f"  {title}, over loopback")
        for who in figures["rounds"][0][how]:
            row(how, who)
    parts = {what: 1e6 / rate for what, rate in figures["in_process"].items()}
    # Where there is no kernel to serve it, the copy is taken without its kernel's part, too.
    ratios["in process"] = middle(lambda one: one["together"]["copy"]["user_s"]) * each / sum(parts.values())
    print(f"  in process     {sum(parts.values()):>6.2f} µs ({', '.join(f'{what} {part:.2f}' for what, part in parts.items())})"
          f"   copy without kernel ÷ this: {ratios['in process']:.2f}\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default=os.environ.get("DYNAFERRY", str(ROOT / "build/release/dynaferry")))
    parser.add_argument("--items", type=int, default=500_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--quick", action="store_true", help="a tenth of everything, to see that it works")
    parser.add_argument("--out", help="default: bench/results, whose files are committed; build/bench for --quick")
    chosen = parser.parse_args()
    if chosen.quick:
        chosen.items, chosen.rounds = 50_000, 1
    about = machine(chosen.binary)
    print(f"dynaferry simulator, {about['commit']}, {about['cpu']} × {about['cpus']} ({' '.join(about['features'])})\n")
    figures = measure(chosen)
    for name, of_kind in figures.items():
        table(name, of_kind)
    write("simulator", about, chosen, figures)


if __name__ == "__main__":
    main()
