"""The replaced script's documented behaviours, each under its name.

Everything comes from the old `.env`; the command is `dynaferry copy` and nothing else.
"""

import json
import os

from accounts import index, units
from fault_proxy import refuse, unprocessed
from harness import Case


class OldScript(Case):
    def test_reads_both_identities_from_env_in_the_working_directory(self):
        self.fill("DEV-TABLE-1", 30)
        self.write_env(TABLES_TO_MIGRATE="DEV-TABLE-1")
        self.assert_done(self.copy())
        self.assert_equal_tables("DEV-TABLE-1")

    def test_session_tokens_and_profiles_have_the_same_kind_of_name(self):
        self.fill("DEV-TABLE-1", 5)
        profile = self.home / ".aws"
        profile.mkdir()
        self.secret_files.add(profile / "credentials")
        (profile / "credentials").write_text(
            f"[old-prod]\naws_access_key_id = {self.dest.key}\naws_secret_access_key = {self.dest.secret}\n")
        proxy = self.through_proxy(source=True, dest=True) if not self.dest_is_apart() else self.through_proxy()
        token = self.plant()
        self.write_env(leave_out=("DEST_AWS_ACCESS_KEY_ID", "DEST_AWS_SECRET_ACCESS_KEY"),
                       TABLES_TO_MIGRATE="DEV-TABLE-1", SRC_AWS_SESSION_TOKEN=token, DEST_AWS_PROFILE="old-prod",
                       DEST_AWS_ENDPOINT_URL=proxy.endpoint)
        self.assert_done(self.copy())
        self.assertEqual({self.dest.key}, {request.key for request in proxy.requests("BatchWriteItem")})
        self.assert_equal_tables("DEV-TABLE-1")

    def dest_is_apart(self):
        return self.dest.endpoint != self.source.endpoint

    def test_prefixes_and_list_come_from_env_and_the_environment_goes_before(self):
        self.fill("DEV-TABLE-1", 3)
        self.fill("DEV-TABLE-2", 3)
        self.write_env(TABLES_TO_MIGRATE="DEV-TABLE-1, DEV-TABLE-2", DEST_PREFIX="WRONG")
        self.assert_done(self.copy(env={"DEST_PREFIX": "RIGHT"}))
        self.assertEqual(["RIGHT-TABLE-1", "RIGHT-TABLE-2"], self.dest.tables())

    def test_destination_name_is_the_source_name_with_the_prefix_replaced(self):
        self.fill("DEV-TABLE-1", 3)
        self.write_env(SRC_PREFIX="DEV-", DEST_PREFIX="PROD-", TABLES_TO_MIGRATE="DEV-TABLE-1")
        self.assert_done(self.copy())
        self.assertEqual(["PROD-TABLE-1"], self.dest.tables())

    def test_documented_example_maps_table_2_too_by_dropping_the_common_tail(self):
        self.fill("DEV-TABLE-1", 3)
        self.fill("DEV-TABLE-2", 4)
        self.write_env(SRC_PREFIX="DEV-TABLE-1", DEST_PREFIX="PROD-TABLE-1", TABLES_TO_MIGRATE="DEV-TABLE-1,DEV-TABLE-2")
        self.assert_done(self.copy())
        self.assertEqual(["PROD-TABLE-1", "PROD-TABLE-2"], self.dest.tables())
        self.assert_equal_tables("DEV-TABLE-1", "DEV-TABLE-2")

    def test_map_prefix_never_drops_a_common_tail(self):
        self.fill("DEV-TABLE-2", 4)
        outcome = self.copy("DEV-TABLE-2", "--map-prefix", "DEV-TABLE-1=PROD-TABLE-1")
        self.assert_error(2, outcome, "DEV-TABLE-2")
        self.assert_untouched()

    def test_a_table_that_maps_to_itself_is_an_error_before_anything_is_created(self):
        self.fill("DEV-TABLE-1", 3)
        self.write_env(DEST_PREFIX="DEV", TABLES_TO_MIGRATE="DEV-TABLE-1", DEST_AWS_ACCESS_KEY_ID=self.source.key,
                       DEST_AWS_SECRET_ACCESS_KEY=self.source.secret, DEST_AWS_ENDPOINT_URL=self.source.endpoint)
        self.assert_error(2, self.copy(), "its own destination")
        self.assertEqual(["DEV-TABLE-1"], self.source.tables())

    def test_settings_that_describe_table_tells(self):
        self.fill("DEV-TABLE-1", 20, keys="id:S at:N", attributes={"n": "N"}, BillingMode="PROVISIONED",
                  ProvisionedThroughput=units(11, 12), GlobalSecondaryIndexes=[index("by-n", "n", throughput=(13, 14))])
        self.write_env(TABLES_TO_MIGRATE="DEV-TABLE-1")
        self.assert_done(self.copy())
        self.assert_equal_tables("DEV-TABLE-1")

    def test_billing_mode_is_provisioned_when_the_answer_has_none(self):
        self.fill("DEV-TABLE-1", 2, BillingMode="PROVISIONED", ProvisionedThroughput=units(3, 4))
        self.write_env(TABLES_TO_MIGRATE="DEV-TABLE-1")
        self.assert_done(self.copy())
        self.assertEqual(4, self.dest.describe("PROD-TABLE-1")["ProvisionedThroughput"]["WriteCapacityUnits"])

    def test_creates_the_destination_and_skips_creation_when_it_exists(self):
        self.fill("DEV-TABLE-1", 20)
        self.dest.make("PROD-TABLE-1")
        self.write_env(TABLES_TO_MIGRATE="DEV-TABLE-1")
        self.assert_done(self.copy())
        self.assert_equal_tables("DEV-TABLE-1")

    def test_batches_of_25_bounded_by_bytes_and_unprocessed_items_are_retried(self):
        self.source.make("DEV-TABLE-1")
        self.source.put_all("DEV-TABLE-1", (
            {"id": {"S": f"i{number}"}, "v": {"S": "z" * 150_000}} for number in range(60)), threads=1)
        proxy = self.through_proxy()
        self.write_env(TABLES_TO_MIGRATE="DEV-TABLE-1", DEST_AWS_ENDPOINT_URL=proxy.endpoint)
        proxy.add("BatchWriteItem", unprocessed(lambda position, total: position % 2 == 0), times=5)
        self.assert_done(self.copy())
        self.assert_equal_tables("DEV-TABLE-1")
        self.assertLessEqual(max(batch.size for batch in proxy.requests("BatchWriteItem")), 2 << 20)

    def test_needs_no_more_than_the_five_documented_rights(self):
        self.fill("DEV-TABLE-1", 60, attributes={"n": "N"}, GlobalSecondaryIndexes=[index("by-n", "n")])
        source = self.through_proxy(source=True, dest=False)
        dest = self.through_proxy()
        self.write_env(TABLES_TO_MIGRATE="DEV-TABLE-1", SRC_AWS_ENDPOINT_URL=source.endpoint,
                       DEST_AWS_ENDPOINT_URL=dest.endpoint)
        self.assert_done(self.copy("--settings", "required"))
        self.assertLessEqual(source.actions(), {"DescribeTable", "Scan", "ListTables"})
        self.assertLessEqual(dest.actions(), {"DescribeTable", "CreateTable", "BatchWriteItem", "Scan", "ListTables"})

    def test_partial_writes_are_finished_by_the_same_command(self):
        self.fill("DEV-TABLE-1", 2_000, size=400)
        proxy = self.through_proxy()
        self.write_env(TABLES_TO_MIGRATE="DEV-TABLE-1", DEST_AWS_ENDPOINT_URL=proxy.endpoint)
        from fault_proxy import denied
        fault = proxy.add("BatchWriteItem", denied("BatchWriteItem"), first=10, times=10_000)
        self.assert_error(5, self.copy(), "AccessDeniedException", "dynamodb:BatchWriteItem", "PROD-TABLE-1")
        fault.times = 0
        self.assert_done(self.copy())
        self.assert_equal_tables("DEV-TABLE-1")

    def test_verification_by_hand_still_works(self):
        self.fill("DEV-TABLE-1", 77)
        self.write_env(TABLES_TO_MIGRATE="DEV-TABLE-1")
        outcome = self.copy()
        self.assert_done(outcome)
        self.assertEqual("ACTIVE", self.dest.describe("PROD-TABLE-1")["TableStatus"])
        self.assertEqual(77, self.dest.client.scan(TableName="PROD-TABLE-1", Select="COUNT")["Count"])
        self.assertIn("77", outcome.out)

    def test_dry_run_tells_and_changes_nothing(self):
        self.fill("DEV-TABLE-1", 5)
        self.write_env(TABLES_TO_MIGRATE="DEV-TABLE-1")
        outcome = self.copy("--dry-run")
        self.assert_done(outcome)
        self.assertIn("PROD-TABLE-1", outcome.out)
        self.assert_untouched()
        self.assertFalse((self.work / "dynaferry.state").exists())


class DotEnv(Case):
    """python-dotenv's rules, because that is what wrote and read these files."""

    def arrives(self, text, env=None, arguments=()):
        self.fill("DEV-T", 3)
        (self.work / ".env").write_text(text)
        (self.work / ".env").chmod(0o600)
        outcome = self.copy(*(arguments or ("DEV-T",)), env=env)
        self.assert_done(outcome)
        self.assert_equal_tables("DEV-T")
        return outcome

    def lines(self, pattern, **more):
        return "".join(pattern.format(name=name, value=value) for name, value in self.settings(**more).items())

    def test_export_and_spaces(self):
        self.arrives(self.lines("export {name} = {value}\n"))

    def test_double_quotes_and_remarks(self):
        self.arrives("# a remark\n\n" + self.lines('{name}="{value}"   # why\n'))

    def test_single_quotes(self):
        self.arrives(self.lines("{name}='{value}'\n"))

    def test_remark_after_a_plain_value(self):
        self.arrives(self.lines("{name}={value} # said plainly\n"))

    def test_windows_line_ends(self):
        self.arrives(self.lines("{name}={value}\r\n"))

    def test_no_line_end_at_the_end(self):
        self.arrives(self.lines("{name}={value}\n").rstrip("\n"))

    def test_variables_are_put_in(self):
        self.arrives("HOST=" + self.dest.endpoint.partition("//")[2] + "\n" +
                     self.lines("{name}={value}\n", DEST_AWS_ENDPOINT_URL="http://${HOST}"))

    def test_variable_with_a_default(self):
        self.arrives(self.lines("{name}={value}\n", DEST_PREFIX="${NOT_SET_ANYWHERE:-PROD}"))

    def test_single_quotes_keep_a_dollar(self):
        self.fill("DEV-T", 3)
        (self.work / ".env").write_text(self.lines("{name}='{value}'\n", DEST_AWS_ENDPOINT_URL="http://${HOST}:1"))
        self.assertNotEqual(0, self.copy("DEV-T", env={"HOST": "127.0.0.1"}).code)

    def test_the_last_of_two_lines_counts(self):
        self.arrives("DEST_PREFIX=WRONG\n" + self.lines("{name}={value}\n"))

    def test_another_file_by_flag(self):
        self.fill("DEV-T", 3)
        (self.work / ".env").rename(self.work / "team.env")
        self.secret_files.add(self.work / "team.env")
        self.assert_done(self.copy("DEV-T", "--env-file", "team.env"))
        self.assert_equal_tables("DEV-T")

    def test_a_file_that_others_can_read_gets_a_warning(self):
        self.fill("DEV-T", 3)
        (self.work / ".env").chmod(0o644)
        outcome = self.copy("DEV-T")
        self.assert_done(outcome)
        self.assertIn(".env", outcome.err)

    def test_environment_goes_before_the_file(self):
        self.fill("DEV-T", 3)
        self.write_env(DEST_AWS_ENDPOINT_URL="http://127.0.0.1:9")
        self.assert_done(self.copy("DEV-T", env={"DEST_AWS_ENDPOINT_URL": self.dest.endpoint}))

    def test_flags_go_before_the_environment(self):
        self.fill("DEV-T", 3)
        self.assert_done(self.copy("DEV-T", "--dest-endpoint-url", self.dest.endpoint, "--dest-region", self.dest.region,
                                   env={"DEST_AWS_ENDPOINT_URL": "http://127.0.0.1:9", "DEST_AWS_REGION": "eu-west-1"}))
        self.assert_equal_tables("DEV-T")

    def test_credentials_of_a_side_come_as_one_unit_from_the_highest_layer(self):
        """A key from the environment never meets the secret of the file."""
        self.fill("DEV-T", 3)
        outcome = self.copy("DEV-T", env={"DEST_AWS_ACCESS_KEY_ID": self.dest.key})
        self.assertIn(outcome.code, (2, 5), outcome.said)
        self.assertIn("DEST_AWS_SECRET_ACCESS_KEY", outcome.err)
        self.assert_untouched()

    def test_a_profile_by_flag_goes_before_keys_of_the_file(self):
        self.fill("DEV-T", 3)
        (self.home / ".aws").mkdir()
        self.secret_files.add(self.home / ".aws" / "credentials")
        (self.home / ".aws" / "credentials").write_text(
            f"[live]\naws_access_key_id={self.dest.key}\naws_secret_access_key={self.dest.secret}\n")
        proxy = self.through_proxy()
        self.write_env(DEST_AWS_ACCESS_KEY_ID="AKIANOTTHISONE", DEST_AWS_SECRET_ACCESS_KEY=self.plant(),
                       DEST_AWS_ENDPOINT_URL=proxy.endpoint)
        self.assert_done(self.copy("DEV-T", "--dest-profile", "live"))
        self.assertEqual({self.dest.key}, {request.key for request in proxy.requests("BatchWriteItem")})


class Words(Case):
    def test_the_result_names_tables_and_counts_on_standard_output(self):
        self.fill("DEV-T", 123)
        outcome = self.copy("DEV-T")
        self.assert_done(outcome)
        for part in ("DEV-T", "PROD-T", "123"):
            self.assertIn(part, outcome.out)

    def test_each_sides_account_region_and_endpoint_are_told_before_the_first_write(self):
        self.fill("DEV-T", 3)
        outcome = self.copy("DEV-T")
        for part in (self.source.region, self.source.endpoint, self.dest.endpoint):
            self.assertIn(part, outcome.said)
        self.assertNotIn(self.dest.key, outcome.said)  # It is shown shortened.

    def test_help_and_version(self):
        self.assertIn("copy", self.ferry("--help").out)
        self.assertIn("--segments", self.ferry("copy", "--help").out)
        self.assert_done(self.ferry("--version"))

    def test_events_are_json_lines_with_the_fields_of_the_contract(self):
        self.fill("DEV-T", 500)
        self.assert_done(self.copy("DEV-T", "--events", "events.ndjson"))
        events = self.events(self.work / "events.ndjson")
        known = {"run", "table", "setting", "phase", "progress", "throttle", "warning", "quarantine", "gap", "ready",
                 "error", "summary"}
        for event in events:
            self.assertEqual(1, event["v"])
            self.assertRegex(event["time"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$")
            self.assertIn(event["type"], known)
            self.assertIn("run", event)
            self.assertIn("pair", event)
        self.assertEqual({"run", "table", "phase", "progress", "summary"} - {event["type"] for event in events}, set())
        self.assertEqual(1, len({event["run"] for event in events}))
        last = [event for event in events if event["type"] == "progress"][-1]
        fields = ("phase items_read items_written bytes_read bytes_written segments_done segments rcu wcu read_budget "
                  "write_budget throttled eta_low_s eta_high_s").split()
        self.assertEqual([], [field for field in fields if field not in last])
        self.assertEqual((500, 500), (last["items_read"], last["items_written"]))

    def test_the_events_file_is_made_even_when_nothing_happens(self):
        self.assertNotEqual(0, self.copy("DEV-NONE", "--events", "events.ndjson").code)
        self.assertTrue((self.work / "events.ndjson").exists())

    def test_events_of_a_failed_run_hold_the_error(self):
        self.fill("DEV-T", 5)
        self.dest.make("PROD-T", "uuid:S")
        self.assert_code(1, self.copy("DEV-T", "--events", "events.ndjson"))
        self.assertIn("error", {event["type"] for event in self.events(self.work / "events.ndjson")})

    def test_json_log_puts_the_same_events_on_standard_error(self):
        self.fill("DEV-T", 5)
        outcome = self.copy("DEV-T", "--log-format", "json")
        self.assert_done(outcome)
        self.assertEqual({1}, {json.loads(line)["v"] for line in outcome.err.splitlines() if line})

    def test_quiet_says_nothing_but_the_result(self):
        self.fill("DEV-T", 5)
        self.assertEqual("", self.copy("DEV-T", "--quiet").err)

    def test_a_result_that_could_not_be_written_is_no_success(self):
        """A script that reads half a result must see it by the exit code; the data are there all the same."""
        self.fill("DEV-T", 5)
        for command in (["plan", "DEV-T"], ["copy", "DEV-T"], ["copy", "DEV-T"], ["help"]):
            outcome = self.ferry(*command, stdout="/dev/full")
            self.assert_code(1, outcome)
            self.assertIn("No space left on device", outcome.err)
        self.assert_equal_tables("DEV-T")
        self.assert_done(self.copy("DEV-T"))

    def test_closed_standard_descriptors_are_given_to_no_file(self):
        """Else what is printed would go into a connection or into the journal."""
        self.fill("DEV-T", 5)
        self.assert_code(1, self.copy("DEV-T", "-v", "--events", "events.ndjson", prepare=lambda: os.closerange(0, 3)))
        self.assertIn("summary", {event["type"] for event in self.events(self.work / "events.ndjson")})
        self.assert_equal_tables("DEV-T")
        self.assert_done(self.copy("DEV-T"))

    def test_keys_and_values_of_items_are_never_told(self):
        self.source.make("DEV-T")
        self.source.put_all("DEV-T", [{"id": {"S": "customer@example.org"}, "v": {"S": "diagnosis"}}])
        for words in ((), ("-v",), ("-vv",)):
            said = self.copy("DEV-T", *words, "--again").said
            self.assertNotIn("diagnosis", said)
            if not words:
                self.assertNotIn("customer@example.org", said)


class Secrets(Case):
    def test_every_secret_that_can_be_given_stays_inside(self):
        """The harness looks for the planted secrets after each case; here they are everywhere at once."""
        self.fill("DEV-T", 30)
        env = {"AWS_SECRET_ACCESS_KEY": self.plant(), "AWS_ACCESS_KEY_ID": "AKIAUNUSED", "DEST_AWS_SESSION_TOKEN": self.plant(),
               "SRC_AWS_SESSION_TOKEN": self.plant()}
        proxy = self.through_proxy()
        self.assert_done(self.copy("DEV-T", "-vv", "--events", "events", env={
            **env, "SRC_AWS_ACCESS_KEY_ID": self.source.key, "SRC_AWS_SECRET_ACCESS_KEY": self.source.secret,
            "DEST_AWS_ACCESS_KEY_ID": self.dest.key, "DEST_AWS_SECRET_ACCESS_KEY": self.dest.secret}))
        self.assertTrue(proxy.seen)

    def test_a_secret_in_a_broken_line_of_env_is_not_told(self):
        secret = self.plant()
        (self.work / ".env").write_text(f"DEST_AWS_SECRET_ACCESS_KEY \"{secret}\nSRC_AWS_REGION='{secret}\n")
        self.assertNotEqual(0, self.copy("DEV-T").code)

    def test_a_secret_in_a_file_that_is_no_list_of_tables_is_not_told(self):
        (self.work / "secrets.txt").write_text(f"{self.plant(30)}/+{self.plant()}\nKEY={self.plant()}*\n")
        self.secret_files.add(self.work / "secrets.txt")
        for path in (".env", "secrets.txt"):
            self.assert_error(2, self.copy("--tables-from", path), "entry 1 of --tables-from")
        self.assert_untouched()

    def test_a_token_that_the_service_repeats_is_not_told(self):
        self.fill("DEV-T", 30)
        token = self.plant()
        self.write_env(DEST_AWS_SESSION_TOKEN=token)
        proxy = self.through_proxy()
        self.write_env(DEST_AWS_SESSION_TOKEN=token, DEST_AWS_ENDPOINT_URL=proxy.endpoint)
        for number, act in enumerate((
                refuse("ExpiredTokenException", f"The security token {token} is expired"),
                refuse("AccessDeniedException", f"{{'X-Amz-Security-Token': '{token}'}}", status=403),
                refuse(f"Odd{token}", "no words"), refuse("Evil\x1b[2J\x07\nerror: forged", "no words"))):
            fault = proxy.add("*", act, times=10_000)
            outcome = self.copy("DEV-T", "-vv", "--events", f"events-{number}")
            self.assertNotEqual(0, outcome.code)
            self.assertNotIn("\x1b", outcome.said)
            fault.times = 0

    def test_a_secret_in_an_unknown_flag_is_not_told(self):
        secret = self.plant()
        for flag in (f"--dest-secret-access-key={secret}", f"--secret={secret}"):
            self.assert_code(2, self.copy("DEV-T", flag))

    def test_a_secret_in_an_endpoint_is_not_told(self):
        secret = self.plant()
        self.write_env(DEST_AWS_ENDPOINT_URL=f"http://user:{secret}@127.0.0.1:9/")
        self.assertNotEqual(0, self.copy("DEV-T", "-vv", limit=150).code)
