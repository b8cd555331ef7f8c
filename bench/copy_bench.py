#!/usr/bin/env python3
"""`./dev bench copy`: what a copy costs, side by side with the replaced script's loop.

    copy_bench.py --binary build/release/dynaferry [--items 40000] [--rounds 5] [--quick]

Same DynamoDB Local, same data, same run, taking turns. Everything is CPU seconds of the process under
test (its own start included for dynaferry, not for boto3), bytes or counts; the machine may be noisy.
"""

import argparse
import datetime
import itertools
import json
import os
import platform
import random
import shutil
import socket
import statistics
import string
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import boto3

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "demo")]

from journal_cost import cpu_beside_the_loop, syncs  # noqa: E402
from load import batches, put, wait_active  # noqa: E402
from peers import servers  # noqa: E402
from service import Side, connect  # noqa: E402

SOURCE, DEST, SECRET = "BENCHSOURCE", "BENCHDEST", "benchsecret"
FEATURES = ("sha_ni", "aes", "pclmulqdq", "vpclmulqdq", "avx2", "avx512f", "avx512vbmi")


def ordinary_items(count, seed=7):
    """≈ 0.84 KB stored, ≈ 1.2 KB on the wire: an order with lines, the kind of thing tables hold."""
    chance = random.Random(seed)
    letters = string.ascii_letters + string.digits + "      "

    def text(length):
        return "".join(chance.choices(letters, k=length))

    for number in range(count):
        yield {
            "id": {"S": f"order#{number:08d}"}, "at": {"N": str(1_600_000_000 + chance.randrange(10 ** 8))},
            "customer": {"S": text(24)}, "total": {"N": f"{chance.randrange(10 ** 6)}.{chance.randrange(100):02d}"},
            "paid": {"BOOL": chance.random() < 0.5}, "note": {"S": text(180)}, "token": {"B": chance.randbytes(48)},
            "tags": {"SS": sorted({text(8) for _ in range(4)})}, "gone": {"NULL": True},
            "lines": {"L": [{"M": {"sku": {"S": text(12)}, "count": {"N": str(chance.randint(1, 9))},
                                   "price": {"N": f"{chance.randrange(10 ** 4)}.5"}}} for _ in range(6)]},
            "address": {"M": {"street": {"S": text(30)}, "city": {"S": text(16)}, "zip": {"S": text(5)}}},
        }


def big_items(count, size=390 * 1024):
    for number in range(count):
        yield {"id": {"S": f"big#{number:08d}"}, "v": {"S": chr(97 + number % 26) * (size - 20)}}


def peak_of(pid, before):
    """VmHWM in KiB. Not ru_maxrss: that of a child begins with the size of the Python that forked it."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return before
    return max([before, *(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))])


class Bench:
    def __init__(self, chosen, server, directory):
        self.chosen, self.server, self.directory = chosen, server, Path(directory)
        self.binary = str(Path(chosen.binary).resolve())
        self.source = connect(Side(server.endpoint, SOURCE, SECRET))
        self.dest = connect(Side(server.endpoint, DEST, SECRET))

    def make(self, client, name):
        client.create_table(TableName=name, BillingMode="PAY_PER_REQUEST",
                            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
                            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}])
        wait_active(client, name)

    def fill(self, name, items):
        self.make(self.source, name)
        count = 0
        for batch in batches(items):
            put(self.source, name, batch)
            count += len(batch)
        return count

    def clear(self):
        """The destination as it was: no table, no state."""
        shutil.rmtree(self.directory / "dynaferry.state", ignore_errors=True)
        for table in self.dest.list_tables()["TableNames"]:
            self.dest.delete_table(TableName=table)
        while self.dest.list_tables()["TableNames"]:
            time.sleep(0.02)

    def environment(self, endpoint):
        return {"PATH": "/usr/bin:/bin", "HOME": str(self.directory), "LANG": "C.UTF-8", "NO_COLOR": "1",
                "AWS_EC2_METADATA_DISABLED": "true",
                **{f"{side}_AWS_{name}": value for side, key in (("SRC", SOURCE), ("DEST", DEST)) for name, value in (
                    ("ACCESS_KEY_ID", key), ("SECRET_ACCESS_KEY", SECRET), ("REGION", "us-east-1"),
                    ("ENDPOINT_URL", endpoint))}}

    def ferry(self, table):
        """One whole copy, into a destination that was cleared."""
        self.clear()
        return self.run(self.command(table))

    def run(self, command):
        """One dynaferry that has to end in 0: CPU, wall and memory as the kernel counted them for this one child."""
        begun = time.monotonic()
        with open(self.directory / "said", "w+") as said:
            child = subprocess.Popen(command, cwd=self.directory, stdout=said, stderr=said,
                                     env=self.environment(self.server.endpoint))
            peak, others, (ended, status, used) = 0, {}, (0, 0, None)
            while not ended:
                peak, others = peak_of(child.pid, peak), cpu_beside_the_loop(child.pid, others)
                time.sleep(0.005)
                ended, status, used = os.wait4(child.pid, os.WNOHANG)
            child.returncode = os.waitstatus_to_exitcode(status)
            if child.returncode != 0:
                said.seek(0)
                sys.exit(f"{' '.join(command)} failed with {child.returncode}:\n{said.read()}")
        return {"cpu_s": used.ru_utime + used.ru_stime, "user_s": used.ru_utime, "system_s": used.ru_stime,
                "journal_cpu_s": sum(others.values()), "wall_s": time.monotonic() - begun, "peak_rss_mib": peak / 1024}

    def command(self, table):
        return [self.binary, "copy", "--table", f"{table}={table}", "--quiet"]

    def syncs(self, table):
        self.clear()
        return syncs(self.command(table), self.directory, self.environment(self.server.endpoint))

    def loop(self, table, how):
        self.clear()
        self.make(self.dest, table)
        done = subprocess.run([sys.executable, str(ROOT / "bench/boto3_loop.py"), "--how", how, "--endpoint",
                               self.server.endpoint, "--source-key", SOURCE, "--dest-key", DEST, table, table],
                              capture_output=True, text=True, check=True)
        return json.loads(done.stdout)

    def count(self, table):
        return self.dest.describe_table(TableName=table)["Table"]["ItemCount"]

    def first_request(self):
        """Milliseconds from starting the process to its first byte at a listening socket."""
        with socket.create_server(("127.0.0.1", 0)) as listener:
            endpoint = f"http://127.0.0.1:{listener.getsockname()[1]}"
            shutil.rmtree(self.directory / "dynaferry.state", ignore_errors=True)
            begun = time.perf_counter()
            child = subprocess.Popen([self.binary, "copy", "--table", "bench=bench2"], cwd=self.directory,
                                     stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=self.environment(endpoint))
            try:
                listener.settimeout(10)
                connection, _ = listener.accept()
                with connection:
                    connection.recv(1)
                    return (time.perf_counter() - begun) * 1000
            finally:
                child.kill()
                child.wait()


def lines_per_room():
    """{room: [lines of code files, lines of tests]}."""
    rooms = {}
    for directory in [*sorted((ROOT / "src").iterdir()), ROOT / "sim"]:
        counts = [0, 0]
        for path in directory.rglob("*") if directory.is_dir() else ():
            if path.suffix in (".cc", ".h"):
                counts[path.stem.endswith("_test")] += len(path.read_text().splitlines())
        if any(counts):
            rooms[directory.name] = counts
    return rooms


def size_of(binary):
    """(bytes as built, bytes stripped)."""
    with tempfile.TemporaryDirectory() as directory:
        stripped, tool = Path(directory) / "stripped", shutil.which("strip")
        if tool and subprocess.run([tool, "-o", stripped, binary], capture_output=True).returncode == 0:
            return os.path.getsize(binary), stripped.stat().st_size
    return os.path.getsize(binary), None


def machine(binary):
    flags = set()
    model = platform.machine()
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        name, _, value = line.partition(":")
        if name.strip() in ("flags", "Features"):
            flags |= set(value.split())
        elif name.strip() == "model name":
            model = value.strip()
    said = subprocess.run([binary, "--version"], capture_output=True, text=True).stdout.strip()
    commit = subprocess.run(["git", "-C", str(ROOT), "describe", "--always", "--dirty"], capture_output=True, text=True)
    return {"time": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"), "commit": commit.stdout.strip(),
            "dynaferry": said, "boto3": boto3.__version__, "python": platform.python_version(),
            "kernel": platform.release(), "cpu": model, "cpus": os.cpu_count(), "load": os.getloadavg(),
            "features": [feature for feature in FEATURES if feature in flags]}


def measure(bench, chosen):
    items = bench.fill("bench", ordinary_items(chosen.items))
    bench.loop("bench", "client")  # The server's own warming up; nobody's figure.
    ferry, loops = [], {"client": [], "resource": []}
    for turn in range(chosen.rounds):
        ferry.append(bench.ferry("bench"))
        if bench.count("bench") != items:
            sys.exit(f"{bench.count('bench')} of {items} items arrived")
        if turn < chosen.loops:
            for how, runs in loops.items():
                runs.append(bench.loop("bench", how))
    journal = bench.syncs("bench")
    big = bench.fill("bigbench", itertools.chain(big_items(chosen.big), ordinary_items(chosen.items // 4)))
    memory = bench.ferry("bigbench")
    starts = sorted(bench.first_request() for _ in range(chosen.starts))
    whole, stripped = size_of(bench.binary)
    return {"items": items, "ferry": ferry, "loops": loops, "syncs": journal, "memory": {"items": big, "big": chosen.big, **memory},
            "first_request_ms": starts, "binary_bytes": whole, "stripped_bytes": stripped,
            "recorded_s": {"clean build": chosen.build_s, "tests": chosen.test_s}, "lines": lines_per_room()}


def table(figures):
    per = figures["items"]
    rate = {"dynaferry copy": statistics.median(per / run["cpu_s"] for run in figures["ferry"])}
    for how, runs in figures["loops"].items():
        rate[f"boto3 loop, {how}"] = statistics.median(per / run["cpu_s"] for run in runs)
    best = max(value for name, value in rate.items() if name.startswith("boto3"))
    figures["items_per_cpu_s"] = rate
    figures["ratio"] = rate["dynaferry copy"] / best
    spread = [per / run["cpu_s"] for run in figures["ferry"]]
    start = statistics.median(figures["first_request_ms"])
    size = figures["stripped_bytes"] or figures["binary_bytes"]
    rows = [(name, f"{value:>12,.0f} items per CPU second", "") for name, value in rate.items()]
    rows += [("… spread over rounds", f"{min(spread):>12,.0f} – {max(spread):,.0f}", ""),
             ("ratio to the quicker loop", f"{figures['ratio']:>12.1f} ×", judged(figures["ratio"] >= 50, "≥ 50")),
             (f"peak memory, {figures['memory']['big']} items of 390 KB", f"{figures['memory']['peak_rss_mib']:>12.1f} MiB",
              judged(figures["memory"]["peak_rss_mib"] <= 64, "≤ 64")),
             ("peak memory, ≈ 1 KB items", f"{max(run['peak_rss_mib'] for run in figures['ferry']):>12.1f} MiB", ""),
             ("binary, stripped", f"{size / 1e6:>12.1f} MB", judged(size <= 15e6, "≤ 15")),
             ("start to first request, median", f"{start:>12.1f} ms", judged(start <= 50, "≤ 50"))]
    made = figures["syncs"]
    journal = statistics.median(run["journal_cpu_s"] / per * 1e6 for run in figures["ferry"])
    rows += [("the journal's thread", f"{journal:>12.2f} ms CPU per 1,000 items", ""),
             ("… its syncs, making it included", f"{made['beside'] / per * 1000:>12.2f} per 1,000 items ({made['beside']})", ""),
             ("syncs on the loop, of the directory", f"{made['loop']:>12}", judged(made["loop"] <= 1, "≤ 1"))]
    rows += [(f"{name}, as recorded", f"{value:>12.0f} s", "") for name, value in figures["recorded_s"].items() if value]
    code, tests = (sum(counts[kind] for counts in figures["lines"].values()) for kind in (0, 1))
    rows.append(("lines, code + unit tests", f"{code:>12,} + {tests:,}", ""))
    for name, value, verdict in rows:
        print(f"  {name:<36} {value:<38} {verdict}".rstrip())


def write(name, about, chosen, figures):
    out = Path(chosen.out or ROOT / ("build/bench" if chosen.quick else "bench/results"))
    out.mkdir(parents=True, exist_ok=True)
    path = out / f"{name}-{about['time'][:19].replace(':', '')}-{about['commit']}.json"
    path.write_text(json.dumps({"v": 1, "bench": name, "machine": about, "chosen": {
        flag: value for flag, value in vars(chosen).items() if flag not in ("binary", "out")}, "figures": figures}, indent=1) + "\n")
    print(f"\n  {os.path.relpath(path)}")


def judged(good, aim):
    return f"{'reached' if good else 'NOT reached'} ({aim})"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default=os.environ.get("DYNAFERRY", str(ROOT / "build/release/dynaferry")))
    parser.add_argument("--items", type=int, default=40_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--loops", type=int, default=2)
    parser.add_argument("--big", type=int, default=500)
    parser.add_argument("--starts", type=int, default=21)
    parser.add_argument("--quick", action="store_true", help="a tenth of everything, to see that it works")
    parser.add_argument("--build-s", type=float, help="seconds that a clean build took, to be recorded")
    parser.add_argument("--test-s", type=float, help="seconds that the tests took, to be recorded")
    parser.add_argument("--out", help="default: bench/results, whose files are committed; build/bench for --quick")
    chosen = parser.parse_args()
    if chosen.quick:
        chosen.items, chosen.rounds, chosen.loops, chosen.big, chosen.starts = 4_000, 2, 1, 50, 5
    with servers.dynamodb_local(heap="4g") as server, tempfile.TemporaryDirectory(prefix="dynaferry-bench-") as directory:
        bench = Bench(chosen, server, directory)
        about = machine(bench.binary)
        print(f"dynaferry copy, {about['commit']}, {about['cpu']} × {about['cpus']} ({' '.join(about['features'])})\n")
        figures = measure(bench, chosen)
        table(figures)
    write("copy", about, chosen, figures)


if __name__ == "__main__":
    main()
