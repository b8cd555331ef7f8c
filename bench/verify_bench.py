#!/usr/bin/env python3
"""`./dev bench verify`: what a verify costs, side by side with the copy that it proves.

    verify_bench.py --binary build/release/dynaferry [--items 40000] [--rounds 7] [--quick]

Against the simulator, and against DynamoDB Local for the record: the same table, copied and verified by
turns in the same run. Figures are CPU seconds of our process (its start included), counts and bytes; the
machine may be noisy, so a ratio is the median of the rounds' ratios, each of two neighbours in time.

The pencil minimum of a verify is what both tables weigh: the sum of the stored sizes of all items (facts
§3.3) in units of 4 KB, once for each side. Nothing is rounded up in it, though the service rounds up each
page (facts §3.1): a verify cannot quite reach it.
"""

import argparse
import json
import os
import statistics
import tempfile

from copy_bench import ROOT, Bench, judged, machine, ordinary_items, write  # First: it finds the rest.

from peers import servers

UNIT = 4096


def number_size(text):
    """A byte, and one for each two digits on either side of the point; zeros at the ends do not count."""
    whole, _, fraction = text.lstrip("-").partition(".")
    if not fraction.rstrip("0"):
        return 1 + (len(whole.strip("0")) + 1) // 2 + text.startswith("-")
    whole, fraction = whole.lstrip("0"), fraction.rstrip("0")
    fraction = fraction if whole else fraction.lstrip("0")
    return 1 + (len(whole) + 1) // 2 + (len(fraction) + 1) // 2 + text.startswith("-")


def value_size(value):
    (kind, content), = value.items()
    if kind == "S":
        return len(content.encode())
    if kind == "N":
        return number_size(content)
    if kind == "B":
        return len(content)
    if kind == "SS":
        return sum(len(member.encode()) for member in content)
    if kind == "L":
        return 3 + sum(1 + value_size(element) for element in content)
    if kind == "M":
        return 3 + item_size(content) + len(content)
    return 1  # BOOL, NULL.


def item_size(item):
    return sum(len(name.encode()) + value_size(value) for name, value in item.items())


def verify(bench, table):
    report = bench.directory / "report.json"
    report.unlink(missing_ok=True)
    run = bench.run([bench.binary, "verify", "--table", f"{table}={table}", "--quiet", "--report", str(report)])
    (told,) = json.loads(report.read_text())["tables"]
    assert told["verdict"] == "equal", told
    return {**run, "items": [side["items"] for side in told["totals"].values()],
            "read_units": sum(side["read_units"] for side in told["totals"].values())}


def measure(bench, chosen):
    items = list(ordinary_items(chosen.items))
    bench.fill("bench", items)
    rounds = []
    for turn in range(chosen.rounds + 1):
        pair = {"copy": bench.ferry("bench"), "verify": verify(bench, "bench")}
        assert pair["verify"]["items"] == [chosen.items, chosen.items], pair
        if turn > 0:  # The first is the server's own warming up.
            rounds.append(pair)
    bench.clear()
    return {"items": len(items), "pencil_units": 2 * sum(map(item_size, items)) / UNIT, "rounds": rounds}


def table(name, figures, aims):
    def middle(which, figure):
        return statistics.median(pair[which][figure] for pair in figures["rounds"])

    ratios = [pair["verify"]["cpu_s"] / pair["copy"]["cpu_s"] for pair in figures["rounds"]]
    figures["ratio"] = statistics.median(ratios)
    figures["units_ratio"] = max(pair["verify"]["read_units"] for pair in figures["rounds"]) / figures["pencil_units"]
    peak = max(pair["verify"]["peak_rss_mib"] for pair in figures["rounds"])
    rows = [(f"CPU of {which}, median", f"{middle(which, 'cpu_s'):>10.3f} s ({middle(which, 'user_s'):.3f} + "
             f"{middle(which, 'system_s'):.3f})", "") for which in ("copy", "verify")]
    rows += [("verify ÷ copy, CPU", f"{figures['ratio']:>10.2f}", judged(figures["ratio"] <= 1.2, "≤ 1.2") if aims else ""),
             ("… spread over rounds", f"{min(ratios):>10.2f} – {max(ratios):.2f}", ""),
             ("peak memory of verify", f"{peak:>10.1f} MiB", judged(peak <= 128, "≤ 128")),
             ("read units ÷ the pencil minimum", f"{figures['units_ratio']:>10.4f}",
              judged(figures["units_ratio"] <= 1.01, "≤ 1.01"))]
    print(f"  {name}, {figures['items']:,} items, {figures['pencil_units'] * UNIT / 2 / figures['items']:,.0f} B each\n")
    for what, value, verdict in rows:
        print(f"  {what:<36} {value:<34} {verdict}".rstrip())
    print()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default=os.environ.get("DYNAFERRY", str(ROOT / "build/release/dynaferry")))
    parser.add_argument("--items", type=int, default=40_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--server", choices=("simulator", "local", "both"), default="both")
    parser.add_argument("--quick", action="store_true", help="a tenth of everything, to see that it works")
    parser.add_argument("--out", help="default: bench/results, whose files are committed; build/bench for --quick")
    chosen = parser.parse_args()
    if chosen.quick:
        chosen.items, chosen.rounds = 4_000, 2
    starts = {"simulator": lambda: servers.simulator(chosen.binary), "local": lambda: servers.dynamodb_local(heap="4g")}
    about = machine(chosen.binary)
    print(f"dynaferry verify, {about['commit']}, {about['cpu']} × {about['cpus']} ({' '.join(about['features'])})\n")
    figures = {}
    for name, start in starts.items():
        if chosen.server in (name, "both"):
            with start() as server, tempfile.TemporaryDirectory(prefix="dynaferry-bench-") as directory:
                figures[name] = measure(Bench(chosen, server, directory), chosen)
            table(name, figures[name], aims=name == "simulator")
    write("verify", about, chosen, figures)


if __name__ == "__main__":
    main()
