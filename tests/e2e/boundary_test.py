"""What is refused: the exit code, the words, and nothing created or written."""

import os
import socket
import time

from capabilities import needs
from fault_proxy import FaultProxy, denied, refuse
from harness import WORLD, Case


class Refused(Case):
    def setUp(self):
        super().setUp()
        self.fill("DEV-T", 20)

    def test_unknown_command_and_flag(self):
        self.assert_code(2, self.ferry("frobnicate"))
        self.assert_code(2, self.copy("DEV-T", "--no-such-flag"))
        self.assert_code(2, self.copy("DEV-T", "--segments", "many"))
        self.assert_untouched()

    def test_unreadable_env_file(self):
        os.remove(self.work / ".env")
        os.mkdir(self.work / ".env")
        self.assert_error(2, self.copy("DEV-T"), ".env")
        self.assert_untouched()

    def test_named_env_file_that_is_not_there(self):
        self.assert_error(2, self.copy("DEV-T", "--env-file", "nowhere.env"), "nowhere.env")
        self.assert_untouched()

    def test_no_credentials_at_all(self):
        self.write_env(leave_out=("DEST_AWS_ACCESS_KEY_ID", "DEST_AWS_SECRET_ACCESS_KEY"))
        outcome = self.copy("DEV-T")
        self.assertIn(outcome.code, (2, 5), outcome.said)
        self.assertIn("DEST_AWS_ACCESS_KEY_ID", outcome.err)
        self.assert_untouched()

    def test_no_region(self):
        self.write_env(leave_out=("DEST_AWS_REGION",))
        self.assert_error(2, self.copy("DEV-T"), "region")
        self.assert_untouched()

    def test_unknown_profile(self):
        self.assert_error(2, self.copy("DEV-T", "--dest-profile", "nobody"), "nobody")
        self.assert_untouched()

    @needs("signatures")
    def test_wrong_secret_of_the_destination(self):
        self.write_env(DEST_AWS_SECRET_ACCESS_KEY=self.plant())
        self.assert_error(5, self.copy("DEV-T"), "destination")
        self.assert_untouched()

    @needs("signatures")
    def test_wrong_secret_of_the_source(self):
        self.write_env(SRC_AWS_SECRET_ACCESS_KEY=self.plant())
        self.assert_error(5, self.copy("DEV-T"), "source")
        self.assert_untouched()

    def test_plain_http_to_another_machine(self):
        self.write_env(DEST_AWS_ENDPOINT_URL="http://192.0.2.1:8000")
        began = time.monotonic()
        self.assert_error(2, self.copy("DEV-T"), "--allow-plain-http")
        self.assertLess(time.monotonic() - began, 5)
        self.assert_untouched()

    def test_an_endpoint_that_nobody_serves_is_11_after_its_time(self):
        with socket.socket() as closed:
            closed.bind(("127.0.0.1", 0))
            port = closed.getsockname()[1]
        self.write_env(DEST_AWS_ENDPOINT_URL=f"http://127.0.0.1:{port}")
        self.assert_error(11, self.copy("DEV-T", "--connect-timeout-total", "2", limit=30), str(port))
        self.assert_untouched()

    def test_a_service_that_does_not_answer_is_told_while_it_is_waited_for(self):
        """Once, with the reason; and what it is waiting for may still come."""
        proxy = self.through_proxy()
        faults = []

        def out_of_order(handler, request, body):
            handler.reset()
            if time.monotonic() - faults[0].begun > 12:
                faults[0].times = 0
        faults.append(proxy.add("*", out_of_order, times=100_000))
        faults[0].begun = time.monotonic()
        outcome = self.copy("DEV-T")
        self.assert_silent_success(outcome, 20)
        told = [line for line in outcome.err.splitlines() if line.startswith("warning: no answer")]
        self.assertEqual(1, len(told), outcome.err)
        self.assertRegex(told[0], rf"from the destination \({proxy.endpoint}\) for 1\d s: .+; trying on, and giving up after 60 s and 4 tries without one")

    def test_a_server_that_is_not_dynamodb(self):
        from fault_proxy import not_json
        proxy = self.through_proxy()
        proxy.add("*", not_json(), times=10_000)
        outcome = self.copy("DEV-T", "--connect-timeout-total", "2")
        self.assertIn(outcome.code, (1, 11), outcome.said)
        self.assertIn("error:", outcome.err)
        self.assert_untouched()


class OneAccount(Case):
    """Both sides are one account, so that one table can be both source and destination."""

    def setUp(self):
        super().setUp()
        self.write_env(DEST_AWS_ACCESS_KEY_ID=self.source.key, DEST_AWS_SECRET_ACCESS_KEY=self.source.secret,
                       DEST_AWS_REGION=self.source.region, DEST_AWS_ENDPOINT_URL=self.source.endpoint)
        for name in ("DEV-A", "DEV-B"):
            self.source.make(name)
            self.source.put_all(name, [{"id": {"S": "row"}, "of": {"S": name}}])

    def refused(self, *arguments):
        outcome = self.copy(*arguments, "--tables-at-once", 1)
        self.assert_error(2, outcome, "is a destination of this run and a source of it", "one direction at a time")
        for name in ("DEV-A", "DEV-B"):
            self.assertEqual([{"id": {"S": "row"}, "of": {"S": name}}], self.source.items(name))

    def test_a_table_is_not_written_over_before_it_is_copied(self):
        self.refused("--table", "DEV-A=DEV-B", "--table", "DEV-B=DEV-C", "--if-not-empty", "overwrite")

    def test_tables_do_not_change_places(self):
        self.refused("--table", "DEV-A=DEV-B", "--table", "DEV-B=DEV-A", "--if-not-empty", "overwrite")


class NoRight(Case):
    """Each of the five actions refused: named, with what it means, and nothing half-made."""

    def setUp(self):
        super().setUp()
        self.fill("DEV-T", 60)

    def apart(self, source=False):
        proxy = self.through_proxy(source=source, dest=not source)
        return proxy

    def test_describe_table_on_the_source(self):
        self.apart(source=True).add("DescribeTable", denied("DescribeTable"), times=10_000)
        self.assert_error(5, self.copy("DEV-T"), "dynamodb:DescribeTable", "DEV-T")
        self.assert_untouched()

    def test_describe_table_on_the_destination(self):
        self.apart().add("DescribeTable", denied("DescribeTable"), times=10_000)
        self.assert_error(5, self.copy("DEV-T"), "dynamodb:DescribeTable", "PROD-T", "the destination's table")
        planned = self.ferry("plan", "DEV-T")
        self.assert_code(5, planned)
        self.assertNotIn("does not exist", planned.out)
        self.assert_untouched()

    def test_scan_of_the_destination_before_the_first_item(self):
        self.dest.make("PROD-T")
        self.apart().add("Scan", denied("Scan"), times=10_000, first=1)
        self.assert_error(5, self.copy("DEV-T"), 'destination "PROD-T"', "dynamodb:Scan")

    def test_describe_table_on_the_source_after_the_last_item(self):
        self.apart(source=True).add("DescribeTable", denied("DescribeTable"), times=10_000, first=1)
        self.assert_error(5, self.copy("DEV-T"), 'source "DEV-T"', "dynamodb:DescribeTable")

    def test_scan(self):
        self.apart(source=True).add("Scan", denied("Scan"), times=10_000)
        self.assert_error(5, self.copy("DEV-T"), "dynamodb:Scan", "DEV-T")
        self.assertEqual(0, sum(self.dest.count(name) for name in self.dest.tables()))

    def test_create_table(self):
        self.apart().add("CreateTable", denied("CreateTable"), times=10_000)
        self.assert_error(5, self.copy("DEV-T"), "dynamodb:CreateTable", "PROD-T")
        self.assert_untouched()

    def test_batch_write_item(self):
        self.apart().add("BatchWriteItem", denied("BatchWriteItem"), times=10_000)
        self.assert_error(5, self.copy("DEV-T"), "dynamodb:BatchWriteItem", "PROD-T")
        self.assertEqual(0, self.dest.count("PROD-T"))

    def test_list_tables_is_needed_only_to_choose_by_pattern(self):
        self.apart(source=True).add("ListTables", denied("ListTables"), times=10_000)
        self.assert_error(5, self.copy("DEV-*"), "dynamodb:ListTables on all tables of the source")
        self.assert_untouched()
        self.assert_done(self.copy("DEV-T"))
        self.assert_equal_tables("DEV-T")

    def test_static_keys_that_have_expired(self):
        proxy = self.apart()
        proxy.add("*", refuse("ExpiredTokenException", "The security token included in the request is expired"), times=10_000)
        self.assert_error(5, self.copy("DEV-T"), "expired")
        self.assert_untouched()

    def test_keys_that_the_service_does_not_know(self):
        proxy = self.apart()
        proxy.add("*", refuse("UnrecognizedClientException", "The security token included in the request is invalid."),
                  times=10_000)
        self.assert_error(5, self.copy("DEV-T"), "destination")
        self.assert_untouched()


class PlanChangesNothing(Case):
    def test_plan_and_dry_run_send_no_request_that_changes(self):
        self.fill("DEV-A", 30)
        self.fill("DEV-B", 30)
        self.dest.make("PROD-B")
        proxy = FaultProxy(WORLD.dest_endpoint)
        with proxy:
            self.write_env(DEST_AWS_ENDPOINT_URL=proxy.endpoint)
            for command in (["plan", "DEV-*"], ["copy", "DEV-*", "--dry-run"]):
                before = sorted(self.directory.rglob("*"))
                outcome = self.ferry(*command)
                self.assert_done(outcome)
                for part in ("DEV-A", "PROD-A", "PROD-B"):
                    self.assertIn(part, outcome.out)
                self.assertEqual(before, sorted(self.directory.rglob("*")))
            self.assertLessEqual(proxy.actions(), {"DescribeTable", "Scan", "ListTables"})
        self.assertEqual(["PROD-B"], self.dest.tables())
        self.assertEqual(0, self.dest.count("PROD-B"))
