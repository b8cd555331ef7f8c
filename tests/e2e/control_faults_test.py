"""Faults of the calls that look at tables and make them: each ends in success or in one clear error."""

from capabilities import needs
from fault_proxy import (denied, drip, hang, meanwhile, not_json, refuse, reset_after, reset_before, slow,
                         told_otherwise, truncate, wrong_crc)
from faults_test import COUNT, GRANT, KEYS, REACH, TOO_EARLY, Faults

NOTHING = "^nothing was created or written$"
NOT_FOUND = refuse("ResourceNotFoundException", "Requested resource not found")
UNREACHABLE = r"no success for \d+ s; the last try: "


class CreateFaults(Faults):
    """Of CreateTable."""

    def create_survives(self, act, times=1):
        self.survives("CreateTable", act, first=0, times=times)
        self.assertEqual(["PROD-T"], self.dest.tables())

    def create_ends_in(self, code, act, what, next):
        self.ends_in(code, "CreateTable", act, what, next, data="^no item is recorded as copied; nothing is lost$", first=0)

    def test_create_table_whose_answer_is_lost(self):
        self.create_survives(reset_after())

    def test_create_table_that_never_arrived(self):
        self.create_survives(reset_before())

    def test_create_table_whose_answer_is_cut_off(self):
        self.create_survives(truncate())

    @needs("crc")
    def test_create_table_with_a_wrong_crc(self):
        self.create_survives(wrong_crc())

    def test_create_table_answered_by_html_with_status_200(self):
        self.create_survives(not_json(200, after=True))

    def test_create_table_throttled(self):
        self.create_survives(refuse("ThrottlingException", "Rate exceeded"), 2)

    def test_create_table_over_the_limit_of_tables_being_created(self):
        self.create_survives(refuse("LimitExceededException", "Too many tables are being created"))

    def test_create_table_internal_error(self):
        self.create_survives(refuse("InternalServerError", status=500))

    def test_create_table_with_the_clock_off_is_set_right_once(self):
        self.create_survives(TOO_EARLY)

    def test_create_table_slow_and_dripping(self):
        self.create_survives(slow(1.5))
        self.dest.drop("PROD-T")
        self.proxy.clear()
        self.proxy.add("CreateTable", drip(1.5))
        self.assert_done(self.copy("DEV-T", "--restart", "PROD-T"))

    def test_create_table_access_denied(self):
        self.create_ends_in(5, denied("CreateTable"),
                            r'^preparing destination "PROD-T" .* was refused: AccessDeniedException, action dynamodb:CreateTable$',
                            GRANT % ("CreateTable", "PROD-T"))

    def test_create_table_with_an_expired_token(self):
        self.create_ends_in(5, refuse("ExpiredTokenException", "The token is expired"),
                            r'^preparing destination "PROD-T" .* was refused: .*ExpiredTokenException', KEYS % "destination")

    def test_create_table_validation_error(self):
        self.create_ends_in(1, refuse("ValidationException", "One or more parameter values were invalid"),
                            r'^preparing destination "PROD-T" .* failed: .*creating it.*ValidationException', "run the same command")


class DescribeFaults(Faults):
    """Of DescribeTable."""

    def look_survives(self, act, times=2, source=False):
        self.survives("DescribeTable", act, first=0, times=times, source=source)

    def look_ends_in(self, code, act, what, next, source=False, arguments=()):
        self.ends_in(code, "DescribeTable", act, what, next, data=NOTHING, first=0, source=source, arguments=arguments)

    def test_describe_table_throttled(self):
        self.look_survives(refuse("ThrottlingException", "Rate exceeded"))

    def test_describe_table_internal_error(self):
        self.look_survives(refuse("InternalServerError", status=500))

    def test_describe_table_html(self):
        self.look_survives(not_json(503))

    def test_describe_table_html_with_status_200(self):
        self.look_survives(not_json(200))

    def test_describe_table_cut_off(self):
        self.look_survives(truncate())

    @needs("crc")
    def test_describe_table_with_a_wrong_crc(self):
        self.look_survives(wrong_crc())

    def test_describe_table_of_the_source_with_the_connection_lost(self):
        self.look_survives(reset_before(), source=True)

    def test_describe_table_slow(self):
        self.look_survives(slow(1.5))

    def test_describe_table_dripping(self):
        self.look_survives(drip(1.5))

    def test_describe_table_never_answered_once(self):
        self.look_survives(hang(), times=1)

    def test_describe_table_with_the_clock_off_is_set_right_once(self):
        self.look_survives(TOO_EARLY, times=1)

    def test_a_new_table_is_not_yet_found(self):
        """DescribeTable is eventually consistent: right after CreateTable it may not know the table."""
        self.survives("DescribeTable", NOT_FOUND, first=1, times=2,
                      when=lambda request: bool(self.proxy.requests("CreateTable")))

    def test_describe_table_internal_error_for_ever(self):
        self.look_ends_in(11, refuse("InternalServerError", "inside", status=500),
                          (r'^looking at destination "PROD-T" .* failed: .*InternalServerError', UNREACHABLE), REACH,
                          arguments=("--connect-timeout-total", 2))

    def test_describe_table_of_the_source_html_with_status_200_for_ever(self):
        self.look_ends_in(11, not_json(200), (r'^looking at source "DEV-T" .* failed: ', UNREACHABLE), REACH, source=True,
                          arguments=("--connect-timeout-total", 2))

    def test_describe_table_with_an_expired_token(self):
        self.look_ends_in(5, refuse("ExpiredTokenException", "The token is expired"),
                          r'^looking at destination "PROD-T" .* was refused: .*ExpiredTokenException', KEYS % "destination")

    def test_describe_table_of_the_source_with_the_clock_off_for_good(self):
        self.look_ends_in(5, TOO_EARLY, r'^looking at source "DEV-T" .*Signature not yet current', KEYS % "source", source=True)

    def test_the_last_look_is_refused(self):
        """All is written then; but whether it went into the table that was meant is not known, so it is no success."""
        self.ends_in(5, "DescribeTable", refuse("ExpiredTokenException", "The token is expired"),
                     r'^reading source "DEV-T" .* was refused: .*ExpiredTokenException', KEYS % "source",
                     data="^800 items copied and recorded; nothing is lost", source=True, first=1)


class ListFaults(Faults):
    """Of ListTables: one that is taken for whole and is not would leave tables out."""

    def list_survives(self, act, times=2):
        proxy = self.through_proxy(source=True, dest=False)
        fault = proxy.add("ListTables", act, times=times)
        self.assert_silent_success(self.copy("DEV-*"), COUNT)
        self.assertEqual(times, fault.done)
        self.assert_equal_tables("DEV-T")

    def test_list_tables_throttled(self):
        self.list_survives(refuse("ThrottlingException", "Rate exceeded"))

    def test_list_tables_internal_error(self):
        self.list_survives(refuse("InternalServerError", status=500))

    def test_list_tables_html_with_status_200(self):
        self.list_survives(not_json(200))

    def test_list_tables_cut_off(self):
        self.list_survives(truncate())

    def test_list_tables_with_the_connection_lost(self):
        self.list_survives(reset_after())

    def test_list_tables_unavailable_for_ever(self):
        proxy = self.through_proxy(source=True, dest=False)
        proxy.add("ListTables", refuse("ServiceUnavailable", "inside", status=503), times=100_000)
        self.assert_told(11, self.copy("DEV-*", "--connect-timeout-total", 2),
                         (r"^listing the tables of the source .* failed: .*ServiceUnavailable", UNREACHABLE), NOTHING, REACH)
        self.assert_untouched()


class TableStates(Faults):
    """What DescribeTable says of a table besides its settings."""

    def told(self, status, times=100_000, source=False, first=0):
        def change(answer):
            answer["Table"]["TableStatus"] = status
        self.proxy = self.through_proxy(source=source, dest=not source)
        return self.proxy.add("DescribeTable", told_otherwise(change), first, times)

    def test_a_source_that_is_updating_is_copied(self):
        fault = self.told("UPDATING", source=True)
        self.assert_silent_success(self.copy("DEV-T"), COUNT)
        self.assertGreater(fault.done, 1)
        self.assert_equal_tables("DEV-T")

    def test_a_source_that_is_being_made_or_deleted_is_not_copied(self):
        for status in ("CREATING", "DELETING", "INACCESSIBLE_ENCRYPTION_CREDENTIALS"):
            self.told(status, source=True)
            self.assert_told(1, self.copy("DEV-T"), f'^source "DEV-T" is {status}$', NOTHING,
                             "^wait until it is ACTIVE, then run the same command$")
        self.assert_untouched()

    def test_a_destination_that_is_updating_is_waited_for(self):
        self.dest.make("PROD-T")
        self.told("UPDATING", times=5)
        self.assert_silent_success(self.copy("DEV-T"), COUNT)
        self.assert_equal_tables("DEV-T")
        first_write = min(request.begun for request in self.proxy.requests("BatchWriteItem"))
        looks = [request for request in self.proxy.requests("DescribeTable") if request.begun < first_write]
        self.assertGreater(len(looks), 5)

    def test_a_destination_that_is_updating_at_the_end_is_done(self):
        self.dest.make("PROD-T")
        self.proxy = self.through_proxy()

        def change(answer):
            answer["Table"]["TableStatus"] = "UPDATING"
        fault = self.proxy.add("DescribeTable", told_otherwise(change), times=100_000,
                               when=lambda request: bool(self.proxy.requests("BatchWriteItem")))
        self.assert_silent_success(self.copy("DEV-T"), COUNT)
        self.assertGreater(fault.done, 0)

    def test_a_throughput_that_its_owner_changes_in_the_middle(self):
        """A real UpdateTable: UPDATING or not, a table is written as ever."""
        self.dest.make("PROD-T")
        self.proxy = self.through_proxy()
        change = {"BillingMode": "PROVISIONED", "ProvisionedThroughput": {"ReadCapacityUnits": 50, "WriteCapacityUnits": 5_000}}
        fault = self.proxy.add("BatchWriteItem", meanwhile(
            lambda: self.dest.client.update_table(TableName="PROD-T", **change)), first=3)
        self.assert_done(self.copy("DEV-T", "--concurrency", 1))
        self.assertEqual(1, fault.done)
        self.assert_equal_tables("DEV-T", settings=False)
