"""Killed or interrupted at any time, the same command goes on; finished, it writes nothing."""

import json
import os
import signal
import time

from accounts import index
from capabilities import needs
from fault_proxy import denied, meanwhile, slow
from harness import INTERRUPT, KILL, Case

COUNT, SIZE = 4_000, 600


class Interrupted(Case):
    """A copy that is slow enough to be interrupted."""

    def setUp(self):
        super().setUp()
        self.fill("DEV-T", COUNT, size=SIZE)
        self.proxy = self.through_proxy()
        self.fault = self.proxy.add("BatchWriteItem", slow(0.02), times=100_000)

    def forget_requests(self):
        with self.proxy.lock:
            self.proxy.seen.clear()

    def full_speed(self):
        self.proxy.clear()

    def written(self):
        return sum(request.entries() for request in self.proxy.requests("BatchWriteItem") if request.status == 200)

    def goes_on(self, command=("DEV-T",)):
        """Runs the same command to its end; answers what it wrote."""
        self.full_speed()
        outcome = self.copy(*command)
        self.assert_done(outcome)
        self.assert_equal_tables("DEV-T")
        return outcome, self.written()


class Resume(Interrupted):
    def test_killed_half_way_it_goes_on_and_skips_what_is_acknowledged(self):
        command = ("DEV-T", "--segments", 1, "--concurrency", 1)
        self.assertEqual(-KILL, self.interrupt(self.proxy, KILL, 120, *command).code)
        before = self.written()
        _, again = self.goes_on(command)
        self.assertGreaterEqual(before + again, COUNT)
        # 2 pages of read-ahead, near 256 KiB each, may be repeated; never all.
        self.assertLess(again, COUNT)

    def test_killed_at_many_moments(self):
        for after in (1, 2, 5, 20, 40, 60):
            outcome = self.interrupt(self.proxy, KILL, after, "DEV-T")
            self.assertIn(outcome.code, (0, -KILL))
            self.forget_requests()
        self.goes_on()

    def test_capacity_is_told_of_all_runs_and_remembered(self):
        def told():
            outcome = self.copy("DEV-T", "--events", "events.ndjson")
            self.assert_done(outcome)
            pair = self.events(self.work / "events.ndjson")[-1]["pairs"][0]
            return outcome.out, pair["read_units"], pair["write_units"]
        self.interrupt(self.proxy, INTERRUPT, 60, "DEV-T")
        out, read, written = told()
        self.assertGreaterEqual(written, COUNT)  # One unit for each item, whichever run wrote it.
        self.assertGreater(read, 0)
        self.assertIn(f"{int(written):,} units written", out)
        self.assertEqual((read, written), told()[1:])

    def planned(self, code, *words):
        """`plan` with the journal there: what it says, and that it left every byte as it was."""
        def state():
            return {path: path.read_bytes() for path in (self.work / "dynaferry.state").iterdir()}
        before = state()
        outcome = self.ferry("plan", "DEV-T")
        self.assert_code(code, outcome)
        self.assertEqual(before, state())
        for part in words:
            self.assertIn(part, outcome.out)

    def test_a_plan_says_what_an_earlier_run_left_to_do(self):
        self.interrupt(self.proxy, INTERRUPT, 60, "DEV-T")
        self.planned(0, "recorded: copy would go on")
        self.forget_requests()
        self.interrupt(self.proxy, KILL, 20, "DEV-T")
        self.planned(0, "killed: copy goes on")
        self.goes_on()
        self.planned(0, "finished at", "copy would write nothing")

    def test_a_plan_finds_that_the_journal_is_of_another_table(self):
        self.interrupt(self.proxy, INTERRUPT, 30, "DEV-T")
        self.source.drop("DEV-T")
        self.fill("DEV-T", 10)
        self.planned(9, "BLOCKED", "another source table", "1 of 1 table cannot be copied")
        self.full_speed()
        self.assert_error(6, self.copy("DEV-T"), "--restart PROD-T", "--if-not-empty overwrite")

    def test_killed_before_the_first_write(self):
        self.interrupt(self.proxy, KILL, 1, "DEV-T", action="DescribeTable")
        self.goes_on()

    def test_killed_right_after_the_table_was_created(self):
        self.interrupt(self.proxy, KILL, 1, "DEV-T", action="CreateTable")
        self.goes_on()

    def test_killed_right_after_the_table_was_created_it_may_still_be_told_to_refuse_existing_ones(self):
        """--if-exists fail is about tables that others made; this one we may have made ourselves."""
        command = ("DEV-T", "--if-exists", "fail")
        self.interrupt(self.proxy, KILL, 1, *command, action="CreateTable")
        self.goes_on(command)

    def test_interrupted_once_it_stops_cleanly_with_130_and_says_how_to_go_on(self):
        outcome = self.interrupt(self.proxy, INTERRUPT, 30, "DEV-T")
        self.assert_code(130, outcome)
        self.assertIn("same command", outcome.said)
        self.goes_on()

    def test_terminated_and_hung_up(self):
        for number, code in ((signal.SIGTERM, 143), (signal.SIGHUP, 129)):
            self.assert_code(code, self.interrupt(self.proxy, number, 10, "DEV-T"))
            self.forget_requests()
        self.goes_on()

    def test_interrupted_twice_it_stops_at_once_and_still_goes_on(self):
        self.fault.act = slow(3)
        running = self.start("copy", "DEV-T")
        self.wait_until(lambda: self.proxy.requests("BatchWriteItem"))
        running.signal(INTERRUPT)
        time.sleep(0.2)
        running.signal(INTERRUPT)
        began = time.monotonic()
        self.assert_code(130, self.noted(running.finish()))
        self.assertLess(time.monotonic() - began, 2)
        self.goes_on()

    def test_a_resumed_run_is_not_refused_its_own_data_and_says_what_it_skipped(self):
        self.interrupt(self.proxy, INTERRUPT, 60, "DEV-T", "--segments", 1)
        self.assertGreater(self.dest.count("PROD-T"), 0)
        outcome, _ = self.goes_on()
        self.assertRegex(outcome.said.lower(), r"skip|go(es|ing) on|resum")

    def test_credentials_concurrency_and_tables_may_change_between_runs(self):
        self.interrupt(self.proxy, INTERRUPT, 30, "DEV-T")
        self.fill("DEV-U", 10)
        self.full_speed()
        self.assert_done(self.copy("DEV-U", "DEV-T", "--concurrency", 3))
        self.assert_equal_tables("DEV-T", "DEV-U")

    def test_an_item_that_is_gone_from_the_source_meanwhile_stops_nothing(self):
        self.interrupt(self.proxy, INTERRUPT, 30, "DEV-T", "--segments", 1)
        for number in range(0, COUNT, 7):
            self.source.client.delete_item(TableName="DEV-T", Key={"id": {"S": f"row-{number:06d}"}})
        self.full_speed()
        self.assert_done(self.copy("DEV-T"))
        left = {item["id"]["S"] for item in self.source.items("DEV-T")}
        self.assertEqual(set(), left - {item["id"]["S"] for item in self.dest.items("PROD-T")})

    def changed_at_the_source(self):
        """Every item gets what an old global table leaves, and a new value."""
        self.source.put_all("DEV-T", ({"id": {"S": f"row-{number:06d}"}, "aws:rep:updateregion": {"S": "eu-west-1"},
                                       "pad": {"S": "new" * 60}} for number in range(COUNT)))

    def test_again_after_an_unfinished_copy_is_a_whole_pass_of_its_own(self):
        """Half an old pass and half a new one would be a table that never was: exit 0 must not say it is done."""
        self.interrupt(self.proxy, INTERRUPT, 60, "DEV-T")
        self.changed_at_the_source()
        self.interrupt(self.proxy, KILL, 30, "DEV-T", "--again", "--keep-replication-attributes")
        self.full_speed()
        self.assert_done(self.copy("DEV-T", "--again", "--keep-replication-attributes"))
        self.assert_equal_tables("DEV-T")

    def test_again_goes_on_where_it_was_killed_itself(self):
        self.full_speed()
        self.assert_done(self.copy("DEV-T"))
        self.full_speed()
        self.proxy.add("BatchWriteItem", slow(0.02), times=100_000)
        self.interrupt(self.proxy, KILL, 120, "DEV-T", "--again", "--segments", 1, "--concurrency", 1)
        before = self.written()
        self.full_speed()
        self.assert_done(self.copy("DEV-T", "--again", "--segments", 1, "--concurrency", 1))
        self.assertGreater(before, COUNT // 4)
        self.assertLess(self.written(), COUNT)

    def test_settings_alone_do_not_change_what_is_known_of_the_items(self):
        self.full_speed()
        self.assert_done(self.copy("DEV-T"))
        self.assert_done(self.copy("DEV-T", "--schema-only", "--again", "--keep-replication-attributes"))
        self.assert_error(6, self.copy("DEV-T", "--keep-replication-attributes"), "aws:rep")

    def test_a_signal_that_our_parent_ignores_stops_nothing(self):
        """nohup means it."""
        running = self.start("copy", "DEV-T", prepare=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
        self.proxy.wait_for("BatchWriteItem", 20)
        running.signal(signal.SIGHUP)
        self.full_speed()
        self.assert_done(self.noted(running.finish()))
        self.assert_equal_tables("DEV-T")

    def test_what_becomes_of_replication_attributes_may_not_change_half_way(self):
        self.interrupt(self.proxy, INTERRUPT, 30, "DEV-T")
        self.full_speed()
        self.assert_error(6, self.copy("DEV-T", "--keep-replication-attributes"), "aws:rep", "--again")
        self.assertEqual([], self.proxy.requests("BatchWriteItem"))
        self.goes_on()

    def test_a_second_process_is_turned_away_with_10(self):
        self.fault.act = slow(0.2)
        running = self.start("copy", "DEV-T")
        self.proxy.wait_for("BatchWriteItem", 1)
        second = self.copy("DEV-T")
        self.assert_error(10, second, str(running.process.pid))
        running.signal(INTERRUPT)
        self.assert_code(130, self.noted(running.finish()))
        self.goes_on()

    def test_the_lock_of_a_dead_process_is_no_lock(self):
        self.interrupt(self.proxy, KILL, 10, "DEV-T")
        self.goes_on()

    def wait_until(self, true, limit=30):
        end = time.monotonic() + limit
        while not true():
            self.assertLess(time.monotonic(), end, "waited in vain")
            time.sleep(0.005)


class TwoSourcesOntoOneDestination(Interrupted):
    """Commands that do not know of each other."""

    OTHER = ("--table", "DEV-U=PROD-T", "--if-not-empty", "overwrite")

    def setUp(self):
        super().setUp()
        self.source.make("DEV-U")
        self.source.put_all("DEV-U", [{"id": {"S": "row-000000"}, "of": {"S": "the other"}}])

    def others(self):
        return [item for item in self.dest.items("PROD-T") if "of" in item]

    def test_at_once_the_second_is_turned_away_with_10(self):
        running = self.start("copy", "DEV-T")
        self.proxy.wait_for("BatchWriteItem", 1)
        self.assert_error(10, self.copy(*self.OTHER), str(running.process.pid))
        running.signal(INTERRUPT)
        self.assert_code(130, self.noted(running.finish()))
        self.assertEqual([], self.others())

    def test_one_that_is_not_finished_is_not_written_into(self):
        for number in (INTERRUPT, KILL):
            self.interrupt(self.proxy, number, 10, "DEV-T")
            self.assert_error(1, self.copy(*self.OTHER), "PROD-T", "is not finished", "--restart PROD-T")
            self.assert_code(9, self.ferry("plan", *self.OTHER))
            self.assertEqual([], self.others())
        self.goes_on()
        self.assert_done(self.copy(*self.OTHER))
        self.assertEqual(1, len(self.others()))
        self.assertIn("was finished", self.copy("DEV-T").said)

    def test_one_that_was_given_up_does_not_go_on(self):
        self.interrupt(self.proxy, INTERRUPT, 10, "DEV-T")
        self.full_speed()
        self.assert_done(self.copy(*self.OTHER, "--restart", "PROD-T"))
        self.forget_requests()
        self.assert_error(1, self.copy("DEV-T"), "PROD-T", "was made since", "--restart PROD-T")
        self.assertEqual([], self.proxy.requests("BatchWriteItem"))
        self.assert_done(self.copy("DEV-T", "--restart", "PROD-T", "--if-not-empty", "overwrite"))
        self.assert_equal_tables("DEV-T")


class TypedAgain(Case):
    def setUp(self):
        super().setUp()
        self.fill("DEV-T", 200)
        self.proxy = self.through_proxy()
        self.assert_done(self.copy("DEV-T"))
        self.proxy.clear()

    def test_a_finished_pair_says_so_and_writes_nothing(self):
        outcome = self.copy("DEV-T")
        self.assert_done(outcome)
        self.assertIn("finished", outcome.said.lower())
        self.assertEqual([], self.proxy.requests("BatchWriteItem"))

    def test_again_makes_one_more_pass_that_overwrites_and_deletes_nothing(self):
        self.source.client.put_item(TableName="DEV-T", Item={"id": {"S": "row-000005"}, "now": {"S": "new"}})
        self.source.client.delete_item(TableName="DEV-T", Key={"id": {"S": "row-000006"}})
        self.assert_done(self.copy("DEV-T", "--again"))
        found = {item["id"]["S"]: item for item in self.dest.items("PROD-T")}
        self.assertEqual(200, len(found))
        self.assertEqual({"S": "new"}, found["row-000005"]["now"])

    def test_a_destination_made_anew_is_6_and_restart_begins_anew(self):
        self.dest.drop("PROD-T")
        self.dest.make("PROD-T")
        self.assert_error(6, self.copy("DEV-T"), "PROD-T", "--restart")
        self.assertEqual(0, self.dest.count("PROD-T"))
        self.assert_done(self.copy("DEV-T", "--restart", "PROD-T"))
        self.assert_equal_tables("DEV-T")

    def test_a_source_made_anew_is_6(self):
        self.source.drop("DEV-T")
        self.fill("DEV-T", 5)
        self.assert_error(6, self.copy("DEV-T"), "DEV-T", "--restart")
        self.assertEqual(200, self.dest.count("PROD-T"))

    def test_restart_of_a_filled_table_is_still_refused(self):
        self.assert_error(1, self.copy("DEV-T", "--restart", "PROD-T"), "PROD-T", "empty")
        self.assertEqual([], self.proxy.requests("BatchWriteItem"))

    def test_restart_forgets_nothing_before_all_tables_are_taken(self):
        """Else a run that is refused would have cost another table its memory."""
        self.fill("DEV-U", 2_000)
        self.proxy.add("BatchWriteItem", slow(0.2), times=100_000)
        running = self.start("copy", "DEV-U")
        self.proxy.wait_for("BatchWriteItem", 1)
        self.assert_error(10, self.copy("DEV-T", "DEV-U", "--restart", "PROD-T", "--restart", "PROD-U",
                                        "--if-not-empty", "overwrite"), "PROD-U")
        running.signal(INTERRUPT)
        self.assert_code(130, self.noted(running.finish()))
        self.assertIn("was finished", self.copy("DEV-T").said)

    def test_restart_that_names_no_destination_of_the_run_is_2(self):
        self.assert_error(2, self.copy("DEV-T", "--restart", "DEV-T"), "--restart", "DEV-T")
        outcome = self.copy("DEV-T")
        self.assert_done(outcome)
        self.assertIn("was finished", outcome.out)  # Nothing was forgotten.

    def test_another_state_directory_is_another_memory(self):
        self.assert_error(1, self.copy("DEV-T", "--state", "elsewhere"), "PROD-T", "empty", "--state directory")

    def test_the_last_event_counts_what_was_copied_before(self):
        self.copy("DEV-T", "--events", "again.ndjson")
        summary = self.events(self.work / "again.ndjson")[-1]
        self.assertEqual([200], [pair["items"] for pair in summary["pairs"]])

    def test_a_plan_tells_what_would_be_written_over(self):
        planned = self.ferry("plan", "DEV-T", "--restart", "PROD-T", "--if-not-empty", "overwrite", "--eventual-reads")
        self.assert_code(0, planned)
        self.assertIn("overwrites   items with equal keys", planned.out)
        self.assertIn("eventually consistent", planned.out)
        copied = self.copy("DEV-T", "--restart", "PROD-T", "--if-not-empty", "overwrite")
        self.assertIn("overwrites items with equal keys", copied.err)

    def test_a_damaged_journal_is_told_and_nothing_is_written(self):
        for journal in (self.work / "dynaferry.state").glob("*.journal"):
            content = bytearray(journal.read_bytes())
            content[:4096] = os.urandom(min(4096, len(content)))
            journal.write_bytes(content)
        self.assert_told(1, self.copy("DEV-T"), "journal", "^nothing was created or written$",
                         "^restore the file, or forget it with --restart PROD-T$")
        self.assertEqual([], self.proxy.requests("BatchWriteItem"))


class MeanwhileSomebodyElse(Case):
    """What others do to the destination between the looks of one run."""

    def setUp(self):
        super().setUp()
        self.fill("DEV-A", 200)
        self.proxy = self.through_proxy()

    def at(self, action, number, do):
        self.proxy.add(action, meanwhile(do), first=number)

    def test_a_destination_that_was_filled_since_the_look_is_not_written_to(self):
        self.fill("DEV-B", 50)
        self.dest.make("PROD-B")
        theirs = {"id": {"S": "row-000001"}, "theirs": {"S": "precious"}}
        self.at("BatchWriteItem", 2, lambda: self.dest.put_all("PROD-B", [theirs]))
        self.assert_error(1, self.copy("DEV-A", "DEV-B", "--tables-at-once", 1), "PROD-B", "filled by somebody else")
        self.assertEqual([theirs], self.dest.items("PROD-B"))
        self.assert_equal_tables("DEV-A")

    def test_a_destination_that_is_re_created_while_it_is_copied_is_6(self):
        def re_create():
            self.dest.drop("PROD-A")
            self.dest.make("PROD-A")
        self.at("BatchWriteItem", 3, re_create)
        outcome = self.copy("DEV-A", "--concurrency", 1)
        self.assert_error(6, outcome, 'destination "PROD-A"', "re-created", "--restart PROD-A", "overwrite", "is not known")
        self.assertNotIn("nothing is lost", outcome.said)
        self.assert_error(6, self.copy("DEV-A"), "--restart PROD-A")

    def test_a_destination_that_is_re_created_before_its_copy_goes_on_is_6(self):
        """Looked at with all tables, its turn comes later: what an earlier run wrote is gone by then."""
        self.fill("DEV-B", COUNT, size=SIZE)
        self.proxy.add("BatchWriteItem", slow(0.02), times=100_000)
        self.interrupt(self.proxy, INTERRUPT, 60, "DEV-B")
        self.assertGreater(self.dest.count("PROD-B"), 0)
        self.proxy.clear()
        def re_create():
            self.dest.drop("PROD-B")
            self.dest.make("PROD-B")
        self.at("BatchWriteItem", 2, re_create)
        outcome = self.copy("DEV-A", "DEV-B", "--tables-at-once", 1)
        self.assert_told(6, outcome, 'destination "PROD-B" .*re-created', "items were recorded as copied.*is not known$",
                         "--restart PROD-B.*overwrite")
        self.assertEqual(0, self.dest.count("PROD-B"))
        self.assert_error(6, self.copy("DEV-A", "DEV-B"), "--restart PROD-B")
        self.assert_done(self.copy("DEV-A", "DEV-B", "--restart", "PROD-B"))
        self.assert_equal_tables("DEV-A", "DEV-B")

    def test_a_source_that_is_re_created_while_it_is_copied_is_6(self):
        def re_create():
            self.source.drop("DEV-A")
            self.fill("DEV-A", 10)
        self.at("BatchWriteItem", 3, re_create)
        self.assert_error(6, self.copy("DEV-A", "--concurrency", 1), 'source "DEV-A"', "re-created", "--restart",
                          "200 items of it were copied and recorded; they are at the destination")

    @needs("index_deletion")
    def test_a_destination_that_lost_an_index_while_it_was_copied_is_told(self):
        self.source.drop("DEV-A")
        self.fill("DEV-A", 200, GlobalSecondaryIndexes=[index("by-id", "id")])
        self.at("BatchWriteItem", 3, lambda: self.dest.client.update_table(
            TableName="PROD-A", GlobalSecondaryIndexUpdates=[{"Delete": {"IndexName": "by-id"}}]))
        self.assert_error(1, self.copy("DEV-A", "--concurrency", 1), "settings were changed", "by-id")

    def test_a_description_of_another_table_is_not_believed(self):
        """Everything written later goes to the table that is described: a mixed-up answer is asked for again."""
        self.dest.make("PROD-OTHER")
        def mixed_up(handler, request, body):
            other = json.dumps({"TableName": "PROD-OTHER"}).encode()
            handler.answer(*handler.forward(other, handler.resigned(other)))
        fault = self.proxy.add("DescribeTable", mixed_up, times=2)
        self.assert_done(self.copy("DEV-A"))
        self.assertEqual(2, fault.done)
        self.assert_equal_tables("DEV-A")
        self.assertEqual(0, self.dest.count("PROD-OTHER"))


class SeveralTables(Case):
    def test_one_that_fails_while_writing_does_not_stop_the_others(self):
        names = [f"DEV-{letter}" for letter in "ABCD"]
        for name in names:
            self.fill(name, 300)
        proxy = self.through_proxy()
        fault = proxy.add("BatchWriteItem", denied("BatchWriteItem"), times=100_000,
                          when=lambda request: "PROD-B" in request.body.get("RequestItems", {}))
        self.assert_error(5, self.copy(*names), "PROD-B", "dynamodb:BatchWriteItem")
        self.assert_equal_tables("DEV-A", "DEV-C", "DEV-D")
        self.assertEqual(0, self.dest.count("PROD-B"))
        fault.times = 0
        proxy.clear()
        self.assert_done(self.copy(*names))
        self.assert_equal_tables(*names)
        written = {table for request in proxy.requests("BatchWriteItem") for table in request.body["RequestItems"]}
        self.assertEqual({"PROD-B"}, written)
