"""Every item arrives, value for value and type for type."""

import resource

from capabilities import needs
from harness import Case, rows
from values import NUMBERS, awkward_items


class Items(Case):
    def copied(self, *names):
        self.assert_done(self.copy(*names))
        self.assert_equal_tables(*names)

    def test_all_types_and_awkward_values_arrive_as_they_are(self):
        self.source.make("DEV-AWKWARD")
        self.source.put_all("DEV-AWKWARD", awkward_items())
        self.copied("DEV-AWKWARD")

    def test_empty_table(self):
        self.source.make("DEV-EMPTY")
        self.copied("DEV-EMPTY")
        self.assertEqual(0, self.dest.count("PROD-EMPTY"))

    def test_one_item(self):
        self.fill("DEV-ONE", 1)
        self.copied("DEV-ONE")

    def test_number_keys_with_38_digits_and_extremes(self):
        self.source.make("DEV-NUMBERS", "id:N")
        values = set(NUMBERS.values()) | {"-5", "5", "0.5", "-0.5", "100", "1000"}
        self.source.put_all("DEV-NUMBERS", ({"id": {"N": value}, "as": {"S": value}} for value in values))
        self.copied("DEV-NUMBERS")

    def test_number_sort_keys(self):
        self.source.make("DEV-NUMSORT", "id:S at:N")
        self.source.put_all("DEV-NUMSORT", (
            {"id": {"S": "one"}, "at": {"N": str(number)}} for number in [*range(-40, 200), *range(990, 1020)]))
        self.copied("DEV-NUMSORT")

    def test_binary_keys(self):
        self.source.make("DEV-BINARY", "id:B at:B")
        self.source.put_all("DEV-BINARY", (
            {"id": {"B": bytes([number])}, "at": {"B": bytes([255 - number, 0, number])}} for number in range(256)))
        self.copied("DEV-BINARY")

    def test_keys_with_quotes_nul_and_surrogate_pairs_across_pages(self):
        self.source.make("DEV-ODDKEYS", "id:S at:S")
        odd = ['"', "\\", "\x00", "\x1f", "😀", "é", "\u2028", "\\u0000", "a\"b\\c\x00d😀"]
        self.source.put_all("DEV-ODDKEYS", (
            {"id": {"S": part}, "at": {"S": f"{other}{number}"}, "pad": {"S": "p" * 2000}}
            for part in odd for other in odd for number in range(12)))
        self.copied("DEV-ODDKEYS")

    def test_key_attribute_names_that_need_escapes(self):
        self.source.make("DEV-ODDNAMES", 'a"b\\:S é😀:N')
        self.source.put_all("DEV-ODDNAMES", (
            {'a"b\\': {"S": f"row {number % 7}"}, "é😀": {"N": str(number)}} for number in range(200)))
        self.copied("DEV-ODDNAMES")

    def test_one_hot_item_collection(self):
        self.source.make("DEV-HOT", "id:S at:N")
        self.source.put_all("DEV-HOT", (
            {"id": {"S": "hot"}, "at": {"N": str(number)}, "pad": {"S": "h" * 900}} for number in range(3_000)))
        self.copied("DEV-HOT")

    def test_more_segments_than_items(self):
        self.fill("DEV-FEW", 5)
        self.assert_done(self.copy("DEV-FEW", "--segments", 64))
        self.assert_equal_tables("DEV-FEW")

    def test_many_pages_in_one_segment(self):
        self.fill("DEV-PAGES", 3_000, size=1_500)
        self.assert_done(self.copy("DEV-PAGES", "--segments", 1))
        self.assert_equal_tables("DEV-PAGES")

    @needs("big_items")
    def test_items_of_400_kb(self):
        self.source.make("DEV-BIG")
        self.source.put_all("DEV-BIG", (
            {"id": {"S": f"big-{number}"}, "v": {"S": chr(97 + number) * (409_600 - 8)}} for number in range(9)), threads=1)
        self.copied("DEV-BIG")

    @needs("big_items")
    def test_big_item_that_is_four_times_bigger_on_the_wire(self):
        self.source.make("DEV-WIRE")
        self.source.put_all("DEV-WIRE", (
            {"id": {"S": f"wire-{number}"}, "v": {"L": [{"NULL": True}] * 190_000}} for number in range(3)), threads=1)
        self.copied("DEV-WIRE")

    @needs("big_items", "nested_digits")
    def test_item_that_comes_back_larger_than_a_request_may_be(self):
        self.source.make("DEV-DIGITS")
        self.source.put_all("DEV-DIGITS", (
            {"id": {"S": f"digits-{number}"}, "v": {"L": [{"N": "1E125"}] * 130_000}, "n": {"N": str(number)}}
            for number in range(2)), threads=1)
        proxy = self.through_proxy(source=True)
        self.copied("DEV-DIGITS")
        self.assertLess(max(batch.size for batch in proxy.requests("BatchWriteItem")), 16 << 20)

    @needs("big_items")
    def test_batches_are_bounded_by_bytes_and_by_25_items(self):
        self.source.make("DEV-MIXED")
        self.source.put_all("DEV-MIXED", (
            {"id": {"S": f"mixed-{number:04d}"}, "v": {"S": "m" * (300_000 if number % 10 == 0 else 50)}}
            for number in range(400)), threads=1)
        proxy = self.through_proxy()
        self.copied("DEV-MIXED")
        batches = proxy.requests("BatchWriteItem")
        self.assertTrue(batches)
        self.assertLessEqual(max(batch.entries() for batch in batches), 25)
        self.assertLessEqual(max(batch.size for batch in batches), 2 << 20)

    def test_no_batch_names_a_key_twice(self):
        self.fill("DEV-ONCE", 500)
        proxy = self.through_proxy()
        self.copied("DEV-ONCE")
        sent = [entry["PutRequest"]["Item"]["id"]["S"] for batch in proxy.requests("BatchWriteItem")
                for entries in batch.body["RequestItems"].values() for entry in entries]
        self.assertEqual(500, len(sent))
        self.assertEqual(500, len(set(sent)))

    def test_reads_are_strongly_consistent_unless_told_otherwise(self):
        self.fill("DEV-READS", 30)
        proxy = self.through_proxy(source=True, dest=False)
        self.copied("DEV-READS")
        self.assertTrue(all(scan.body.get("ConsistentRead") is True for scan in proxy.requests("Scan")))
        self.assert_done(self.copy("--table", "DEV-READS=OTHER-READS", "--eventual-reads"))
        self.assertFalse(all(scan.body.get("ConsistentRead") is True for scan in proxy.requests("Scan")))

    def test_attributes_of_old_global_tables_are_left_out_and_counted(self):
        self.source.make("DEV-REP")
        self.source.put_all("DEV-REP", (
            {"id": {"S": f"r{number}"}, "aws:rep:updatetime": {"N": "1"}, "aws:rep:deleting": {"BOOL": False},
             "aws:rep:updateregion": {"S": "us-east-1"}, "v": {"N": str(number)}} for number in range(10)))
        outcome = self.copy("DEV-REP")
        self.assert_done(outcome)
        for item in self.dest.items("PROD-REP"):
            self.assertEqual({"id", "v"}, set(item))
        self.assertIn("aws:rep", outcome.said)
        self.assert_done(self.copy("--table", "DEV-REP=KEPT-REP", "--keep-replication-attributes"))
        self.assert_equal_tables("DEV-REP=KEPT-REP")

    def test_items_that_share_nothing_but_their_key_arrive_whole(self):
        """No schema is guessed from the first items: whatever an attribute is called or is here and there, it comes along."""
        self.source.make("DEV-SHAPES")
        kinds = ({"S": "7"}, {"N": "7"}, {"BOOL": True}, {"NULL": True}, {"L": [{"N": "7"}]}, {"M": {"7": {"S": "7"}}},
                 {"SS": ["7"]}, {"NS": ["7"]})
        self.source.put_all("DEV-SHAPES", (
            {"id": {"S": f"shape-{number}"}, f"only-{number}": {"S": "here"}, "same-name": kinds[number % len(kinds)]}
            for number in range(400)))
        self.copied("DEV-SHAPES")

    @needs("time_to_live")
    def test_items_without_a_time_to_live_or_with_one_that_is_none_are_not_taken_for_expired(self):
        self.source.make("DEV-TTL")
        self.source.client.update_time_to_live(
            TableName="DEV-TTL", TimeToLiveSpecification={"AttributeName": "ends", "Enabled": True})
        ends = ({}, {"ends": {"S": "soon"}}, {"ends": {"NULL": True}}, {"ends": {"N": "99999999999"}}, {"ends": {"N": "0"}})
        self.source.put_all("DEV-TTL", (
            {"id": {"S": f"row-{number}"}, **ends[number % len(ends)]} for number in range(100)))
        self.copied("DEV-TTL")
        self.assertEqual(100, self.dest.count("PROD-TTL"))


class ManyTables(Case):
    def test_several_tables_of_different_shapes_in_one_run(self):
        self.fill("DEV-A", 300)
        self.fill("DEV-B", 200, keys="id:B at:N")
        self.fill("DEV-C", 100, keys="id:N")
        self.assert_done(self.copy("DEV-A", "DEV-B", "DEV-C"))
        self.assert_equal_tables("DEV-A", "DEV-B", "DEV-C")

    @needs("many_tables")
    def test_more_tables_than_files_may_be_open(self):
        """Only the tables being copied need files beside their lock."""
        names = [f"DEV-T{number:03d}" for number in range(90)]
        for name in names:
            self.source.make(name)
        few = (200, 200)
        self.assert_done(self.copy("DEV-T*", prepare=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, few)))
        self.assertEqual(90, len(self.dest.tables()))

    def test_200_small_tables(self):
        names = [f"DEV-T{number:03d}" for number in range(200)]
        for number, name in enumerate(names):
            self.source.make(name)
            self.source.put_all(name, rows(number % 4), threads=1)
        self.assert_done(self.copy("DEV-T*", "--tables-at-once", 16))
        self.assertEqual(200, len(self.dest.tables()))
        self.assert_equal_tables(*names)
