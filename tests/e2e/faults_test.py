"""Each fault in the middle of a copy: it ends in success or in one clear error, and never in a lost item."""

from accounts import index
from capabilities import needs
from fault_proxy import (damaged, denied, drip, empty_pages_between, hang, not_json, refuse, reset_after, reset_before,
                         slow, throttle, told_otherwise, truncate, unprocessed, unprocessed_twice, wrong_crc)
from harness import INTERRUPT, Case, rows

COUNT = 800
# What an error says of the data, and what to do next.
RECORDED = r"^(no item is recorded as copied|[\d,]+ items copied and recorded); nothing is lost"
REACH = "^check that the endpoint can be reached from here, then run the same command: it goes on$"
ASK_AGAIN = "^if the message names an item, mend it at the source; then run the same command: it goes on$"
MEND = ("^if the message names an item, mend it at the source, or set such items aside with --on-bad-item quarantine; "
        "then run the same command: it goes on$")
GRANT = r'^grant dynamodb:%s on .*%s"?, then run the same command$'
KEYS = "^check the access key, the secret key and the session token of the %s and the clock of this machine, then run"
TOO_EARLY = refuse("InvalidSignatureException",
                   "Signature not yet current: 20260101T000000Z is still later than 20250101T000000Z")


class Faults(Case):
    """`survives` puts the fault into the middle and wants an equal table and no word of an error; `ends_in` wants
    the error in its three parts, then takes the fault away and wants the same command to finish the work."""

    def setUp(self):
        super().setUp()
        self.fill("DEV-T", COUNT, size=300)

    def with_fault(self, action, act, first=2, times=3, source=False, when=None):
        self.proxy = self.through_proxy(source=source, dest=not source)
        return self.proxy.add(action, act, first, times, when)

    def survives(self, action, act, **how):
        fault = self.with_fault(action, act, **how)
        self.assert_silent_success(self.copy("DEV-T", "--segments", 4), COUNT)
        self.assertGreater(fault.done, 0, "the fault never happened")
        self.assert_equal_tables("DEV-T")

    def ends_in(self, code, action, act, what, next, data=RECORDED, arguments=(), **how):
        fault = self.with_fault(action, act, **{"times": 100_000, **how})
        self.assert_told(code, self.copy("DEV-T", *arguments), what, data, next)
        self.assertGreater(fault.done, 0, "the fault never happened")
        fault.times = 0
        self.assert_silent_success(self.copy("DEV-T"), COUNT)
        self.assert_equal_tables("DEV-T")

    def gives_up(self, action, act, what, data=RECORDED, **how):
        """After its patience, shortened here."""
        self.ends_in(11, action, act, (what, r"no success for \d+ s; the last try: "), REACH, data,
                     arguments=("--connect-timeout-total", 2), **how)


class WriteFaults(Faults):
    """Of BatchWriteItem."""

    def test_unprocessed_first_item(self):
        self.survives("BatchWriteItem", unprocessed(lambda index, total: index == 0))

    def test_unprocessed_last_item(self):
        self.survives("BatchWriteItem", unprocessed(lambda index, total: index == total - 1))

    def test_unprocessed_one_in_the_middle(self):
        self.survives("BatchWriteItem", unprocessed(lambda index, total: index == total // 2))

    def test_unprocessed_every_other(self):
        self.survives("BatchWriteItem", unprocessed(lambda index, total: index % 2), times=8)

    def test_unprocessed_all(self):
        self.survives("BatchWriteItem", unprocessed(lambda index, total: True))

    def test_unprocessed_all_but_one(self):
        self.survives("BatchWriteItem", unprocessed(lambda index, total: index), times=6)

    def test_unprocessed_in_the_very_last_batches(self):
        self.survives("BatchWriteItem", unprocessed(lambda index, total: index < 3), first=COUNT // 25 - 2, times=4)

    def test_unprocessed_again_and_again_for_one_key(self):
        def chosen(request):
            return any(entry["PutRequest"]["Item"]["id"]["S"] == "row-000007"
                       for entries in request.body["RequestItems"].values() for entry in entries)
        # Whatever batch it travels in, its first entry comes back: five times it is one of them.
        self.survives("BatchWriteItem", unprocessed(lambda index, total: True), first=0, times=5, when=chosen)

    def test_unprocessed_items_are_matched_by_key_and_not_by_bytes(self):
        self.source.make("DEV-N", "id:S at:N")
        self.source.put_all("DEV-N", ({"id": {"S": 'q"\\\x01é😀'}, "at": {"N": str(number)},
                                       "m": {"M": {"z": {"S": "é"}, "a": {"S": "\u2028"}}}} for number in range(200)))
        fault = self.with_fault("BatchWriteItem", unprocessed(lambda index, total: index % 3 == 0), times=6)
        self.assert_done(self.copy("DEV-N"))
        self.assertEqual(6, fault.done)
        self.assert_equal_tables("DEV-N")

    def test_unprocessed_items_in_an_answer_that_says_two_things(self):
        self.survives("BatchWriteItem", unprocessed_twice())

    def test_connection_lost_before_the_effect(self):
        self.survives("BatchWriteItem", reset_before())

    def test_connection_lost_after_the_effect(self):
        self.survives("BatchWriteItem", reset_after())

    def test_answer_cut_off(self):
        self.survives("BatchWriteItem", truncate(0.3))

    @needs("crc")
    def test_wrong_crc(self):
        self.survives("BatchWriteItem", wrong_crc())

    def test_html_with_status_200(self):
        self.survives("BatchWriteItem", not_json(200))

    def test_html_with_status_502(self):
        self.survives("BatchWriteItem", not_json(502))

    def test_html_with_status_503(self):
        self.survives("BatchWriteItem", not_json(503))

    def test_slow_answer(self):
        self.survives("BatchWriteItem", slow(2))

    def test_dripping_answer(self):
        self.survives("BatchWriteItem", drip(1.5))

    def test_internal_server_error(self):
        self.survives("BatchWriteItem", refuse("InternalServerError", status=500))

    def test_service_unavailable(self):
        self.survives("BatchWriteItem", refuse("ServiceUnavailable", status=503))

    def test_replicated_write_conflict(self):
        self.survives("BatchWriteItem", refuse("ReplicatedWriteConflictException", status=409))

    def test_table_not_active_for_a_moment(self):
        self.survives("BatchWriteItem", refuse("ResourceNotFoundException", "Requested resource not found"), first=0, times=2)

    def test_unprocessed_all_for_ever_is_waited_out_until_it_is_interrupted(self):
        """A throttle is no failure, however long it lasts; whoever has waited enough stops it and loses nothing."""
        fault = self.with_fault("BatchWriteItem", unprocessed(lambda index, total: True), times=100_000)
        running = self.start("copy", "DEV-T", "--connect-timeout-total", 1)
        self.proxy.wait_for("BatchWriteItem", 150)
        running.signal(INTERRUPT)
        self.assert_code(130, self.noted(running.finish()))
        fault.times = 0
        self.assert_silent_success(self.copy("DEV-T"), COUNT)
        self.assert_equal_tables("DEV-T")

    def test_no_answer_at_all_before_and_after_the_effect(self):
        self.proxy = self.through_proxy()
        faults = [self.proxy.add("BatchWriteItem", hang(after), 2 + 2 * after) for after in (False, True)]
        self.assert_silent_success(self.copy("DEV-T", limit=100), COUNT)
        self.assertEqual([1, 1], [fault.done for fault in faults])
        self.assert_equal_tables("DEV-T")

    def test_internal_server_error_for_ever(self):
        self.gives_up("BatchWriteItem", refuse("InternalServerError", "inside", status=500),
                      r'^writing to destination "PROD-T" .* failed: .*InternalServerError', first=4)

    def test_html_with_status_200_for_ever(self):
        self.gives_up("BatchWriteItem", not_json(200), r'^writing to destination "PROD-T" .*not JSON', first=4)

    def test_connections_lost_after_the_effect_for_ever(self):
        self.gives_up("BatchWriteItem", reset_after(), r'^writing to destination "PROD-T" .* failed: ', first=4)

    def test_table_in_use_in_the_middle(self):
        self.ends_in(1, "BatchWriteItem", refuse("ResourceInUseException", "Table is being updated"),
                     r'^writing to destination "PROD-T" .* failed: .*ResourceInUseException',
                     "^wait until nobody else changes the table, then run the same command$", first=4)

    def test_access_denied_in_the_middle(self):
        self.ends_in(5, "BatchWriteItem", denied("BatchWriteItem"),
                     r'^writing to destination "PROD-T" .* was refused: AccessDeniedException, action dynamodb:BatchWriteItem$',
                     GRANT % ("BatchWriteItem", "PROD-T"), first=5)

    def test_expired_token_in_the_middle(self):
        self.ends_in(5, "BatchWriteItem", refuse("ExpiredTokenException", "The token is expired"),
                     r'^writing to destination "PROD-T" .* was refused: .*The token is expired.*ExpiredTokenException',
                     KEYS % "destination", first=5)

    def test_clock_off_for_good(self):
        self.ends_in(5, "BatchWriteItem", TOO_EARLY, r'^writing to destination "PROD-T" .*Signature not yet current',
                     KEYS % "destination", first=5)

    def test_validation_error_in_the_middle(self):
        self.ends_in(1, "BatchWriteItem", refuse("ValidationException", "One or more parameter values were invalid"),
                     (r'^writing to destination "PROD-T" .* failed: ', "One or more .*ValidationException",
                      "putting the item whose key has the digest [0-9a-f]{16}"), MEND, first=5)

    def test_serialization_error_in_the_middle(self):
        self.ends_in(1, "BatchWriteItem", refuse("SerializationException", "nope"),
                     r'^writing to destination "PROD-T" .*SerializationException', MEND, first=5)

    def test_request_too_large_is_cured_by_smaller_batches(self):
        self.survives("BatchWriteItem", refuse("RequestEntityTooLarge", status=413), first=0, times=100_000,
                      when=lambda request: request.entries() > 3)

    def test_request_too_large_whatever_the_size(self):
        self.ends_in(1, "BatchWriteItem", refuse("RequestEntityTooLarge", status=413),
                     (r'^writing to destination "PROD-T" .*413', "putting the item whose key has the digest"), MEND)

    def test_item_collection_too_large(self):
        self.ends_in(1, "BatchWriteItem", refuse("ItemCollectionSizeLimitExceededException", "Collection size exceeded"),
                     r'^writing to destination "PROD-T" .*ItemCollectionSizeLimitExceededException', MEND, first=4)

    def test_clock_off_is_set_right_once(self):
        self.survives("BatchWriteItem", TOO_EARLY, times=1)

    def test_a_few_of_everything(self):
        self.proxy = self.through_proxy()
        for first, act in enumerate((reset_after(), reset_before(), truncate(), not_json(500), slow(0.5),
                                     unprocessed(lambda index, total: index % 2), refuse("InternalServerError", status=500),
                                     throttle("ThrottlingException", "TableWriteKeyRangeThroughputExceeded"))):
            self.proxy.add("BatchWriteItem", act, 1 + 2 * first, 1)
        self.assert_done(self.copy("DEV-T"))
        self.assert_equal_tables("DEV-T")


class ReadFaults(Faults):
    """Of Scan."""

    def scan_survives(self, act, **how):
        self.survives("Scan", act, source=True, **{"first": 1, "times": 2, **how})

    def test_scan_pages_that_are_empty_though_more_follows(self):
        self.scan_survives(empty_pages_between(["id"]), first=0, times=100_000)

    def test_scan_page_that_is_empty_though_the_destination_is_not(self):
        self.dest.make("PROD-T")
        self.dest.put_all("PROD-T", rows(3))
        self.with_fault("Scan", told_otherwise(lambda page: page.update(Items=[], Count=0)), first=0, times=100_000,
                        when=lambda request: "ExclusiveStartKey" not in request.body)
        self.assert_told(1, self.copy("DEV-T"), '"PROD-T" .* holds items', "^nothing was created or written$")
        self.assertEqual(2, len(self.proxy.requests("Scan")))

    def test_scan_connection_lost_before_the_answer(self):
        self.scan_survives(reset_before())

    def test_scan_answer_cut_off(self):
        self.scan_survives(truncate(0.5))

    def test_scan_answer_cut_off_near_its_end(self):
        self.scan_survives(truncate(0.999))

    @needs("crc")
    def test_scan_wrong_crc(self):
        self.scan_survives(wrong_crc())

    def test_a_digit_changed_on_the_way(self):
        self.scan_survives(damaged())

    def test_scan_html_with_status_200(self):
        self.scan_survives(not_json(200))

    def test_scan_html_with_status_504(self):
        self.scan_survives(not_json(504))

    def test_scan_slow_answer(self):
        self.scan_survives(slow(2))

    def test_scan_dripping_answer(self):
        self.scan_survives(drip(1.5))

    def test_scan_internal_server_error(self):
        self.scan_survives(refuse("InternalServerError", status=500))

    def test_scan_service_unavailable(self):
        self.scan_survives(refuse("ServiceUnavailable", status=503))

    def test_scan_with_the_clock_off_is_set_right_once(self):
        self.scan_survives(TOO_EARLY, times=1)

    def test_scan_service_unavailable_for_ever(self):
        self.gives_up("Scan", refuse("ServiceUnavailable", "inside", status=503),
                      r'^reading source "DEV-T" .* failed: .*ServiceUnavailable', source=True, first=2)

    def test_scan_answers_cut_off_for_ever(self):
        self.gives_up("Scan", truncate(0.5), r'^reading source "DEV-T" .* failed: ', source=True, first=2)

    def scan_ends_in(self, code, act, what, next):
        self.ends_in(code, "Scan", act, what, next, source=True, first=2)

    def test_scan_access_denied_in_the_middle(self):
        self.scan_ends_in(5, denied("Scan"),
                          r'^reading source "DEV-T" .* was refused: AccessDeniedException, action dynamodb:Scan$',
                          GRANT % ("Scan", "DEV-T"))

    def test_scan_with_an_expired_token_in_the_middle(self):
        self.scan_ends_in(5, refuse("ExpiredTokenException", "The token is expired"),
                          r'^reading source "DEV-T" .* was refused: .*ExpiredTokenException', KEYS % "source")

    def test_scan_with_the_clock_off_for_good(self):
        self.scan_ends_in(5, TOO_EARLY, r'^reading source "DEV-T" .*Signature not yet current', KEYS % "source")

    def test_scan_validation_error(self):
        self.scan_ends_in(1, refuse("ValidationException", "The provided starting key is invalid"),
                          r'^reading source "DEV-T" .* failed: .*reading segment \d+ of \d+.*ValidationException', ASK_AGAIN)


class BadItem(Case):
    @needs("gsi_validation")
    def test_an_item_that_violates_an_index_key_stops_the_table_with_its_key_told_only_when_asked(self):
        self.source.make("DEV-T")
        self.source.put_all("DEV-T", [{"id": {"S": f"row-{number}"}, "g": {"S": "" if number == 30 else "x"}}
                                      for number in range(60)])
        self.dest.make("PROD-T", attributes={"g": "S"}, GlobalSecondaryIndexes=[index("by-g", "g")])
        outcome = self.copy("DEV-T")
        self.assert_error(1, outcome, "PROD-T", "ValidationException")
        self.assertNotIn("row-30", outcome.said)
        self.assertLess(self.dest.count("PROD-T"), 60)
        self.assert_error(1, self.copy("DEV-T", "-v"), '{"S":"row-30"}')
