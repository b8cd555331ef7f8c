"""Requests from a seed: some thousands, valid and invalid, over a handful of tables that come and go.

The generator keeps a rough picture of the tables that should exist, only so that most requests mean
something; what the answers must be, only the other server says.
"""

import base64
import random
from dataclasses import dataclass, field

from expressions import document
from expressive_requests import ExpressiveRequests
from request import Request
from settings_requests import any_settings
from table_settings import Spoiled, definitions, schema, units

WALK = "walk"  # Not an action: a whole parallel scan, compared as a set (run.py).


@dataclass
class Table:
    name: str
    keys: list  # [(name, type)], one or two.
    indexes: dict = field(default_factory=dict)
    known: list = field(default_factory=list)  # Keys that were put.
    global_indexes: list = field(default_factory=list)
    provisioned: bool = False
    index_units: int = 3


ALPHABET = ["a", "b", "Z", "0", "é", "😀", '"', "\\", "\x00", "\n", " ", "\u2028", "/"]
BAD_NUMBERS = ["", "abc", "1e126", "0e126", "1e-131", "123456789012345678901234567890123456789", "NaN", "Infinity", "1_0", "0x10",
               " 1", "1 ", "1e", "--1", "1.2.3", ".", "+", "1e+", "9.99999999999999999999999999999999999999E+125"]
GOOD_NUMBERS = ["0", "-0", "1", "-1", "+5", ".5", "5.", "1.200", "1e3", "1E-3", "100", "0001", "0.0000001",
                "12345678901234567890123456789012345678", "-0.12345678901234567890123456789012345678", "1e125", "-1e125",
                "1e-130", "9.9999999999999999999999999999999999999E+125", "9007199254740993", "1.5e2"]


def b64(content):
    return base64.b64encode(content).decode()


class Generator:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.tables = {}
        self.number = 0
        self.expressive = ExpressiveRequests(self)

    def requests(self, count):
        for _ in range(3):
            yield self.create()
        kinds = [(self.create, 4), (self.bad_create, 9), (self.describe, 4), (self.list, 3), (self.delete_table, 1),
                 (self.put, 22), (self.bad_put, 16), (self.get, 10), (self.delete, 6), (self.batch_write, 10),
                 (self.bad_batch_write, 8), (self.batch_get, 5), (self.query, 12), (self.bad_query, 5), (self.scan, 4),
                 (self.bad_scan, 6), (self.walk, 2), (self.malformed, 4), (self.settings_call, 10),
                 *self.expressive.kinds()]
        makers, weights = zip(*kinds)
        for _ in range(count - 3):
            yield self.random.choices(makers, weights)[0]()

    # Values.

    def text(self, longest=12):
        return "".join(self.random.choice(ALPHABET) for _ in range(self.random.randint(1, longest)))

    def binary(self):
        return b64(bytes(self.random.randrange(256) for _ in range(self.random.randint(1, 12))))

    def good_number(self):
        if self.random.random() < 0.5:
            return self.random.choice(GOOD_NUMBERS)
        return str(self.random.randint(-50, 50))

    def key_value(self, kind):
        return {kind: {"S": self.text, "N": self.good_number, "B": self.binary}[kind](
            *([3] if kind == "S" else []))}

    def value(self, depth=0):
        kind = self.random.choice("S S N N B BOOL NULL SS NS BS L M".split() if depth < 3 else "S N B BOOL NULL".split())
        number = self.random.randint(0, 4)
        if kind == "S":
            return {"S": self.text() if number else ""}
        if kind == "N":
            return {"N": self.good_number()}
        if kind == "B":
            return {"B": self.binary() if number else ""}
        if kind == "BOOL":
            return {"BOOL": self.random.random() < 0.5}
        if kind == "NULL":
            return {"NULL": True}
        if kind == "SS":
            return {"SS": sorted({self.text(3) for _ in range(number + 1)})}
        if kind == "NS":
            return {"NS": [str(value) for value in self.random.sample(range(-20, 20), number + 1)]}
        if kind == "BS":
            return {"BS": sorted({self.binary() for _ in range(number + 1)})}
        if kind == "L":
            return {"L": [self.value(depth + 1) for _ in range(number)]}
        return {"M": {self.text(4): self.value(depth + 1) for _ in range(number)}}

    # Tables.

    def any_table(self):
        return self.random.choice(list(self.tables.values())) if self.tables else Table("diff-none", [("id", "S")])

    def new_shape(self):
        self.number += 1
        keys = [("id", self.random.choice("SNB"))]
        if self.random.random() < 0.6:
            keys.append(("at", self.random.choice("SNB")))
        return Table(f"diff-{self.number:03d}" + self.random.choice(["", "_x", ".y", "-Z"]), keys)

    def settings(self, table):
        random_, attributes = self.random, dict(table.keys)
        made = {"TableName": table.name, "KeySchema": schema([name for name, _ in table.keys])}
        provisioned = table.provisioned = random_.random() < 0.5
        if provisioned:
            made["BillingMode"] = "PROVISIONED"
            made["ProvisionedThroughput"] = units(random_.randint(1, 9), random_.randint(1, 9))
            if random_.random() < 0.3:
                del made["BillingMode"]
        else:
            made["BillingMode"] = "PAY_PER_REQUEST"
        if random_.random() < 0.4:
            attributes["g"] = random_.choice("SNB")
            second = random_.random() < 0.5 and [table.keys[-1][0]] or []
            table.global_indexes.append("by-g")
            made["GlobalSecondaryIndexes"] = [{
                "IndexName": "by-g", "KeySchema": schema(["g", *second]), "Projection": self.projection(),
                **({"ProvisionedThroughput": units(3, 4)} if provisioned else {})}]
        if len(table.keys) == 2 and random_.random() < 0.4:
            attributes["l"] = random_.choice("SNB")
            made["LocalSecondaryIndexes"] = [{"IndexName": "by-l", "KeySchema": schema(["id", "l"]),
                                              "Projection": self.projection()}]
        table.indexes = {name: kind for name, kind in attributes.items() if name in "gl"}
        made["AttributeDefinitions"] = definitions(attributes)
        return made

    def projection(self):
        return self.random.choice([{"ProjectionType": "ALL"}, {"ProjectionType": "KEYS_ONLY"},
                                   {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["p", "q"]}])

    def create(self):
        if self.tables and self.random.random() < 0.15:
            return Request("CreateTable", self.settings(Table(self.any_table().name, [("id", "S")])), "exists already")
        if len(self.tables) >= 6:
            return self.delete_table()
        table = self.new_shape()
        body = self.settings(table)
        self.tables[table.name] = table
        return Request("CreateTable", body)

    def bad_create(self):
        body = self.settings(self.new_shape())
        spoil = self.random.choice([name for name in dir(Spoiled) if not name.startswith("_")])
        getattr(Spoiled, spoil)(body)
        return Request("CreateTable", body, spoil.replace("_", " "))

    def describe(self):
        name = self.random.choice([self.any_table().name] * 4 + ["diff-missing", "x", "bad name", "n" * 256])
        return Request("DescribeTable", {"TableName": name}, "any name")

    def list(self):
        body = self.random.choice([{}, {"Limit": 1}, {"Limit": 2}, {"Limit": 100}, {"Limit": 0}, {"Limit": 101},
                                   {"ExclusiveStartTableName": self.any_table().name},
                                   {"Limit": 2, "ExclusiveStartTableName": "diff-"}, {"ExclusiveStartTableName": "x"}])
        return Request("ListTables", body, "any limit")

    def settings_call(self):
        return Request(*any_settings(self.any_table(), self.random))

    def delete_table(self):
        if self.random.random() < 0.3 or not self.tables:
            return Request("DeleteTable", {"TableName": self.random.choice(["diff-missing", "x!"])}, "missing")
        name = self.any_table().name
        del self.tables[name]
        return Request("DeleteTable", {"TableName": name})

    # Items.

    def new_key(self, table):
        key = {name: self.key_value(kind) for name, kind in table.keys}
        if len(table.keys) == 2 and table.known and self.random.random() < 0.6:
            key["id"] = self.random.choice(table.known)["id"]  # Collections of some size.
        return key

    def old_key(self, table):
        return dict(self.random.choice(table.known)) if table.known and self.random.random() < 0.8 else self.new_key(table)

    def item(self, table, key=None):
        item = {**{self.text(4): self.value() for _ in range(self.random.randint(0, 5))}, **(key or self.new_key(table))}
        for name, kind in table.indexes.items():
            if self.random.random() < 0.7:
                item[name] = self.key_value(kind)
        if self.random.random() < 0.6:
            item.update({name: value for name, value in document(self.random, self.good_number, self.text).items()
                         if name not in item and name not in table.indexes})
        if self.random.random() < 0.3:
            item["p"] = self.value()
        if self.random.random() < 0.05:
            item["big"] = {"S": "b" * self.random.choice([1000, 4100, 70_000])}
        return item

    def note(self, table, key):
        if len(table.known) < 400:
            table.known.append({name: key[name] for name, _ in table.keys})

    def more(self, body, capacity=True):
        if capacity and self.random.random() < 0.4:
            body["ReturnConsumedCapacity"] = self.random.choice(["TOTAL", "INDEXES", "NONE"])
        return body

    def put(self):
        table = self.any_table()
        key = self.old_key(table) if self.random.random() < 0.2 else self.new_key(table)
        self.note(table, key)
        body = {"TableName": table.name, "Item": self.item(table, key)}
        if self.random.random() < 0.2:
            body["ReturnValues"] = self.random.choice(["ALL_OLD", "NONE"])
        return Request("PutItem", self.more(body))

    def bad_put(self):
        table = self.any_table()
        item, first = self.item(table), table.keys[0]
        body = {"TableName": table.name, "Item": item}
        why, spoil = self.random.choice([
            ("key missing", lambda: item.pop(first[0])),
            ("key of another type", lambda: item.update({first[0]: {"BOOL": True}})),
            ("key a number", lambda: item.update({first[0]: {"N": "1"} if first[1] != "N" else {"S": "1"}})),
            ("key empty", lambda: item.update({first[0]: {first[1]: ""}})),
            ("key too long", lambda: item.update({first[0]: {"S": "k" * 2049} if first[1] == "S" else
                                                  {"B": b64(b"k" * 2049)} if first[1] == "B" else {"N": "1" * 39}})),
            ("bad number", lambda: item.update(n={"N": self.random.choice(BAD_NUMBERS)})),
            ("bad number in a set", lambda: item.update(n={"NS": ["1", self.random.choice(BAD_NUMBERS)]})),
            ("empty set", lambda: item.update(s={self.random.choice(["SS", "NS", "BS"]): []})),
            ("set with one thing twice", lambda: item.update(s=self.random.choice(
                [{"SS": ["a", "b", "a"]}, {"NS": ["1", "1.0"]}, {"NS": ["100", "1e2"]}, {"BS": ["YQ==", "YQ=="]}]))),
            ("NULL false", lambda: item.update(n={"NULL": False})),
            ("two types", lambda: item.update(n={"S": "a", "N": "1"})),
            ("no type", lambda: item.update(n={})),
            ("unknown type", lambda: item.update(n={"X": "a"})),
            ("bad base64", lambda: item.update(n={"B": self.random.choice(["a", "ab", "abc", "a===", "!!!!", "YQ"])})),
            ("number not in quotes", lambda: item.update(n={"N": 5})),
            ("text without quotes", lambda: item.update(n={"S": 5})),
            ("too deep", lambda: item.update(n=nested(self.random.choice([31, 32, 33, 40])))),
            ("too big", lambda: item.update(n={"S": "x" * self.random.choice([409_000, 409_600, 420_000])})),
            ("empty attribute name", lambda: item.update({"": {"S": "x"}})),
            ("no such table", lambda: body.update(TableName="diff-missing")),
            ("bad table name", lambda: body.update(TableName=self.random.choice(["x", "a b", "", "t" * 300]))),
            ("no item", lambda: body.pop("Item")),
            ("no table", lambda: body.pop("TableName")),
            ("bad return values", lambda: body.update(ReturnValues=self.random.choice(["ALL_NEW", "X", "UPDATED_OLD"]))),
            ("bad capacity", lambda: body.update(ReturnConsumedCapacity="SOME")),
            *((f"bad index key {name}", lambda name=name: item.update({name: self.random.choice(
                [{"BOOL": True}, {"NULL": True}, {"S": ""}, {"B": ""}, {"L": []}])})) for name in table.indexes)])
        spoil()
        return Request("PutItem", body, why)

    def get(self):
        table = self.any_table()
        body = {"TableName": table.name, "Key": self.old_key(table)}
        if self.random.random() < 0.5:
            body["ConsistentRead"] = self.random.random() < 0.5
        if self.random.random() < 0.15:
            body["Key"] = self.random.choice([{}, {"id": {"NULL": True}}, {"other": {"S": "x"}},
                                              {**body["Key"], "extra": {"S": "x"}}])
            return Request("GetItem", body, "bad key")
        return Request("GetItem", self.more(body))

    def delete(self):
        table = self.any_table()
        body = {"TableName": table.name, "Key": self.old_key(table)}
        if self.random.random() < 0.3:
            body["ReturnValues"] = "ALL_OLD"
        if self.random.random() < 0.15:
            body["Key"] = self.random.choice([{}, {"id": {"BOOL": True}}, {**body["Key"], "extra": {"N": "1"}}])
            return Request("DeleteItem", body, "bad key")
        return Request("DeleteItem", self.more(body))

    def entries(self, table, count):
        made, keys = [], []
        for _ in range(count):
            key = self.new_key(table)
            if any(same(key, other) for other in keys):
                continue
            keys.append(key)
            if self.random.random() < 0.2:
                made.append({"DeleteRequest": {"Key": key}})
            else:
                self.note(table, key)
                made.append({"PutRequest": {"Item": self.item(table, key)}})
        return made

    def batch_write(self):
        if not self.tables:
            return self.create()
        tables = self.random.sample(list(self.tables.values()), min(len(self.tables), self.random.choice([1, 1, 1, 2])))
        items = {table.name: self.entries(table, self.random.randint(1, 25 // len(tables))) for table in tables}
        deletes = any("DeleteRequest" in entry for entries in items.values() for entry in entries)
        return Request("BatchWriteItem", self.more({"RequestItems": items}), "valid, with deletes" if deletes else "valid")

    def bad_batch_write(self):
        table = self.any_table()
        entries = self.entries(table, 4)
        key = self.new_key(table)
        why, entries = self.random.choice([
            ("26 entries", entries + [{"DeleteRequest": {"Key": {name: {kind: b64(b"%d" % number) if kind == "B" else
                                                                        str(number)} for name, kind in table.keys}}}
                                      for number in range(26)]),
            ("put twice", [{"PutRequest": {"Item": self.item(table, key)}}] * 2),
            ("put and delete", [{"PutRequest": {"Item": self.item(table, key)}}, {"DeleteRequest": {"Key": key}}]),
            ("no entries", []),
            ("empty entry", [{}]),
            ("both in one entry", [{"PutRequest": {"Item": self.item(table, key)}, "DeleteRequest": {"Key": key}}]),
            ("key missing", entries + [{"PutRequest": {"Item": {"x": {"S": "y"}}}}]),
            ("key of another type", entries + [{"PutRequest": {"Item": {**self.item(table), "id": {"BOOL": True}}}}]),
            ("bad number", entries + [{"PutRequest": {"Item": {**key, "n": {"N": "abc"}}}}]),
            ("empty set", entries + [{"PutRequest": {"Item": {**key, "n": {"SS": []}}}}]),
            ("too big", entries + [{"PutRequest": {"Item": {**key, "n": {"S": "x" * 410_000}}}}]),
            ("delete with more than the key", [{"DeleteRequest": {"Key": {**key, "x": {"S": "y"}}}}]),
            *((f"bad index key {name}", entries + [{"PutRequest": {"Item": {**key, name: {"BOOL": True}}}}])
              for name in table.indexes)])
        body = {"RequestItems": {table.name: entries}}
        if self.random.random() < 0.1:
            why, body = self.random.choice([
                ("no tables", {"RequestItems": {}}), ("nothing", {}),
                ("no such table", {"RequestItems": {"diff-missing": [{"DeleteRequest": {"Key": {"id": {"S": "x"}}}}]}})])
        return Request("BatchWriteItem", body, why)

    def batch_get(self):
        table = self.any_table()
        keys = []
        for _ in range(self.random.randint(1, 20)):
            key = self.old_key(table)
            if not any(same(key, other) for other in keys):
                keys.append(key)
        why = "valid"
        if self.random.random() < 0.25:
            why, keys = self.random.choice([("twice", [keys[0]] * 2), ("none", []), ("bad key", [{"x": {"S": "y"}}]),
                                            ("101 keys", [{name: {kind: b64(b"%d" % number) if kind == "B" else str(number)}
                                                           for name, kind in table.keys} for number in range(101)])])
        return Request("BatchGetItem", self.more({"RequestItems": {table.name: {
            "Keys": keys, "ConsistentRead": self.random.random() < 0.5}}}), why)

    # Reading.

    def query(self):
        table = self.any_table()
        body = {"TableName": table.name, "KeyConditionExpression": "#p = :p", "ExpressionAttributeNames": {"#p": "id"},
                "ExpressionAttributeValues": {":p": self.old_key(table)["id"]}}
        if len(table.keys) == 2 and self.random.random() < 0.6:
            condition = self.random.choice(["#s = :s", "#s < :s", "#s >= :s", "#s > :s", "#s <= :s"])
            body["KeyConditionExpression"] += f" AND {condition}"
            body["ExpressionAttributeNames"]["#s"] = "at"
            body["ExpressionAttributeValues"][":s"] = self.old_key(table)["at"]
        for name, values in (("Limit", [1, 2, 5]), ("ScanIndexForward", [True, False]), ("ConsistentRead", [True, False]),
                             ("Select", ["COUNT", "ALL_ATTRIBUTES"])):
            if self.random.random() < 0.3:
                body[name] = self.random.choice(values)
        if self.random.random() < 0.2 and table.known:
            start = self.old_key(table)
            start["id"] = body["ExpressionAttributeValues"][":p"]
            if "#s" not in body["ExpressionAttributeNames"]:
                body["ExclusiveStartKey"] = start
        return Request("Query", self.more(body))

    def bad_query(self):
        body = self.query().body
        why, spoil = self.random.choice([
            ("limit 0", lambda: body.update(Limit=0)), ("no condition", lambda: body.pop("KeyConditionExpression")),
            ("no such table", lambda: body.update(TableName="diff-missing")),
            ("no such index", lambda: body.update(IndexName="missing")),
            ("value of another type", lambda: body["ExpressionAttributeValues"].update({":p": {"BOOL": True}})),
            ("start key of another shape", lambda: body.update(ExclusiveStartKey={"x": {"S": "y"}})),
            ("bad select", lambda: body.update(Select="SOME"))])
        spoil()
        return Request("Query", body, why)

    def scan(self):
        """One page that holds all, or an empty table; longer ones are walks."""
        return Request(WALK, {"TableName": self.any_table().name, "ConsistentRead": True}, "whole table")

    def walk(self):
        body = {"TableName": self.any_table().name, "ConsistentRead": self.random.random() < 0.5,
                "TotalSegments": self.random.choice([1, 2, 3, 7, 50])}
        if self.random.random() < 0.6:
            body["Limit"] = self.random.choice([1, 3, 10])
        return Request(WALK, body)

    def bad_scan(self):
        table = self.any_table()
        more = self.random.choice([
            {"Limit": 0}, {"Limit": -1}, {"Segment": 0}, {"TotalSegments": 2}, {"Segment": 2, "TotalSegments": 2},
            {"Segment": -1, "TotalSegments": 2}, {"Segment": 0, "TotalSegments": 1_000_001}, {"Segment": 0, "TotalSegments": 0},
            {"ExclusiveStartKey": {}}, {"ExclusiveStartKey": {"x": {"S": "y"}}}, {"ExclusiveStartKey": {"id": {"BOOL": True}}},
            {"Select": "SOME"}, {"IndexName": "missing"}, {"IndexName": "x"}, {"TableName": "diff-missing"}, {"TableName": "!"},
            {"ConsistentRead": "yes"}, {"Select": "COUNT"}, {"Limit": "3"}, {"ReturnConsumedCapacity": "ALL"}])
        return Request("Scan", {"TableName": table.name, **more}, f"scan with {more}")

    def malformed(self):
        name = self.any_table().name
        return self.random.choice([
            Request("NoSuchThing", {}, "unknown action"), Request("DescribeTable", b"", "empty body"),
            Request("DescribeTable", b"{", "cut off"), Request("DescribeTable", b"[]", "a list"),
            Request("DescribeTable", b"null", "null"), Request("DescribeTable", b'"text"', "a text"),
            Request("DescribeTable", {"TableName": 5}, "a number for a name"),
            Request("DescribeTable", {"TableName": None}, "null for a name"),
            Request("DescribeTable", {"TableName": [name]}, "a list for a name"), Request("DescribeTable", {}, "no name"),
            Request("DescribeTable", {"TableName": name, "Unknown": 1}, "an unknown member"),
            Request("GetItem", {"TableName": name, "Key": []}, "a list for a key"),
            Request("GetItem", {"TableName": name, "Key": {"id": "text"}}, "a text for a value"),
            Request("BatchWriteItem", {"RequestItems": []}, "a list for a map"),
            Request("PutItem", {"TableName": name, "Item": {"id": {"S": ["x"]}}}, "a list for a text"),
            Request("PutItem", {"TableName": name, "Item": {"id": {"SS": "x"}}}, "a text for a set"),
            Request("PutItem", {"TableName": name, "Item": {"id": {"M": []}}}, "a list for an inner map")])


def nested(levels):
    value = {"S": "bottom"}
    for _ in range(levels - 1):
        value = {"L": [value]}
    return value


def same(left, right):
    """Whether two keys are one: numbers by value."""
    from decimal import Decimal
    return all((Decimal(left[name]["N"]) == Decimal(right[name]["N"])) if "N" in left[name] else left[name] == right[name]
               for name in left)
