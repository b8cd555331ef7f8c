"""Items that the destination refuses: named, never passed over, and set aside whole when that was asked for."""

import json

from accounts import index
from capabilities import needs
from fault_proxy import refuse
from harness import KILL, Case, rows

GOOD, BAD = 300, {7, 100, 101, 250}


def names(request, keys):
    """Whether a request writes one of the items of these keys."""
    return any(entry["PutRequest"]["Item"]["id"]["S"] in keys
               for entries in request.body["RequestItems"].values() for entry in entries)


def key_of(number):
    return f"row-{number:06d}"


class BadItems(Case):
    KEYS = {key_of(number) for number in BAD}

    def quarantine(self):
        files = list((self.work / "dynaferry.state").glob("*.quarantine.ndjson"))
        self.assertLessEqual(len(files), 1)
        return [json.loads(line) for line in files[0].read_text().splitlines()] if files else []

    def assert_set_aside(self, outcome, keys, *reason, table="DEV-T"):
        """Exit 4, and just these items in the file, whole; all others are on the other side."""
        self.assert_code(4, outcome)
        self.assertIn(f"{len(keys)} item", outcome.out)
        self.assertIn("quarantine.ndjson", outcome.out)
        lines = self.quarantine()
        items = {item["id"]["S"]: item for item in self.source.items(table)}
        self.assertEqual(sorted(keys), sorted(line["key"]["id"]["S"] for line in lines))
        for line in lines:
            self.assertEqual({"v", "table", "key", "item", "reason", "code"}, set(line))
            self.assertEqual((1, table), (line["v"], line["table"]))
            self.assertEqual(items[line["key"]["id"]["S"]], line["item"])
            for word in reason:
                self.assertIn(word, line["code"] + " " + line["reason"])
        there = {item["id"]["S"]: item for item in self.dest.items(table.replace("DEV", "PROD"))}
        self.assertEqual({key: item for key, item in items.items() if key not in keys}, there)

    def is_refused(self, keys, *reason):
        """Stops by default, with the key's digest and the reason; goes on with quarantine; says so again."""
        stopped = self.copy("DEV-T")
        self.assert_error(1, stopped, "putting the item whose key has the digest", "--on-bad-item quarantine", *reason)
        for key in keys:
            self.assertNotIn(key, stopped.said)
        self.assertEqual([], self.quarantine())
        self.assert_set_aside(self.copy("DEV-T", "--on-bad-item", "quarantine"), keys, *reason)
        again = self.copy("DEV-T", "--on-bad-item", "quarantine")
        self.assert_set_aside(again, keys, *reason)
        self.assertIn("was finished at", again.out)


@needs("gsi_validation")
class RefusedByAnIndexOfTheDestination(BadItems):
    """It has an index that the source has not."""

    def make(self, spoil):
        self.source.make("DEV-T")
        items = list(rows(GOOD))
        for number in BAD:
            spoil(items[number])
        self.source.put_all("DEV-T", items)
        self.dest.make("PROD-T", attributes={"n": "N"}, GlobalSecondaryIndexes=[index("by-n", "n")])

    def test_an_index_key_of_another_type(self):
        self.make(lambda item: item.update(n={"S": "seven"}))
        self.is_refused(self.KEYS, "ValidationException", "n")

    def test_an_index_key_that_is_empty(self):
        self.source.make("DEV-T")
        items = list(rows(GOOD))
        for number in BAD:
            items[number]["pad"] = {"S": ""}
        self.source.put_all("DEV-T", items)
        self.dest.make("PROD-T", attributes={"pad": "S"}, GlobalSecondaryIndexes=[index("by-pad", "pad")])
        self.is_refused(self.KEYS, "ValidationException", "pad")

    def test_mended_at_the_source_the_same_command_goes_on_and_copies_it(self):
        self.make(lambda item: item.update(n={"S": "seven"}))
        self.assert_error(1, self.copy("DEV-T"))
        for number in BAD:
            self.source.client.update_item(TableName="DEV-T", Key={"id": {"S": key_of(number)}},
                                           UpdateExpression="SET n = :n", ExpressionAttributeValues={":n": {"N": "7"}})
        self.assert_done(self.copy("DEV-T"))
        self.assert_equal_tables("DEV-T", settings=False)

    def test_of_several_tables_the_others_go_on_and_the_exit_code_is_4(self):
        self.make(lambda item: item.update(n={"S": "seven"}))
        self.fill("DEV-OTHER")
        outcome = self.copy("DEV-T", "DEV-OTHER", "--on-bad-item", "quarantine", "--events", "events.ndjson")
        self.assert_set_aside(outcome, self.KEYS)
        self.assert_equal_tables("DEV-OTHER")
        told = [event for event in self.events(self.work / "events.ndjson") if event["type"] == "quarantine"]
        self.assertEqual(len(BAD), len(told))
        for event in told:
            self.assertEqual(("DEV-T", "ValidationException"), (event["pair"]["source"], event["code"]))

    def test_again_makes_one_more_pass_and_sets_nothing_aside_twice(self):
        self.make(lambda item: item.update(n={"S": "seven"}))
        self.assert_code(4, self.copy("DEV-T", "--on-bad-item", "quarantine"))
        self.assert_set_aside(self.copy("DEV-T", "--on-bad-item", "quarantine", "--again"), self.KEYS)

    def test_more_than_a_few_are_not_told_one_by_one(self):
        self.source.make("DEV-T")
        self.source.put_all("DEV-T", ({**item, "n": {"S": "x"}} if number % 5 == 0 else item
                                      for number, item in enumerate(rows(GOOD))))
        self.dest.make("PROD-T", attributes={"n": "N"}, GlobalSecondaryIndexes=[index("by-n", "n")])
        outcome = self.copy("DEV-T", "--on-bad-item", "quarantine")
        self.assert_set_aside(outcome, {key_of(number) for number in range(0, GOOD, 5)})
        self.assertLess(outcome.err.count("was refused"), 12)

    def test_a_table_that_refuses_every_item_is_at_fault_itself(self):
        self.source.make("DEV-T")
        self.source.put_all("DEV-T", ({**item, "n": {"S": "x"}} for item in rows(GOOD)))
        self.dest.make("PROD-T", attributes={"n": "N"}, GlobalSecondaryIndexes=[index("by-n", "n")])
        self.assert_error(1, self.copy("DEV-T", "--on-bad-item", "quarantine"), "items were refused and none was taken",
                          "the table is at fault")

    def test_each_is_named_by_its_key_if_that_is_asked_for_and_not_at_all_if_quiet(self):
        self.make(lambda item: item.update(n={"S": "seven"}))
        loud = self.copy("DEV-T", "--on-bad-item", "quarantine", "-v")
        for key in self.KEYS:
            self.assertIn(key, loud.err)
        quiet = self.copy("DEV-T", "--on-bad-item", "quarantine", "--again", "--quiet")
        self.assert_code(4, quiet)
        self.assertEqual("", quiet.err)
        self.assertIn("4 items, not copied", quiet.out)
        plan = self.ferry("plan", "DEV-T")
        self.assertIn("4 items, not copied", plan.out)


class RefusedByTheService(BadItems):
    """With what only a service with other limits than the source's would answer: put into its mouth."""

    def refused_with(self, code, message, status=400):
        self.fill("DEV-T", GOOD)
        proxy = self.through_proxy()
        proxy.add("BatchWriteItem", refuse(code, message, status), times=100_000,
                  when=lambda request: names(request, self.KEYS))
        self.is_refused(self.KEYS, code)

    def test_an_item_that_is_too_large(self):
        self.refused_with("ValidationException", "Item size has exceeded the maximum allowed size")

    def test_an_item_that_is_nested_too_deep(self):
        self.refused_with("ValidationException", "Nesting Levels have exceeded supported limits")

    def test_a_key_value_that_is_empty(self):
        self.refused_with("ValidationException",
                          "One or more parameter values are not valid. The AttributeValue for a key attribute cannot "
                          "contain an empty string value. Key: id")

    def test_an_item_collection_that_is_full(self):
        self.refused_with("ItemCollectionSizeLimitExceededException", "Collection size exceeded.")

    def test_a_request_that_is_too_large_though_it_is_one_item(self):
        self.fill("DEV-T", GOOD)
        proxy = self.through_proxy()
        too_large = lambda handler, request, body: handler.answer(413, [], b"too large")  # noqa: E731
        proxy.add("BatchWriteItem", too_large, times=100_000, when=lambda request: names(request, self.KEYS))
        self.is_refused(self.KEYS, "413")

    def test_what_is_not_about_an_item_is_never_taken_for_a_bad_one(self):
        self.fill("DEV-T", GOOD)
        proxy = self.through_proxy()
        proxy.add("BatchWriteItem", refuse("UnknownOperationException", "no such thing"), times=100_000)
        self.assert_error(1, self.copy("DEV-T", "--on-bad-item", "quarantine"), "UnknownOperationException")
        self.assertEqual([], self.quarantine())
        self.assertEqual(0, self.dest.count("PROD-T"))

    def test_killed_at_many_moments_each_is_set_aside_once(self):
        self.fill("DEV-T", GOOD)
        proxy = self.through_proxy()
        proxy.add("BatchWriteItem", refuse("ValidationException", "too bad"), times=100_000,
                  when=lambda request: names(request, self.KEYS))
        for after in (3, 9, 17, 30):
            self.interrupt(proxy, KILL, after, "DEV-T", "--on-bad-item", "quarantine", "--segments", 2)
            proxy.seen.clear()
        self.assert_set_aside(self.copy("DEV-T", "--on-bad-item", "quarantine"), self.KEYS, "too bad")
