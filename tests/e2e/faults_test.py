"""Each fault in the middle of a copy: it ends in success or in one clear error, and never in a lost item."""

from accounts import index
from capabilities import needs
from fault_proxy import (damaged, drip, not_json, refuse, reset_after, reset_before, slow, throttle, truncate,
                         unprocessed, wrong_crc)
from harness import Case

COUNT = 800


class Faults(Case):
    """`survives` puts the fault into the middle and wants an equal table; `ends_in` wants the error, then
    takes the fault away and wants the same command to finish the work."""

    def setUp(self):
        super().setUp()
        self.fill("DEV-T", COUNT, size=300)

    def with_fault(self, action, act, first=2, times=3, source=False, when=None):
        self.proxy = self.through_proxy(source=source, dest=not source)
        return self.proxy.add(action, act, first, times, when)

    def survives(self, action, act, **how):
        fault = self.with_fault(action, act, **how)
        self.assert_done(self.copy("DEV-T", "--segments", 4))
        self.assertGreater(fault.done, 0, "the fault never happened")
        self.assert_equal_tables("DEV-T")

    def ends_in(self, code, action, act, *words, **how):
        fault = self.with_fault(action, act, **{"times": 100_000, **how})
        self.assert_error(code, self.copy("DEV-T"), *words)
        self.assertGreater(fault.done, 0, "the fault never happened")
        fault.times = 0
        self.assert_done(self.copy("DEV-T"))
        self.assert_equal_tables("DEV-T")


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

    def test_provisioned_throughput_exceeded(self):
        self.survives("BatchWriteItem", throttle("ProvisionedThroughputExceededException",
                                                 "TableWriteProvisionedThroughputExceeded"), times=8)

    def test_throttled_by_a_hot_partition(self):
        self.survives("BatchWriteItem", throttle("ThrottlingException", "TableWriteKeyRangeThroughputExceeded"), times=8)

    def test_throttled_by_the_on_demand_maximum(self):
        self.survives("BatchWriteItem", throttle("ThrottlingException", "TableWriteMaxOnDemandThroughputExceeded"))

    def test_throttled_by_an_index(self):
        self.survives("BatchWriteItem", throttle("ProvisionedThroughputExceededException",
                                                 "IndexWriteProvisionedThroughputExceeded"))

    def test_throttled_by_the_account(self):
        self.survives("BatchWriteItem", throttle("RequestLimitExceeded", "TableWriteAccountLimitExceeded"))

    def test_throttled_without_a_reason(self):
        self.survives("BatchWriteItem", refuse("ThrottlingException", "Rate exceeded"))

    def test_internal_server_error(self):
        self.survives("BatchWriteItem", refuse("InternalServerError", status=500))

    def test_service_unavailable(self):
        self.survives("BatchWriteItem", refuse("ServiceUnavailable", status=503))

    def test_replicated_write_conflict(self):
        self.survives("BatchWriteItem", refuse("ReplicatedWriteConflictException", status=409))

    def test_table_not_active_for_a_moment(self):
        self.survives("BatchWriteItem", refuse("ResourceNotFoundException", "Requested resource not found"), first=0, times=2)

    def test_access_denied_in_the_middle(self):
        self.ends_in(5, "BatchWriteItem", refuse("AccessDeniedException", "not authorized"), "AccessDeniedException", first=5)

    def test_expired_token_in_the_middle(self):
        self.ends_in(5, "BatchWriteItem", refuse("ExpiredTokenException", "expired"), "expired", first=5)

    def test_validation_error_in_the_middle(self):
        self.ends_in(1, "BatchWriteItem", refuse("ValidationException", "One or more parameter values were invalid"),
                     "ValidationException", "PROD-T", first=5)

    def test_serialization_error_in_the_middle(self):
        self.ends_in(1, "BatchWriteItem", refuse("SerializationException", "nope"), "SerializationException", first=5)

    def test_request_too_large_is_cured_by_smaller_batches(self):
        self.survives("BatchWriteItem", refuse("RequestEntityTooLarge", status=413), first=0, times=100_000,
                      when=lambda request: request.entries() > 3)

    def test_request_too_large_whatever_the_size(self):
        self.ends_in(1, "BatchWriteItem", refuse("RequestEntityTooLarge", status=413), "413")

    def test_item_collection_too_large(self):
        self.ends_in(1, "BatchWriteItem", refuse("ItemCollectionSizeLimitExceededException", "Collection size exceeded"),
                     "ItemCollectionSizeLimitExceededException", first=4)

    def test_clock_off_is_set_right_once(self):
        self.survives("BatchWriteItem", refuse(
            "InvalidSignatureException", "Signature not yet current: 20260101T000000Z is still later than 20250101T000000Z"),
            times=1)

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

    def test_connection_lost_before_the_answer(self):
        self.scan_survives(reset_before())

    def test_answer_cut_off(self):
        self.scan_survives(truncate(0.5))

    def test_answer_cut_off_near_its_end(self):
        self.scan_survives(truncate(0.999))

    @needs("crc")
    def test_wrong_crc(self):
        self.scan_survives(wrong_crc())

    def test_a_digit_changed_on_the_way(self):
        self.scan_survives(damaged())

    def test_html_with_status_200(self):
        self.scan_survives(not_json(200))

    def test_html_with_status_504(self):
        self.scan_survives(not_json(504))

    def test_slow_answer(self):
        self.scan_survives(slow(2))

    def test_dripping_answer(self):
        self.scan_survives(drip(1.5))

    def test_throttled(self):
        self.scan_survives(throttle("ProvisionedThroughputExceededException", "TableReadProvisionedThroughputExceeded"), times=6)

    def test_throttled_by_a_hot_partition(self):
        self.scan_survives(throttle("ThrottlingException", "TableReadKeyRangeThroughputExceeded"))

    def test_throttled_by_the_account(self):
        self.scan_survives(throttle("RequestLimitExceeded", "TableReadAccountLimitExceeded"))

    def test_internal_server_error(self):
        self.scan_survives(refuse("InternalServerError", status=500))

    def test_service_unavailable(self):
        self.scan_survives(refuse("ServiceUnavailable", status=503))

    def test_access_denied_in_the_middle(self):
        self.ends_in(5, "Scan", refuse("AccessDeniedException", "not authorized"), "dynamodb:Scan", source=True, first=2)

    def test_table_deleted_in_the_middle(self):
        self.ends_in(1, "Scan", refuse("ResourceNotFoundException", "Requested resource not found"), "DEV-T",
                     source=True, first=2)

    def test_validation_error(self):
        self.ends_in(1, "Scan", refuse("ValidationException", "The provided starting key is invalid"), "ValidationException",
                     source=True, first=2)


class ControlFaults(Faults):
    """Of DescribeTable and CreateTable."""

    def test_create_table_whose_answer_is_lost(self):
        self.survives("CreateTable", reset_after(), first=0, times=1)

    def test_create_table_that_never_arrived(self):
        self.survives("CreateTable", reset_before(), first=0, times=1)

    def test_create_table_throttled(self):
        self.survives("CreateTable", refuse("ThrottlingException", "Rate exceeded"), first=0, times=2)

    def test_create_table_over_the_limit_of_tables_being_created(self):
        self.survives("CreateTable", refuse("LimitExceededException", "Too many tables are being created"), first=0, times=1)

    def test_create_table_internal_error(self):
        self.survives("CreateTable", refuse("InternalServerError", status=500), first=0, times=1)

    def test_describe_table_throttled(self):
        self.survives("DescribeTable", refuse("ThrottlingException", "Rate exceeded"), first=0, times=2)

    def test_describe_table_html(self):
        self.survives("DescribeTable", not_json(503), first=0, times=2)

    def test_describe_table_cut_off(self):
        self.survives("DescribeTable", truncate(), first=0, times=1)

    def test_a_new_table_is_not_yet_found(self):
        """DescribeTable is eventually consistent: right after CreateTable it may not know the table."""
        self.survives("DescribeTable", refuse("ResourceNotFoundException", "Requested resource not found"), first=1, times=2,
                      when=lambda request: bool(self.proxy.requests("CreateTable")))


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
