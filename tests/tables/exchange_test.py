"""What ddb::HttpTable reads and exchanges, seen from outside with boto3."""

import base64
import json
import subprocess
import unittest
from decimal import Context, Decimal

from accounts import Account
from harness import WORLD
from values import EMPTY, NUMBERS, TEXTS, TYPES

NAME = "THINGS"
EXACT = Context(prec=60)


def wire(value):
    """boto3's form of an item as JSON has it."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, dict):
        return {name: wire(part) for name, part in value.items()}
    return [wire(part) for part in value] if isinstance(value, list) else value


def plain(value):
    """A value in wire form, so that == compares as DynamoDB does."""
    kind, content = next(iter(value.items()))
    if kind == "N":
        return kind, EXACT.create_decimal(content)
    if kind == "NS":
        return kind, sorted(map(Decimal, content))
    if kind in ("SS", "BS"):
        return kind, sorted(content)
    if kind == "L":
        return kind, [plain(part) for part in content]
    return (kind, {name: plain(part) for name, part in content.items()}) if kind == "M" else (kind, content)


def same(one, other):
    return plain({"M": one}) == plain({"M": other}) if one and other else one == other


class Table:
    """One table, both ways: through the driver, and through boto3."""

    def __init__(self, case, schema):
        account = WORLD.credentials.pop() if WORLD.server == "simulator" else ()
        self.account = Account("TAB", case.endpoint, *account)
        self.account.make(NAME, keys=schema)
        self.names = [part.split(":")[0] for part in schema.split()]
        self.driver = subprocess.Popen(
            [case.driver, case.endpoint, self.account.key, self.account.secret, NAME, *self.names],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        case.addCleanup(self.close)

    def close(self):
        self.driver.stdin.close()
        self.driver.wait(30)
        self.driver.stdout.close()

    def ask(self, **command):
        self.driver.stdin.write(json.dumps(command) + "\n")
        self.driver.stdin.flush()
        return json.loads(self.driver.stdout.readline())

    def put(self, item):
        self.account.client.put_item(TableName=NAME, Item=item)

    def key(self, item):
        return {name: item[name] for name in self.names}

    def stored(self, item):
        found = self.account.client.get_item(TableName=NAME, Key=self.key(item), ConsistentRead=True).get("Item")
        return found and wire(found)

    def get(self, *items):
        return self.ask(get=[wire(self.key(item)) for item in items], consistent=True)

    def exchange(self, before, after):
        return self.ask(key=wire(self.key(before or after)), before=wire(before), after=wire(after))


class ExchangeTest(unittest.TestCase):
    driver = endpoint = ""
    maxDiff = 2_000

    def table(self, schema="id:S"):
        return Table(self, schema)

    def assert_exchanged(self, table, before, after):
        """Done, and told what was there."""
        answer = table.exchange(before, after)
        self.assertTrue(answer.get("done"), str(answer)[:2_000])
        self.assertTrue(same(wire(before), answer["found"]), str(answer)[:2_000])
        self.assertTrue(same(wire(after), table.stored(before or after)))

    def assert_left(self, table, before, after, there):
        """Not done, and told what is there instead."""
        answer = table.exchange(before, after)
        self.assertIs(False, answer.get("done"), answer)
        self.assertTrue(same(wire(there), answer["found"]), answer)
        self.assertTrue(same(wire(there), table.stored(before or after)))

    def test_every_type_of_key(self):
        """Puts, reads, replaces and deletes under keys of each type, with and without a sort key."""
        values = {"S": [{"S": "ké\"y\\"}, {"S": "😀"}], "N": [{"N": "1E+2"}, {"N": "-0.50"}], "B": [{"B": b"\x00\xff"}, {"B": b"b"}]}
        for kind, parts in values.items():
            for schema in (f"id:{kind}", f"id:{kind} at:{kind}"):
                with self.subTest(schema):
                    table = self.table(schema)
                    items = [{name: part for name in table.names} | {"v": {"S": "one"}} for part in parts]
                    for item in items:
                        self.assert_exchanged(table, None, item)
                    absent = {name: {"S": "no", "N": "7", "B": b"no"}[kind] for name in table.names}
                    absent = {name: {kind: part} for name, part in absent.items()}
                    got = table.get(items[1], absent, items[0])
                    self.assertEqual([], got["unprocessed"])
                    self.assertIsNone(got["items"][1])
                    self.assertTrue(same(wire(items[1]), got["items"][0]) and same(wire(items[0]), got["items"][2]))
                    for item in items:
                        changed = table.key(item) | {"w": {"N": "2"}}
                        self.assert_exchanged(table, item, changed)
                        self.assert_exchanged(table, changed, None)

    def test_every_kind_of_value(self):
        """Is recognised as what it was shown to be, and as nothing else."""
        table = self.table()
        values = {**TYPES, **EMPTY, **{name: {"S": text} for name, text in TEXTS.items()},
                  **{name: {"N": number} for name, number in NUMBERS.items()}}
        for name, value in values.items():
            with self.subTest(name):
                item = {"id": {"S": name}, "v": value}
                other = {"id": {"S": name}, "v": {"L": [value]}}
                self.assert_exchanged(table, None, item)
                self.assertTrue(same(wire(item), table.get(item)["items"][0]))
                self.assert_exchanged(table, item, other)
                self.assert_exchanged(table, other, item)
                self.assert_left(table, other, None, item)
                self.assert_exchanged(table, item, None)

    def test_what_somebody_else_wrote_stays(self):
        """Whatever it is: another value, a new attribute of ours, a deletion, an item where there was none."""
        table = self.table()
        before = {"id": {"S": "a"}, "v": {"N": "1"}, "same": {"S": "s"}}
        after = {"id": {"S": "a"}, "v": {"N": "2"}, "new": {"S": "n"}, "same": {"S": "s"}}
        for there in (before | {"v": {"N": "3"}}, before | {"same": {"S": "t"}}, before | {"new": {"S": "m"}},
                      before | {"v": {"S": "1"}}, {"id": {"S": "a"}, "v": {"N": "1"}}, after):
            with self.subTest(there):
                table.put(there)
                self.assert_left(table, before, after, there)
                self.assert_left(table, None, after, there)
        table.account.client.delete_item(TableName=NAME, Key=table.key(before))
        self.assert_left(table, before, after, None)
        self.assert_left(table, before, None, None)

    def test_an_attribute_that_neither_has_is_told(self):
        table = self.table()
        before, after = ({"id": {"S": "a"}, "v": {"N": n}} for n in "12")
        there = before | {"added": {"S": "by somebody"}}
        for wanted in (after, None):
            table.put(there)
            answer = table.exchange(before, wanted)
            self.assertTrue(answer["done"], answer)
            self.assertTrue(same(wire(there), answer["found"]), answer)

    def test_two_hundred_attributes(self):
        """A condition has no room for all: what is to change is in it, and what was not compared is told."""
        table = self.table()
        before = {"id": {"S": "a"}} | {f"attribute {n}": {"N": str(n)} for n in range(200)}
        after = before | {"attribute 199": {"N": "0"}}
        table.put(before)
        self.assert_exchanged(table, before, after)
        self.assert_left(table, before, after, after)
        first = after | {"attribute 0": {"N": "7"}}
        self.assert_left(table, first, None, after)
        answer = table.exchange(before, None)
        self.assertTrue(answer["done"], answer)
        self.assertTrue(same(wire(after), answer["found"]), answer)

    def test_items_of_400_kilobytes(self):
        table = self.table()
        before, after = ({"id": {"S": "a"}, "v": {"S": letter * 409_596}} for letter in "xy")
        self.assert_exchanged(table, None, before)
        self.assert_left(table, after, before, before)
        self.assert_exchanged(table, before, after)
        self.assert_exchanged(table, after, None)

    def test_more_than_one_answer_holds(self):
        """100 items of 300 KB are 30 MB: what does not come is said not to have come, not to be absent."""
        table = self.table()
        items = [{"id": {"S": str(n)}, "v": {"S": "x" * 300_000}} for n in range(100)]
        table.account.put_all(NAME, items)
        got = table.get(*items)
        self.assertTrue(got["unprocessed"])
        for place, item in enumerate(got["items"]):
            self.assertEqual(place in got["unprocessed"], item is None)
        left = items
        for _ in range(10):
            left = [left[place] for place in got["unprocessed"]]
            if not left:
                return
            got = table.get(*left)
        self.fail("some items never come")

    def test_a_table_that_is_not_there(self):
        table = self.table()
        table.account.drop(NAME)
        item = {"id": {"S": "a"}}
        self.assertEqual("absent", table.get(item)["fault"])
        self.assertEqual("absent", table.exchange(None, item)["fault"])
