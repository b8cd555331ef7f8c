"""What the machine does to a run: its disk, files, memory, signals, sleep and clock.

Each case ends in success or in one clear error, and then the same command finishes the work.
"""

import ctypes
import resource
import shutil
import signal
import time
from datetime import datetime, timedelta
from pathlib import Path

from capabilities import needs
from fault_proxy import meanwhile, slow
from harness import INTERRUPT, KILL, Case

COUNT, SIZE = 1_000, 600
MIB = 1 << 20
LIBC = ctypes.CDLL(None)


def limited(kind, most):
    """For `prepare`: the program may have no more of it, and cannot raise that."""
    return lambda: resource.setrlimit(kind, (most, most))


def obeys_modes():
    """For `prepare`: root may read and write whatever the modes of files say; without these it may not."""
    for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        LIBC.prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP: who is not root may not, and need not.


class Machine(Case):
    def setUp(self):
        super().setUp()
        self.fill("DEV-T", COUNT, size=SIZE)
        self.proxy = self.through_proxy(source=self.source.endpoint == self.dest.endpoint)
        self.state = self.work / "dynaferry.state"

    def at(self, action, number, do):
        self.proxy.add(action, meanwhile(do), first=number)

    def slowly(self, seconds=0.01):
        self.proxy.add("*", slow(seconds), times=100_000)

    def assert_one_error(self, outcome, *words):
        self.assert_error(1, outcome, *words)
        self.assertEqual(1, outcome.err.count("error:"), outcome.err)
        # Which would give up what is recorded, for a disk that only lacks room.
        self.assertNotIn("forget it with --restart", outcome.err)

    def goes_on(self, *command, pair="DEV-T"):
        self.proxy.clear()
        outcome = self.copy(*(command or ("DEV-T",)))
        self.assert_done(outcome)
        self.assert_equal_tables(pair)
        return outcome


class Disk(Machine):
    """A limit on the size of its files is a full disk that any user can have."""

    def test_full_at_any_size_of_its_files_it_is_told_and_goes_on(self):
        """From the lock file over the making of the journal to the last record."""
        self.fill("DEV-S", 60)
        stopped = 0
        for size in range(0, 56_000, 3_500):
            pair = f"DEV-S=PROD-{size}"
            outcome = self.copy("--table", pair, "--segments", 4, prepare=limited(resource.RLIMIT_FSIZE, size))
            if outcome.code != 0:
                self.assert_one_error(outcome, "File too large")
                stopped += 1
            self.goes_on("--table", pair, "--segments", 4, pair=pair)
        self.assertGreater(stopped, 10)

    def test_full_while_items_are_written_it_keeps_what_it_recorded(self):
        command = ("DEV-T", "--segments", 1, "--concurrency", 1)
        outcome = self.copy(*command, prepare=limited(resource.RLIMIT_FSIZE, 45_000))
        self.assert_one_error(outcome, "File too large", "items copied and recorded")
        self.assertIn("skipped", self.goes_on(*command).said)

    def test_a_state_directory_that_can_only_be_read_is_told_and_nothing_is_made(self):
        self.state.mkdir(mode=0o500)
        outcome = self.copy("DEV-T", prepare=obeys_modes)
        self.state.chmod(0o700)
        self.assert_one_error(outcome, "Permission denied", "--state")
        self.assert_untouched()
        self.goes_on()

    def test_a_state_directory_that_cannot_be_made_is_told_and_nothing_is_made(self):
        self.work.chmod(0o500)
        outcome = self.copy("DEV-T", prepare=obeys_modes)
        self.work.chmod(0o700)
        self.assert_one_error(outcome, "Permission denied", "--state")
        self.assert_untouched()
        self.goes_on()

    def test_a_journal_that_can_only_be_read_is_told_and_goes_on_when_it_can_be_written(self):
        self.slowly()
        self.interrupt(self.proxy, INTERRUPT, 10, "DEV-T")
        for journal in self.state.glob("*.journal*"):
            journal.chmod(0o400)
        outcome = self.copy("DEV-T", prepare=obeys_modes)
        for journal in self.state.glob("*.journal*"):
            journal.chmod(0o600)
        self.assert_one_error(outcome, ".journal")
        self.goes_on()

    def test_a_state_directory_that_becomes_read_only_under_the_run_loses_nothing(self):
        self.at("BatchWriteItem", 5, lambda: self.state.chmod(0o500))
        outcome = self.copy("DEV-T", prepare=obeys_modes)
        self.state.chmod(0o700)
        if outcome.code != 0:
            self.assert_one_error(outcome)
        self.goes_on()

    def test_a_state_directory_that_is_deleted_under_the_run_does_not_stop_it(self):
        self.at("BatchWriteItem", 5, lambda: shutil.rmtree(self.state))
        self.assert_done(self.copy("DEV-T"))
        self.assert_equal_tables("DEV-T")

    def test_a_copy_whose_state_is_gone_is_not_known_for_its_own_but_can_be_written_over(self):
        self.at("BatchWriteItem", 5, lambda: shutil.rmtree(self.state))
        self.slowly()
        self.assert_code(-KILL, self.interrupt(self.proxy, KILL, 15, "DEV-T"))
        self.assert_one_error(self.copy("DEV-T"), "PROD-T", "holds items", "--if-not-empty overwrite")
        self.goes_on("DEV-T", "--if-not-empty", "overwrite")

    def test_a_state_directory_deleted_between_two_tables_stops_the_second_before_it_is_made(self):
        self.fill("DEV-U", 50)
        command = ("DEV-T", "DEV-U", "--tables-at-once", 1)
        self.at("BatchWriteItem", 5, lambda: shutil.rmtree(self.state))
        self.assert_one_error(self.copy(*command), "PROD-U", "No such file")
        self.assertEqual(["PROD-T"], self.dest.tables())
        self.goes_on(*command, "--if-not-empty", "overwrite")
        self.assert_equal_tables("DEV-U")

    def test_a_state_directory_of_any_name_remembers(self):
        for number, name in enumerate(("with spaces and 'quotes\"", "größe/日本語", "100% ?#&=;", "line\nend")):
            pair = f"DEV-T=PROD-{number}"
            command = ("--table", pair, "--state", f"./{name}")
            self.slowly()
            self.assert_code(-KILL, self.interrupt(self.proxy, KILL, 10, *command))
            self.assertIn("killed: copy goes on", self.ferry("plan", *command).out)
            self.goes_on(*command, pair=pair)
            self.assertIn("was finished", self.copy(*command).out)
            self.proxy.clear()


class Limits(Machine):
    """Of files and of memory: it works, or it says what is short, or it dies; and then it goes on."""

    @needs("no_sanitizer")
    def test_few_files_may_be_open(self):
        self.fill("DEV-S", 200)
        for most in (5, 8, 12, 16, 20, 32, 64):
            pair = f"DEV-S=PROD-{most}"
            command = ("--table", pair, "--connect-timeout-total", 1)
            outcome = self.copy(*command, prepare=limited(resource.RLIMIT_NOFILE, most))
            if most >= 32:
                self.assert_done(outcome)
            elif outcome.code == 11:
                self.assert_error(11, outcome, "Too many open files")
            elif outcome.code != 0:
                self.assert_one_error(outcome, "Too many open files")
            self.goes_on(*command, pair=pair)

    @needs("no_sanitizer", "big_items")
    def test_192_mib_are_enough_for_items_of_390_kb(self):
        self.fill("DEV-BIG", 60, size=390_000)
        outcome = self.copy("DEV-BIG", "DEV-T", prepare=limited(resource.RLIMIT_AS, 192 * MIB))
        self.assert_done(outcome)
        self.assert_equal_tables("DEV-BIG", "DEV-T")

    @needs("no_sanitizer")
    def test_too_little_memory_ends_the_run_and_loses_nothing(self):
        codes = set()
        for most in (*range(4, 32, 4), *range(32, 42)):  # From not being loaded to having enough.
            pair = f"DEV-T=PROD-{most}"
            outcome = self.copy("--table", pair, prepare=limited(resource.RLIMIT_AS, most * MIB))
            codes.add(outcome.code)
            if outcome.code == 1:
                self.assert_one_error(outcome)
            # Else it cannot be loaded (127, or killed while it is), or a piece of memory is refused.
            self.assertIn(outcome.code, (0, 1, 127, -signal.SIGABRT, -signal.SIGSEGV, -KILL), outcome.said)
            if outcome.code != 0:
                self.goes_on("--table", pair, pair=pair)
        self.assertGreater(len(codes), 2, "no limit was in between")


class Signals(Machine):
    MOMENTS = (("DescribeTable", 1), ("CreateTable", 1), ("BatchWriteItem", 1), ("BatchWriteItem", 20))
    CODES = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129}

    def test_at_any_moment_each_has_its_exit_code_and_the_run_goes_on(self):
        for number, code in self.CODES.items():
            for place, (action, after) in enumerate(self.MOMENTS):
                pair = f"DEV-T=PROD-{number}-{place}"
                self.slowly()
                outcome = self.interrupt(self.proxy, number, after, "--table", pair, action=action)
                self.assert_code(code, outcome)
                self.assertIn("run the same command to go on", outcome.said)
                self.goes_on("--table", pair, pair=pair)
                self.proxy.clear()

    def test_before_it_listens_it_dies_and_has_done_nothing(self):
        for number, code in self.CODES.items():
            running = self.start("copy", "DEV-T")
            running.signal(number)
            self.assertIn(self.noted(running.finish()).code, (-number, code))
        self.goes_on()

    def test_stopped_for_a_while_it_wakes_to_dead_connections_and_finishes(self):
        """A laptop that was closed."""
        self.slowly(0.02)
        running = self.start("copy", "DEV-T")
        self.proxy.wait_for("BatchWriteItem", 5)
        running.signal(signal.SIGSTOP)
        self.proxy.drop_connections()
        time.sleep(3)
        running.signal(signal.SIGCONT)
        self.assert_done(self.noted(running.finish()))
        self.assert_equal_tables("DEV-T")


class Output(Machine):
    def test_a_reader_that_went_away_is_told_and_stops_no_copy(self):
        running = self.start("copy", "DEV-T")
        running.process.stdout.close()
        running.process.stdout = None
        self.assert_one_error(self.noted(running.finish()), "standard output could not be written", "Broken pipe")
        self.assert_equal_tables("DEV-T")
        self.assertIn("was finished", self.goes_on().out)

    def test_nobody_who_reads_what_is_told_on_the_way_stops_no_copy(self):
        running = self.start("copy", "DEV-T", "-v")
        running.process.stderr.close()
        running.process.stderr = None
        outcome = running.finish()
        self.assertEqual(0, outcome.code)
        self.assert_no_secrets()
        self.assert_equal_tables("DEV-T")


class Clock(Machine):
    @needs("no_sanitizer")
    def test_that_jumps_by_an_hour_and_back_loses_nothing(self):
        faketime = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
        self.assertTrue(faketime, "Debian's package faketime is not installed")
        for hours in (1, -1):
            clock, pair, events = self.work / "clock", f"DEV-T=PROD{hours:+d}".replace("+", "-plus-"), f"events{hours}"
            clock.write_text("+0\n")
            self.at("BatchWriteItem", 5, lambda: clock.write_text(f"{hours * 3600:+d}\n"))
            self.at("BatchWriteItem", 30, lambda: clock.write_text("+0\n"))
            self.slowly(0.03)
            outcome = self.copy("--table", pair, "--concurrency", 1, "--events", events, env={
                "LD_PRELOAD": str(faketime), "FAKETIME_TIMESTAMP_FILE": str(clock), "FAKETIME_NO_CACHE": "1",
                "FAKETIME_DONT_FAKE_MONOTONIC": "1"})
            self.assert_done(outcome)
            self.assert_equal_tables(pair)
            told = [datetime.fromisoformat(event["time"][:-1]) for event in self.events(self.work / events)]
            self.assertGreater(max(told) - min(told), timedelta(minutes=50), "the clock did not jump")
            self.goes_on("--table", pair, pair=pair)
            self.proxy.clear()
