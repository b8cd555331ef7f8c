"""How a case runs the program: in a directory of its own, with nothing but what the case gives it.

After every case all that the program printed and all files it left are searched for the planted
secrets, and its state is looked at: directory 0700, files 0600.
"""

import json
import os
import re
import shutil
import signal
import stat
import subprocess
import tempfile
import time
import unittest
from dataclasses import dataclass, field
from pathlib import Path

import comparison
from accounts import Account, word
from fault_proxy import FaultProxy

LIMIT = 120.0

# The house's form of an error: what happened, what it means for the data, what to do next.
TOLD = re.compile(r"^error: (.+(?:\n    .+)*)\n  data: (.+)\n  next: (.+)$", re.MULTILINE)


@dataclass
class World:
    """The server under test and the program, set once by run.py."""

    server: str = ""
    binary: str = ""
    source_endpoint: str = ""
    dest_endpoint: str = ""
    one_account: bool = False
    credentials: list = field(default_factory=list)  # Of accounts that the server was told of, if it wants to be.

    def account(self, name, endpoint):
        return Account(name, endpoint, *(self.credentials.pop() if self.credentials else ()))


WORLD = World()


@dataclass
class Outcome:
    code: int
    out: str
    err: str
    seconds: float

    @property
    def said(self):
        return (self.out or "") + self.err


class Running:
    """A run under way, for cases that interrupt it."""

    def __init__(self, process, begun):
        self.process, self.begun = process, begun

    def signal(self, number):
        self.process.send_signal(number)

    def finish(self, limit=LIMIT):
        try:
            out, err = self.process.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            self.process.kill()
            out, err = self.process.communicate()
            raise AssertionError(f"still running after {limit:.0f} s\nstdout: {out}\nstderr: {err}") from None
        return Outcome(self.process.returncode, out, err, time.monotonic() - self.begun)


class Case(unittest.TestCase):
    """A source and a destination account, an empty directory with the old script's `.env` in it."""

    def setUp(self):
        self.directory = Path(tempfile.mkdtemp(prefix="dynaferry-e2e-"))
        self.addCleanup(shutil.rmtree, self.directory, ignore_errors=True)
        self.home = self.directory / "home"
        self.work = self.directory / "work"
        self.home.mkdir()
        self.work.mkdir()
        self.source = WORLD.account("SRC", WORLD.source_endpoint)
        self.dest = WORLD.account("DEST", WORLD.dest_endpoint)
        self.planted = [self.source.secret, self.dest.secret]
        self.said = []
        self.secret_files = {self.work / ".env"}
        if WORLD.one_account:
            for account in (self.source, self.dest):
                for name in account.tables():
                    account.drop(name)
        self.write_env()

    def tearDown(self):
        self.assert_no_secrets()
        self.assert_private_state()

    # What the program is given.

    def settings(self, **more):
        return {
            "SRC_AWS_ACCESS_KEY_ID": self.source.key, "SRC_AWS_SECRET_ACCESS_KEY": self.source.secret,
            "SRC_AWS_REGION": self.source.region, "SRC_AWS_ENDPOINT_URL": self.source.endpoint,
            "DEST_AWS_ACCESS_KEY_ID": self.dest.key, "DEST_AWS_SECRET_ACCESS_KEY": self.dest.secret,
            "DEST_AWS_REGION": self.dest.region, "DEST_AWS_ENDPOINT_URL": self.dest.endpoint,
            "SRC_PREFIX": "DEV", "DEST_PREFIX": "PROD", **more}

    def write_env(self, leave_out=(), **more):
        path = self.work / ".env"
        path.write_text("".join(f"{name}={value}\n" for name, value in self.settings(**more).items()
                                if name not in leave_out))
        path.chmod(0o600)

    def environment(self, **more):
        return {"PATH": "/usr/bin:/bin", "HOME": str(self.home), "LANG": "C.UTF-8", "NO_COLOR": "1",
                "AWS_EC2_METADATA_DISABLED": "true", **more}

    def start(self, *arguments, env=None, cwd=None, stdin=None, stdout=None, prepare=None):
        """`prepare` is called in the new process, before it becomes the program."""
        command = [WORLD.binary, *map(str, arguments)]
        out = open(stdout, "w") if stdout else subprocess.PIPE
        process = subprocess.Popen(
            command, cwd=cwd or self.work, env=self.environment(**(env or {})), text=True, errors="replace",
            stdin=subprocess.PIPE if stdin else subprocess.DEVNULL, stdout=out, stderr=subprocess.PIPE,
            start_new_session=True, preexec_fn=prepare)
        if stdout:
            out.close()
        running = Running(process, time.monotonic())
        self.addCleanup(self._stop, process)
        return running

    @staticmethod
    def _stop(process):
        if process.poll() is None:
            process.kill()
            process.communicate()
        for pipe in (process.stdout, process.stderr, process.stdin):
            if pipe:
                pipe.close()

    def ferry(self, *arguments, stdin=None, limit=LIMIT, **how):
        running = self.start(*arguments, stdin=stdin, **how)
        if stdin:
            running.process.stdin.write(stdin)
            running.process.stdin.close()
            running.process.stdin = None
        return self.noted(running.finish(limit))

    def noted(self, outcome):
        self.said.append(outcome.said)
        return outcome

    def copy(self, *arguments, **how):
        return self.ferry("copy", *arguments, **how)

    def through_proxy(self, source=False, dest=True):
        """Puts a recording proxy before one side or both (one proxy: both sides have one server)."""
        proxy = FaultProxy(WORLD.dest_endpoint if dest else WORLD.source_endpoint,
                           {account.key: account.secret for account in (self.source, self.dest)})
        proxy.__enter__()
        self.addCleanup(proxy.__exit__)
        self.write_env(**({"SRC_AWS_ENDPOINT_URL": proxy.endpoint} if source else {}),
                       **({"DEST_AWS_ENDPOINT_URL": proxy.endpoint} if dest else {}))
        return proxy

    # What must hold.

    def assert_code(self, code, outcome):
        self.assertEqual(code, outcome.code, f"\nstdout: {outcome.out}\nstderr: {outcome.err}")

    def assert_done(self, outcome):
        self.assert_code(0, outcome)

    def assert_error(self, code, outcome, *words):
        """The exit code, and one error in the house's form that holds all the words."""
        self.assert_code(code, outcome)
        self.assertIn("error:", outcome.err, f"\nstdout: {outcome.out}\nstderr: {outcome.err}")
        if code != 2:
            self.assertIn("  data: ", outcome.err)
            self.assertIn("  next: ", outcome.err)
        for part in words:
            self.assertIn(part.lower(), outcome.said.lower())

    def assert_told(self, code, outcome, what=(), data=(), next=(), errors=1):
        """The exit code, and so many errors and no more, whose three parts each match their patterns, one or several."""
        self.assert_code(code, outcome)
        told = TOLD.findall(outcome.err)
        self.assertEqual((errors, errors), (len(told), outcome.err.count("error: ")),
                         f"\nstdout: {outcome.out}\nstderr: {outcome.err}")
        for error in told:
            for part, patterns in zip(error, (what, data, next)):
                for pattern in [patterns] if isinstance(patterns, str) else patterns:
                    self.assertRegex(part, pattern)

    def assert_silent_success(self, outcome, items):
        """What passes is told as no error, and the result counts every item."""
        self.assert_done(outcome)
        self.assertNotIn("error:", outcome.err)
        self.assertIn(f": {items:,} items copied", outcome.out)

    def assert_equal_tables(self, *pairs, settings=True):
        """Pairs as "DEV-A=PROD-A" (or a name: DEV-… becomes PROD-…)."""
        for pair in pairs:
            left, _, right = pair.partition("=")
            right = right or left.replace("DEV", "PROD", 1)
            count, other, found = comparison.compare_tables(self.source.client, left, self.dest.client, right)
            if not settings:
                found = [difference for difference in found if difference.kind != "setting"]
            shown = "\n".join(str(difference)[:2000] for difference in found[:10])
            self.assertFalse(found, f"{left} ({count} items) and {right} ({other}):\n{shown}")

    def assert_untouched(self, outcome=None):
        """Nothing was created on the other side."""
        self.assertEqual([], self.dest.tables(), outcome and outcome.said)

    def assert_no_secrets(self):
        for said in self.said:
            self._search(said.encode(), "what was printed")
        for path in self.directory.rglob("*"):
            if path.is_file() and path not in self.secret_files:
                self._search(path.read_bytes(), str(path))

    def _search(self, content, where):
        for secret in self.planted:
            self.assertNotIn(secret.encode(), content, f"a secret is in {where}")

    def assert_private_state(self):
        state = self.work / "dynaferry.state"
        if state.exists():
            self.assertEqual(0o700, stat.S_IMODE(state.stat().st_mode), "the state directory is open to others")
            for path in state.iterdir():
                self.assertEqual(0o600, stat.S_IMODE(path.stat().st_mode), f"{path.name} is open to others")

    # Common material.

    def plant(self, length=40):
        """A secret that nobody knows yet; it must never come out."""
        secret = f"planted{word(length)}"
        self.planted.append(secret)
        return secret

    def fill(self, name, count=60, size=100, keys="id:S", **settings):
        self.source.make(name, keys, **settings)
        self.source.put_all(name, rows(count, size, keys))
        return count

    def events(self, path):
        return [json.loads(line) for line in Path(path).read_text().splitlines()]

    def interrupt(self, proxy, number, after, *arguments, action="BatchWriteItem"):
        """Starts a copy whose writes are slow, sends it a signal when `after` of them are answered."""
        running = self.start("copy", *arguments)
        proxy.wait_for(action, after)
        running.signal(number)
        return self.noted(running.finish())


def rows(count, size=100, keys="id:S", first=0):
    """Plain items; a number key is the row's number, others its name."""
    parts = [part.split(":") for part in keys.split()]
    for number in range(first, first + count):
        item = {"n": {"N": str(number)}, "pad": {"S": ("x%d-" % number * (size // 4 + 1))[:size]}}
        for name, kind in parts:
            item[name] = {"N": str(number)} if kind == "N" else (
                {"B": b"\x00row %d" % number} if kind == "B" else {"S": f"row-{number:06d}"})
        yield item


INTERRUPT, KILL = signal.SIGINT, signal.SIGKILL
