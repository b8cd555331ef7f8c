"""Two tables are called equal when they are, and else every key that differs is named, and no other."""

import json
import random
import signal
import time

from accounts import index, word
from capabilities import needs
from fault_proxy import empty_pages_between, slow
from harness import rows
from values import awkward_items
from verify_case import CHANGES, VerifyCase, deep_inside, empty_for_absent, one_digit, rich, same_by_value


class Planted(VerifyCase):
    KEYS = {"id:S at:N": lambda i: {"id": {"S": f"row {i % 40}"}, "at": {"N": str(i)}},
            "id:N at:B": lambda i: {"id": {"N": f"{i % 50}.5"}, "at": {"B": b"\xff%d" % i}},
            "id:B": lambda i: {"id": {"B": b"%d\x00" % i}}}

    def test_thousands_of_every_class_are_found_and_none_is_invented(self):
        for keys, key_of in self.KEYS.items():
            with self.subTest(keys):
                self.planted_on("DEV-" + keys.replace(" ", "").replace(":", "-"), keys, key_of)

    def planted_on(self, name, keys, key_of):
        chance = random.Random(name)
        self.source.make(name, keys)
        self.dest.make(name.replace("DEV", "PROD", 1), keys)
        here, there, planted = [], [], []
        for number in range(2_000):
            key = key_of(number)
            item = rich(number, key)
            other = same_by_value(item)
            fate = chance.randrange(4)
            if fate == 0:
                change = chance.choice(CHANGES)
                change(other, chance)
                planted.append(("different", key))
            elif fate == 1:
                side = chance.choice(("missing", "extra"))
                planted.append((side, key))
                item, other = (item, None) if side == "missing" else (None, other)
            here += [item] if item else []
            there += [other] if other else []
        self.source.put_all(name, here)
        self.dest.put_all(name.replace("DEV", "PROD", 1), there)
        self.assert_code(3, self.verify(name))
        self.assert_told(planted)

    def test_what_would_cancel_in_a_sum_is_found(self):
        """Values that change places between items, attributes that change places inside one."""
        items = self.both("DEV-SWAP", ({"id": {"S": f"k{i}"}, "a": {"N": str(i)}, "b": {"N": str(i + 1)}} for i in range(400)))
        swapped = [({**items[i], "a": items[i + 1]["a"]}, {**items[i + 1], "a": items[i]["a"]}) for i in range(0, 200, 2)]
        turned = [{**item, "a": item["b"], "b": item["a"]} for item in items[300:]]
        self.dest.put_all("PROD-SWAP", [item for pair in swapped for item in pair] + turned)
        self.assert_code(3, self.verify("DEV-SWAP"))
        self.assert_told([("different", {"id": item["id"]}) for item in items[:200] + items[300:]])

    def test_number_sort_keys_are_not_ordered_as_text(self):
        """Nine of 8, 9, 10, 11 missing is one difference."""
        self.both("DEV-SORT", ({"id": {"S": "one"}, "at": {"N": str(at)}} for at in (8, 9, 10, 11)), "id:S at:N")
        self.dest.client.delete_item(TableName="PROD-SORT", Key={"id": {"S": "one"}, "at": {"N": "9"}})
        self.assert_code(3, self.verify("DEV-SORT"))
        self.assert_told([("missing", {"id": {"S": "one"}, "at": {"N": "9"}})])

    def test_paths_say_where_items_differ(self):
        (item,) = self.both("DEV-PATHS", [rich(7, {"id": {"S": "x"}})])
        deep_inside(item, None)
        one_digit(item, None)
        empty_for_absent(item, None)
        self.dest.put_all("PROD-PATHS", [item])
        self.assert_code(3, self.verify("DEV-PATHS"))
        self.assertEqual(["big", "deep.list[2].k", "nothing"], self.told()[0]["paths"])

    @needs("big_items")
    def test_one_byte_of_items_of_400_kb(self):
        items = self.both("DEV-BIG", ({"id": {"S": f"k{i}"}, "v": {"S": "x" * 399_000}} for i in range(30)))
        items[17]["v"]["S"] = "x" * 200_000 + "y" + "x" * 198_999
        self.dest.put_all("PROD-BIG", [items[17]])
        self.assert_code(3, self.verify("DEV-BIG"))
        self.assert_told([("different", {"id": items[17]["id"]})])

    def test_items_of_keys_only(self):
        self.both("DEV-KEYS", ({"id": {"S": f"k{i}"}} for i in range(500)))
        self.dest.client.delete_item(TableName="PROD-KEYS", Key={"id": {"S": "k77"}})
        self.source.client.delete_item(TableName="DEV-KEYS", Key={"id": {"S": "k78"}})
        self.assert_code(3, self.verify("DEV-KEYS"))
        self.assert_told([("missing", {"id": {"S": "k77"}}), ("extra", {"id": {"S": "k78"}})])

    def test_a_table_that_is_empty_on_one_side(self):
        self.fill("DEV-HALF", 3_000)
        self.dest.make("PROD-HALF")
        self.assert_code(3, self.verify("DEV-HALF"))
        self.assert_told([("missing", {"id": {"S": f"row-{i:06d}"}}) for i in range(3_000)])


class Equal(VerifyCase):
    @needs("deep", "number_limits", "nested_digits")
    def test_all_types_and_awkward_values(self):
        items = self.both("DEV-AWKWARD", awkward_items())
        self.assert_equal(self.verify("DEV-AWKWARD"), len(items))

    def test_other_spellings_are_the_same_values(self):
        items = [rich(i, {"id": {"S": f"k{i}"}}) for i in range(300)]
        self.source.make("DEV-SPELLED")
        self.source.put_all("DEV-SPELLED", items)
        self.dest.make("PROD-SPELLED")
        self.dest.put_all("PROD-SPELLED", map(same_by_value, items))
        self.assert_equal(self.verify("DEV-SPELLED"), 300)

    def test_pages_that_are_empty_though_more_follows(self):
        self.both("DEV-T", rows(1_000))
        self.through_proxy(source=True, dest=False).add("Scan", empty_pages_between(["id"]), times=100_000)
        self.assert_equal(self.verify("DEV-T", "--segments", 3), 1_000)

    def test_any_number_of_segments_and_empty_tables(self):
        self.both("DEV-MANY", rows(300))
        for segments in (1, 7, 500):
            self.assert_equal(self.verify("DEV-MANY", "--segments", segments), 300)
        self.both("DEV-NONE", [])
        self.assert_equal(self.verify("DEV-NONE"), 0)

    def test_the_same_data_under_the_same_key_have_the_same_root(self):
        self.both("DEV-ROOT", rows(200))
        roots = []
        for arguments in (["--digest-key", "00112233445566778899aabbccddeeff"],
                          ["--digest-key", "00112233445566778899aabbccddeeff", "--segments", "3"], []):
            self.assert_equal(self.verify("DEV-ROOT", *arguments), 200)
            roots.append(self.report()["tables"][0]["root_digest"]["source"])
        self.assertEqual(roots[0], roots[1])
        self.assertNotEqual(roots[0], roots[2])

    def test_attributes_of_old_global_tables_are_ignored_and_counted(self):
        self.source.make("DEV-REP")
        self.source.put_all("DEV-REP", ({**item, "aws:rep:updatetime": {"N": "1.5"}} for item in rows(40)))
        self.dest.make("PROD-REP")
        self.dest.put_all("PROD-REP", rows(40))
        self.assert_equal(self.verify("DEV-REP"), 40)
        self.assertEqual(40, self.report()["tables"][0]["totals"]["source"]["replication_attributes"])
        self.assert_code(3, self.verify("DEV-REP", "--keep-replication-attributes"))
        self.assertEqual(40, len(self.told()))

    def test_a_copy_ends_with_its_proof(self):
        self.fill("DEV-COPIED", 500)
        outcome = self.copy("DEV-COPIED", "--verify", "--report", "report.json", "--diff-out", "differences")
        self.assert_equal(outcome, 500)
        self.assertIn("500 items copied", outcome.out)
        self.dest.client.delete_item(TableName="PROD-COPIED", Key={"id": {"S": "row-000007"}})
        again = self.copy("DEV-COPIED", "--verify", "--diff-out", "differences")
        self.assert_code(3, again)
        self.assert_told([("missing", {"id": {"S": "row-000007"}})])

    def test_price_is_that_of_reading_both_once(self):
        self.both("DEV-PRICE", rows(2_000, size=900))
        self.assert_equal(self.verify("DEV-PRICE"), 2_000)
        page = self.source.client.scan(TableName="DEV-PRICE", ConsistentRead=True, ReturnConsumedCapacity="TOTAL")
        units = page["ConsumedCapacity"]["CapacityUnits"]
        while "LastEvaluatedKey" in page:
            page = self.source.client.scan(TableName="DEV-PRICE", ConsistentRead=True, ReturnConsumedCapacity="TOTAL",
                                           ExclusiveStartKey=page["LastEvaluatedKey"])
            units += page["ConsumedCapacity"]["CapacityUnits"]
        for totals in self.report()["tables"][0]["totals"].values():
            # Each page is rounded up, and there are some dozen of them.
            self.assertLessEqual(totals["read_units"], units * 1.01 + 16)


class Modes(VerifyCase):
    def test_count_compares_numbers_and_says_that_this_proves_nothing(self):
        self.both("DEV-COUNT", rows(100))
        self.dest.put_all("PROD-COUNT", [{"id": {"S": "row-000001"}, "other": {"S": "value"}}])
        outcome = self.ferry("verify", "DEV-COUNT", "--mode", "count")
        self.assert_done(outcome)
        self.assertIn("no proof", " ".join(outcome.out.split()))
        self.dest.client.delete_item(TableName="PROD-COUNT", Key={"id": {"S": "row-000001"}})
        self.assert_code(3, self.ferry("verify", "DEV-COUNT", "--mode", "count"))

    def test_sample_finds_what_is_in_many_keys_and_says_what_it_is_worth(self):
        self.both("DEV-SAMPLE", rows(3_000))
        outcome = self.verify("DEV-SAMPLE", "--mode", "sample", "--samples", "200")
        self.assert_done(outcome)
        self.assertIn("95 %", " ".join(outcome.out.split()))
        self.dest.put_all("PROD-SAMPLE", ({**item, "n": {"N": "-1"}} for item in rows(3_000)))
        self.assert_code(3, self.verify("DEV-SAMPLE", "--mode", "sample", "--samples", "200"))
        self.assertTrue(self.told())
        self.assertEqual({"different"}, {line["kind"] for line in self.told()})

    def test_keys_that_differ_cannot_be_compared_and_are_told(self):
        self.source.make("DEV-KEYED", "id:S")
        self.dest.make("PROD-KEYED", "id:N")
        outcome = self.verify("DEV-KEYED")
        self.assert_code(3, outcome)
        self.assertIn("id (N)", outcome.said)

    def test_an_index_that_the_destination_lacks_is_told(self):
        self.source.make("DEV-INDEXED", attributes={"at": "N"}, GlobalSecondaryIndexes=[index("by-at", "at")])
        self.dest.make("PROD-INDEXED")
        for account, name in ((self.source, "DEV-INDEXED"), (self.dest, "PROD-INDEXED")):
            account.put_all(name, [{"id": {"S": "a"}, "at": {"N": "1"}}])
        outcome = self.verify("DEV-INDEXED")
        self.assert_code(3, outcome)
        self.assertEqual([], self.told())
        self.assertIn("by-at", outcome.said)

    def test_a_destination_that_is_not_there(self):
        self.fill("DEV-ALONE", 3)
        self.assert_error(1, self.ferry("verify", "DEV-ALONE"), "PROD-ALONE", "nothing was", "copy the table first")

    @needs("accounts")
    def test_nothing_is_written_to_either_table(self):
        self.both("DEV-READ", rows(100))
        self.dest.client.delete_item(TableName="PROD-READ", Key={"id": {"S": "row-000001"}})
        proxy = self.through_proxy(source=True)
        self.assert_code(3, self.verify("DEV-READ"))
        self.assertEqual({"DescribeTable", "Scan", "BatchGetItem"}, set(proxy.actions()))

    def test_values_are_in_no_output_and_keys_only_when_asked_for(self):
        value, key = word(30), word(30)
        self.both("DEV-QUIET", [{"id": {"S": key}, "v": {"S": value}}])
        self.dest.put_all("PROD-QUIET", [{"id": {"S": key}, "v": {"S": "other"}}])
        outcome = self.ferry("verify", "DEV-QUIET", "--report", "report.json", "--events", "events")
        self.assert_code(3, outcome)
        for text in (outcome.said, (self.work / "report.json").read_text(), (self.work / "events").read_text()):
            self.assertNotIn(value, text)
            self.assertNotIn(key, text)
        self.assertIn(key, self.ferry("verify", "DEV-QUIET", "-v").out)

    def events_so_far(self):
        path = self.work / "events"
        lines = path.read_text().split("\n")[:-1] if path.exists() else []
        return [json.loads(line) for line in lines]

    def stop_half_way(self, proxy, table):
        """Ctrl-C when some of 30 segments are read on each side."""
        proxy.clear()
        proxy.add("Scan", slow(0.5), times=10_000)
        running = self.start("verify", table, "--segments", "30", "--diff-out", "differences", "--report", "report.json")
        proxy.wait_for("Scan", 17)
        running.signal(signal.SIGINT)
        self.assert_code(130, self.noted(running.finish()))
        proxy.clear()

    @needs("accounts")
    def test_interrupted_it_goes_on(self):
        self.both("DEV-STOP", rows(4_000, size=600))
        proxy = self.through_proxy(source=True)
        self.stop_half_way(proxy, "DEV-STOP")
        again = self.verify("DEV-STOP", "--segments", "30")
        self.assert_equal(again, 4_000)
        self.assertIn("goes on with a reading", again.err)
        self.assertLess(len(proxy.requests("Scan")), 60, "what was read was read again")
        self.assertIn("an earlier process began to read", self.report()["tables"][0]["guarantee"])

    @needs("accounts")
    def test_only_the_same_command_goes_on(self):
        """Whoever asks otherwise asks of now."""
        self.both("DEV-OTHER", rows(4_000, size=600))
        proxy = self.through_proxy(source=True)
        self.stop_half_way(proxy, "DEV-OTHER")
        for item in list(rows(100)):
            self.dest.client.delete_item(TableName="PROD-OTHER", Key={"id": item["id"]})
        again = self.verify("DEV-OTHER", "--segments", "30", "--repair")
        self.assert_done(again)
        self.assertNotIn("goes on with a reading", again.err)
        self.assertEqual(100, self.report()["tables"][0]["counts"]["repaired"])

    @needs("accounts")
    def test_a_reading_that_was_finished_is_not_taken_for_a_new_one(self):
        """All of it was read before the kill: typed again, nothing would be read any more."""
        self.both("DEV-OLD", rows(300))
        proxy = self.through_proxy(source=True)
        proxy.add("DescribeTable", slow(3), first=2, times=1)  # The last look, when all was read.
        running = self.start("verify", "DEV-OLD")
        proxy.wait_for("Scan", 16)
        time.sleep(1)
        running.signal(signal.SIGKILL)
        running.finish()
        for item in list(rows(150)):
            self.dest.client.delete_item(TableName="PROD-OLD", Key={"id": item["id"]})
        self.assert_code(3, self.verify("DEV-OLD"))
        self.assert_told([("missing", {"id": item["id"]}) for item in rows(150)])

    @needs("accounts")
    def test_a_proof_behind_a_copy_does_not_go_on_with_one_from_before_it(self):
        self.fill("DEV-BEHIND", 3_000, size=900)
        proxy = self.through_proxy(source=True)
        self.assert_done(self.copy("DEV-BEHIND"))
        command = ("copy", "DEV-BEHIND", "--again", "--verify", "--segments", "30", "--diff-out", "differences", "--events", "events")
        proxy.add("Scan", slow(0.5), times=10_000)
        running = self.start(*command)
        while not any(event.get("phase") == "verifying" for event in self.events_so_far()):
            time.sleep(0.1)
        proxy.wait_for("Scan", len(proxy.requests("Scan")) + 10)
        running.signal(signal.SIGINT)
        self.assert_code(130, self.noted(running.finish()))
        proxy.clear()
        self.dest.put_all("PROD-BEHIND", rows(100, first=50_000))
        outcome = self.ferry(*command)
        self.assertNotIn("goes on with a reading", outcome.err)
        self.assert_code(3, outcome)
        self.assert_told([("extra", {"id": item["id"]}) for item in rows(100, first=50_000)])

    def test_files_that_would_destroy_others_are_refused(self):
        self.both("DEV-FILES", rows(3))
        self.assert_done(self.ferry("verify", "DEV-FILES"))
        (self.work / "link").symlink_to(self.work / "target")
        (self.work / "target").write_text("precious")
        for arguments in (["--diff-out", "dynaferry.state/x"], ["--report", "a", "--diff-out", "./a"],
                          ["--events", "target", "--diff-out", "link"], ["--report", "link"], ["--report", "/dev/null"]):
            self.assert_error(2, self.ferry("verify", "DEV-FILES", *arguments))
        self.assertEqual("precious", (self.work / "target").read_text())
