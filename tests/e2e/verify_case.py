"""What the cases of verify and repair share: two tables that should be equal, and what may differ in them."""

import base64
import copy
import json

from harness import Case


def spelled(key):
    """A key as something that can be looked up, whichever of the two spellings it comes in."""
    return json.dumps({name: {kind: as_text(kind, value)} for name, part in key.items() for kind, value in part.items()},
                      sort_keys=True)


def as_text(kind, value):
    if kind == "B" and isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return str(float(value)) if kind == "N" and len(value) < 15 else value


class VerifyCase(Case):
    def verify(self, *arguments, **how):
        return self.ferry("verify", *arguments, "--diff-out", "differences", "--report", "report.json", **how)

    def both(self, name, items, keys="id:S", **settings):
        """The same items on both sides, each table made by another hand."""
        items = list(items)
        for account, table in ((self.source, name), (self.dest, name.replace("DEV", "PROD", 1))):
            account.make(table, keys, **copy.deepcopy(settings))
            account.put_all(table, items)
        return items

    def told(self):
        return [json.loads(line) for line in (self.work / "differences").read_text().splitlines()]

    def report(self):
        return json.loads((self.work / "report.json").read_text())

    def assert_told(self, planted):
        """Exactly these: (kind, key)."""
        told = [(line["kind"], spelled(line["key"])) for line in self.told()]
        wanted = sorted((kind, spelled(key)) for kind, key in planted)
        self.assertEqual(wanted, sorted(told))

    def assert_equal(self, outcome, items=None):
        self.assert_done(outcome)
        self.assertEqual([], self.told())
        (table,) = self.report()["tables"]
        self.assertEqual("equal", table["verdict"])
        self.assertEqual(table["root_digest"]["source"], table["root_digest"]["destination"])
        if items is not None:
            self.assertEqual([items, items], [table["totals"][side]["items"] for side in ("source", "destination")])


# What is planted: each takes an item and changes it, or answers what is put in its place.
def one_digit(item, _):
    item["big"] = {"N": item["big"]["N"][:-1] + ("1" if item["big"]["N"][-1] != "1" else "2")}


def number_for_text(item, _):
    item["text"] = {"N": item["n"]["N"]}


def empty_for_absent(item, _):
    item["nothing"] = {"S": ""}


def absent_for_empty(item, _):
    del item["empty"]


def list_order(item, _):
    item["deep"]["M"]["list"]["L"].reverse()


def one_bit(item, chance):
    content = bytearray(item["binary"]["B"])
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    item["binary"] = {"B": bytes(content)}


def true_for_one(item, _):
    item["flag"] = {"N": "1"}


def null_for_false(item, _):
    item["deep"]["M"]["no"] = {"NULL": True}


def map_for_list(item, _):
    item["hollow"] = {"M": {}}


def member_more(item, _):
    item["set"]["NS"].append("-7")


def texts_of_numbers(item, _):
    item["set"] = {"SS": item["set"]["NS"]}


def case_of_a_name(item, _):
    item["TEXT"] = item.pop("text")


def deep_inside(item, _):
    item["deep"]["M"]["list"]["L"][2]["M"]["k"] = {"S": "another"}


CHANGES = (one_digit, number_for_text, empty_for_absent, absent_for_empty, list_order, one_bit, true_for_one, null_for_false,
           map_for_list, member_more, texts_of_numbers, case_of_a_name, deep_inside)


def rich(number, keys):
    return {**keys, "n": {"N": str(number)}, "big": {"N": f"1234567890123456789012345678901234{number % 9000 + 1000}"},
            "text": {"S": str(number)}, "empty": {"S": ""}, "flag": {"BOOL": True}, "hollow": {"L": []},
            "binary": {"B": b"\x00row %d\xff" % number}, "set": {"NS": ["3", "1", "2.5", str(number + 10)]},
            "deep": {"M": {"no": {"BOOL": False}, "list": {"L": [{"N": "1"}, {"S": "1"}, {"M": {"k": {"S": "x"}}}]}}}}


def same_by_value(item):
    """The item in another spelling."""
    again = copy.deepcopy(item)
    again["set"]["NS"].reverse()
    again["n"] = {"N": f"{item['n']['N']}.0"}
    again["deep"]["M"] = dict(reversed(again["deep"]["M"].items()))
    return dict(reversed(again.items()))


def from_json(item):
    """Binary as boto3 wants it."""
    def value(part):
        (kind, content), = part.items()
        if kind == "B":
            return {kind: base64.b64decode(content)}
        if kind == "BS":
            return {kind: [base64.b64decode(member) for member in content]}
        if kind == "L":
            return {kind: [value(entry) for entry in content]}
        if kind == "M":
            return {kind: {name: value(entry) for name, entry in content.items()}}
        return {kind: content}
    return {name: value(part) for name, part in item.items()}
