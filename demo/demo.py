#!/usr/bin/env python3
"""Real tables copied from one account to another on this machine, interrupted once, and compared.

    demo.py --binary build/release/dynaferry [--local] [--keep]

Nothing leaves this machine: both accounts live in one server on loopback, the in-repo simulator or, with
--local, Amazon's DynamoDB Local. --keep leaves server and directory there to play with until Ctrl-C.
"""

import argparse
import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "demo"), str(ROOT / "tests")]

from comparison import compare_tables, tally  # noqa: E402
from load import decoded, load  # noqa: E402
from peers import servers  # noqa: E402
from service import Side, connect  # noqa: E402

TABLES = {"DEV-CHARACTERS": "every character of Unicode", "DEV-LANGUAGES": "the languages of ISO 639-3",
          "DEV-COUNTRIES": "countries and their parts, ISO 3166"}
HALF = 0.5
EVENTS = "events.ndjson"
COPY = ["copy", "--events", EVENTS]  # The events tell when half is there.


class Stage:
    """The demo's words: numbered steps, what a command said set off by a bar, colours only on a terminal."""

    def __init__(self):
        self.step, self.begun = 0, time.monotonic()
        self.colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ

    def paint(self, code, text):
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour else text

    def bold(self, text):
        return self.paint("1", text)

    def dim(self, text):
        return self.paint("2", text)

    def good(self, text):
        return self.paint("32", text)

    def bad(self, text):
        return self.paint("31", text)

    def title(self, text, below):
        self.say(f"\n  {self.bold(text)}\n  {self.dim(below)}")

    def next(self, text):
        self.step += 1
        self.say(f"\n  {self.dim(str(self.step))}  {self.bold(text)}")

    def line(self, text=""):
        self.say(f"     {text}")

    def command(self, text):
        self.line(f"{self.dim('$')} {text}")

    def quote(self, text):
        self.line(f"{self.dim('│')} {text}".rstrip())

    def meanwhile(self, text):
        """Stands there until the next line takes its place; only on a terminal."""
        if sys.stdout.isatty():
            print(f"\r\x1b[K     {self.dim(text)}", end="", flush=True)

    @staticmethod
    def say(text):
        print(f"\r\x1b[K{text}" if sys.stdout.isatty() and not text.startswith("\n") else text, flush=True)


class Failed(Exception):
    """The demo did not show what it should; the message says what was seen."""


class Progress:
    """How many items have arrived: the program's own events, or what the server counts, whichever is first."""

    def __init__(self, path, side):
        self.path, self.position, self.written = path, 0, {}
        self.client = connect(side)

    def items(self):
        self._read_events()
        return max(sum(self.written.values()), self._ask())

    def _read_events(self):
        if not self.path.exists():
            return
        with open(self.path, "rb") as file:
            file.seek(self.position)
            for line in file:
                if not line.endswith(b"\n"):
                    break
                self.position += len(line)
                with contextlib.suppress(ValueError):
                    event = json.loads(line)
                    if event.get("type") == "progress" and event.get("pair"):
                        self.written[str(event["pair"])] = event.get("items_written") or 0

    def _ask(self):
        total = 0
        for table in TABLES:
            with contextlib.suppress(self.client.exceptions.ClientError):
                total += self.client.describe_table(TableName=prod(table))["Table"].get("ItemCount", 0)
        return total


def prod(table):
    return table.replace("DEV", "PROD", 1)


class Demo:
    def __init__(self, chosen, stage, directory):
        self.chosen, self.stage, self.directory = chosen, stage, directory
        self.binary = str(Path(chosen.binary).resolve())
        self.child, self.total = None, 0

    def show(self):
        stage = self.stage
        stage.title("dynaferry demo", "Three real tables go from the account DEV to the account PROD. All on this machine.")
        what = "DynamoDB Local, Amazon's emulator" if self.chosen.local else "the simulator of this repository"
        stage.next(f"Two accounts on {what}")
        serve = servers.dynamodb_local(heap="1g") if self.chosen.local else servers.simulator(self.binary)
        with serve as server:
            stage.line(f"listening on {server.endpoint}")
            self.dev = Side(server.endpoint, "DEVACCOUNT", "thesecretofdev")
            self.prod = Side(server.endpoint, "PRODACCOUNT", "thesecretofprod")
            self.fill()
            self.write_env()
            self.plan()
            self.copy_interrupted()
            self.copy_to_the_end()
            self.compare()
            self.prove()
            self.spoil()
            self.mend()
            self.close(server)

    def fill(self):
        self.stage.next("Real data for DEV")
        counts = load(self.dev, lambda table, count, seconds: self.stage.line(
            f"{table:<15} {count:>7,} items   {TABLES[table]:<36} {self.stage.dim(f'{seconds:4.1f} s')}"),
            lambda table, count: self.stage.meanwhile(f"{table:<15} {count:>7,} items …"))
        self.total = sum(counts.values())

    def write_env(self):
        self.stage.next("The .env that the old script used")
        rows = []
        for name, side in (("SRC", self.dev), ("DEST", self.prod)):
            rows += [(f"{name}_AWS_ACCESS_KEY_ID", side.key), (f"{name}_AWS_SECRET_ACCESS_KEY", side.secret),
                     (f"{name}_AWS_REGION", side.region), (f"{name}_AWS_ENDPOINT_URL", side.endpoint)]
        rows += [("SRC_PREFIX", "DEV"), ("DEST_PREFIX", "PROD"), ("TABLES_TO_MIGRATE", ",".join(TABLES))]
        path = self.directory / ".env"
        path.touch(0o600)
        path.write_text("".join(f"{name}={value}\n" for name, value in rows))
        for name, value in rows:
            self.stage.quote(f"{name}={'…' if 'SECRET' in name else value}")

    def plan(self):
        self.stage.next("What would happen")
        self.expect(self.run("plan"), 0)

    def copy_interrupted(self):
        """At full speed first; a machine too quick for that gets a second try with one batch at a time."""
        self.stage.next("Copy, and Ctrl-C half-way")
        for attempt, slower in enumerate(([], ["--concurrency", "1"])):
            if attempt:
                self.stage.line("That was too quick to be interrupted. Once more, one batch at a time:")
                self.forget()
            self.more = slower
            progress = Progress(self.directory / EVENTS, self.prod)
            code, at = self.run(*COPY, *slower, watch=progress)
            if at is not None and code != 0:
                self.expect((code, at), 130)
                self.stage.line(f"Ctrl-C after {at:,} of {self.total:,} items; exit {code}.")
                return
            self.expect((code, at), 0)
        self.stage.line("This machine is quicker than the demo; the copy was not interrupted.")

    def forget(self):
        client = connect(self.prod)
        for table in TABLES:
            with contextlib.suppress(client.exceptions.ClientError):
                client.delete_table(TableName=prod(table))
        while client.list_tables()["TableNames"]:
            time.sleep(0.05)
        shutil.rmtree(self.directory / "dynaferry.state", ignore_errors=True)
        (self.directory / EVENTS).unlink(missing_ok=True)

    def copy_to_the_end(self):
        self.stage.next("The same command again: it goes on")
        begun = time.monotonic()
        self.expect(self.run(*COPY, *self.more), 0)
        self.stage.line(f"exit 0 after {time.monotonic() - begun:.1f} s.")

    def compare(self):
        self.stage.next("Both sides read by boto3 and compared, value for value")
        source, destination, equal = connect(self.dev), connect(self.prod), True
        for table in TABLES:
            begun = time.monotonic()
            self.stage.meanwhile(f"{table:<15} {prod(table):<16} reading both sides …")
            count, other, found = compare_tables(source, table, destination, prod(table))
            words = f"{table:<15} {prod(table):<16} {count:>7,} items   "
            if found:
                equal = False
                kinds = ", ".join(f"{number:,} {kind}" for kind, number in sorted(tally(found).items()))
                self.stage.line(words + self.stage.bad(f"DIFFERENT: {kinds}; {other:,} arrived"))
                for difference in found[:3]:
                    self.stage.quote(str(difference)[:160])
            else:
                self.stage.line(words + self.stage.good("equal") + " in settings and items  " +
                                self.stage.dim(f"{time.monotonic() - begun:4.1f} s"))
        if not equal:
            raise Failed("the two sides differ")

    def prove(self):
        self.stage.next("The program's own proof, at the price of reading both sides once")
        self.expect(self.run("verify", "--quiet"), 0)

    def spoil(self):
        """One digit, one item gone, one too many: at the destination, by another hand."""
        self.stage.next("Somebody spoils three items of PROD-LANGUAGES")
        client = connect(self.prod)
        changed, lost = map(decoded, client.scan(TableName="PROD-LANGUAGES", Limit=2)["Items"])
        client.put_item(TableName="PROD-LANGUAGES", Item={**changed, "speakers": {"N": "38000000000000000000000000000000000001"}})
        client.delete_item(TableName="PROD-LANGUAGES", Key={"code": lost["code"]})
        client.put_item(TableName="PROD-LANGUAGES", Item={"code": {"B": b"zzz"}, "name": {"S": "Nobody's"}})
        self.stage.line("one has another attribute, one is gone, one was never there")
        self.expect(self.run("verify", "DEV-LANGUAGES", "-v"), 3)

    def mend(self):
        self.stage.next("Repaired, and verified again")
        self.expect(self.run("verify", "DEV-LANGUAGES", "--repair", "--delete-extra", "--quiet"), 0)
        self.expect(self.run("verify", "--quiet"), 0)

    def close(self, server):
        stage, binary = self.stage, os.path.relpath(self.binary)
        stage.say(f"\n  {stage.good('Done.')} {self.total:,} items of three tables, interrupted once, none lost: proved. "
                  f"{stage.dim(f'{time.monotonic() - stage.begun:.0f} s in all.')}")
        stage.say(f"\n  {stage.bold('Try next')}")
        other = "./dev demo" if self.chosen.local else "./dev demo --local"
        for command, why in ((other, "the same on " + ("the simulator" if self.chosen.local else "DynamoDB Local")),
                             ("./dev demo --keep", "leaves both accounts there to play with"),
                             (f"{binary} plan", "with your own .env: what would happen"),
                             (f"{binary} copy --help", "choosing tables, names, speed"),
                             (f"{binary} simulator --help", "a DynamoDB to break things in"),
                             ("./dev test", "what else is shown, and how")):
            stage.line(f"{command:<41} {stage.dim(why)}")
        stage.say("")
        if self.chosen.keep:
            stage.line(f"cd {self.directory}    {stage.dim('.env, state and events are here; Ctrl-C here ends it')}")
            server.process.wait()

    # How a command is run.

    def run(self, *words, watch=None):
        """Runs `dynaferry words`, shows what it says; answers (exit code, items at the interruption or None)."""
        self.stage.command(" ".join(["dynaferry", *words]))
        self.child = subprocess.Popen(
            [self.binary, *words], cwd=self.directory, text=True, errors="replace",
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
            env={"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "HOME": str(self.directory), "LANG": "C.UTF-8",
                 "NO_COLOR": "1", "AWS_EC2_METADATA_DISABLED": "true"})
        reader = threading.Thread(target=lambda: [self.stage.quote(line.rstrip("\n")) for line in self.child.stdout])
        reader.start()
        interrupted = None
        while watch and self.child.poll() is None and interrupted is None:
            items = watch.items()
            if items >= self.total * HALF and self.child.poll() is None:
                interrupted = items
                self.child.send_signal(signal.SIGINT)
            time.sleep(0.002)
        code = self.child.wait()
        reader.join()
        self.child.stdout.close()
        self.child = None
        return code, interrupted

    @staticmethod
    def expect(result, code):
        if result[0] != code:
            raise Failed(f"exit code {result[0]} where {code} was expected")

    def stop(self):
        if self.child and self.child.poll() is None:
            self.child.send_signal(signal.SIGINT)
            try:
                self.child.wait(5)
            except subprocess.TimeoutExpired:
                self.child.kill()
                self.child.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default=os.environ.get("DYNAFERRY", str(ROOT / "build/release/dynaferry")))
    parser.add_argument("--local", action="store_true", help="against DynamoDB Local instead of the simulator")
    parser.add_argument("--keep", action="store_true", help="keep server and directory at the end, until Ctrl-C")
    chosen = parser.parse_args()
    stage = Stage()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt()))
    with tempfile.TemporaryDirectory(prefix="dynaferry-demo-") as directory:
        demo = Demo(chosen, stage, Path(directory))
        try:
            demo.show()
            return 0
        except Failed as failed:
            stage.say(f"\n  {stage.bad('The demo failed')}: {failed}.")
            return 1
        except servers.StartError as error:
            stage.say(f"\n  {stage.bad('The server did not start')}: {error}")
            return 1
        except KeyboardInterrupt:
            stage.say(f"\n  {stage.dim('Stopped; everything it made is removed.')}")
            return 130
        finally:
            demo.stop()


if __name__ == "__main__":
    sys.exit(main())
