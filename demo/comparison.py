"""The independent reader: are two tables the same, settings and every item, type for type?

It shares nothing with dynaferry: boto3 signs and sends, the raw DynamoDB JSON is brought to a normal
form here. Numbers are compared by value to all 38 digits, sets as sets, binary by its bytes, and a
string never equals a number that is written like it.
"""

import base64
import threading
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from decimal import Context, Decimal

_EXACT = Context(prec=60, Emin=-999999, Emax=999999)


def normal(value):
    """An attribute value as a hashable Python value that is equal exactly when the values are."""
    (kind, content), = value.items()
    if kind in ("S", "BOOL", "NULL"):
        return kind, content
    if kind == "N":
        return kind, number(content)
    if kind == "B":
        return kind, binary(content)
    if kind == "SS":
        return kind, members(content)
    if kind == "NS":
        return kind, members([number(member) for member in content])
    if kind == "BS":
        return kind, members([binary(member) for member in content])
    if kind == "L":
        return kind, tuple(normal(entry) for entry in content)
    if kind == "M":
        return kind, frozenset((name, normal(entry)) for name, entry in content.items())
    raise ValueError(f"unknown type {kind}")


def number(text):
    # 1.50 and 1.5 are one number; Decimal's hash and == say so, and 60 digits hold any that DynamoDB takes.
    return _EXACT.create_decimal(text)


def binary(content):
    return bytes(content) if isinstance(content, (bytes, bytearray)) else base64.b64decode(content, validate=True)


def members(content):
    if len(set(content)) != len(content):
        raise ValueError("a set holds a value twice")
    return frozenset(content)


def key_of(item, names):
    return tuple(normal(item[name]) for name in names)


def key_names(table):
    return tuple(part["AttributeName"] for part in table["KeySchema"])


def scan_all(client, table, segments=2):
    """Every item, by a strongly consistent parallel scan."""
    def segment(index):
        items, start = [], {}
        while True:
            page = client.scan(TableName=table, ConsistentRead=True, Segment=index, TotalSegments=segments, **start)
            items += page["Items"]
            last = page.get("LastEvaluatedKey")
            if not last:
                return items
            start = {"ExclusiveStartKey": as_sent(last)}

    with ThreadPoolExecutor(segments) as pool:
        return [item for part in pool.map(segment, range(segments)) for item in part]


def as_sent(key):
    """A key as boto3 wants it: binary as bytes, not as the base64 text that came."""
    return {name: {"B": base64.b64decode(value["B"])} if isinstance(value.get("B"), str) else value
            for name, value in key.items()}


def _indexes(table, kind):
    return {index["IndexName"]: {
        "keys": tuple((part["AttributeName"], part["KeyType"]) for part in index["KeySchema"]),
        "projection": (index["Projection"].get("ProjectionType"),
                       frozenset(index["Projection"].get("NonKeyAttributes", []))),
        **({"throughput": _throughput(index)} if kind == "GlobalSecondaryIndexes" else {}),
    } for index in table.get(kind, [])}


def _throughput(holder):
    found = holder.get("ProvisionedThroughput", {})
    return found.get("ReadCapacityUnits", 0), found.get("WriteCapacityUnits", 0)


def settings(table):
    """What must be equal, of a DescribeTable answer; names of indexes are part of it."""
    return {
        "key schema": tuple((part["AttributeName"], part["KeyType"]) for part in table["KeySchema"]),
        "attribute definitions": frozenset((part["AttributeName"], part["AttributeType"])
                                           for part in table["AttributeDefinitions"]),
        "billing mode": table.get("BillingModeSummary", {}).get("BillingMode", "PROVISIONED"),
        "throughput": _throughput(table),
        "local indexes": _indexes(table, "LocalSecondaryIndexes"),
        "global indexes": _indexes(table, "GlobalSecondaryIndexes"),
    }


class Difference:
    """One thing that is not equal: `kind` is setting, missing, extra or different."""

    def __init__(self, kind, what, source=None, destination=None):
        self.kind, self.what, self.source, self.destination = kind, what, source, destination

    def __str__(self):
        if self.kind in ("missing", "extra"):
            side = "source" if self.kind == "missing" else "destination"
            return f"{self.kind}: {self.what} is in the {side} only"
        return f"{self.kind}: {self.what}: source {self.source!r}, destination {self.destination!r}"

    __repr__ = __str__


def compare_settings(source, destination):
    left, right = settings(source), settings(destination)
    return [Difference("setting", name, left[name], right[name]) for name in left if left[name] != right[name]]


def _keyed(items, names):
    found = {}
    for item in items:
        key = key_of(item, names)
        if key in found:
            raise ValueError(f"a scan gave the key {key} twice")
        found[key] = item
    return found


def _paths(left, right, path=""):
    """Where two attribute values differ, as dotted paths."""
    (kind, a), = left.items()
    (other, b), = right.items()
    if kind == other == "M":
        for name in sorted(set(a) | set(b)):
            inner = f"{path}.{name}" if path else name
            if name not in a or name not in b:
                yield inner
            else:
                yield from _paths(a[name], b[name], inner)
    elif kind == other == "L" and len(a) == len(b):
        for index, (x, y) in enumerate(zip(a, b)):
            yield from _paths(x, y, f"{path}[{index}]")
    elif normal(left) != normal(right):
        yield path


def compare_items(source_items, destination_items, names):
    left, right = _keyed(source_items, names), _keyed(destination_items, names)
    found = []
    for key, item in left.items():
        if key not in right:
            found.append(Difference("missing", key))
        elif item != right[key] and normal({"M": item}) != normal({"M": right[key]}):
            paths = list(_paths({"M": item}, {"M": right[key]}))
            found.append(Difference("different", f"{key} at {', '.join(paths)}", item, right[key]))
    return found + [Difference("extra", key) for key in right if key not in left]


def compare_tables(source, source_table, destination, destination_table, segments=2):
    """Answers (items in the source, items in the destination, list of differences)."""
    left = source.describe_table(TableName=source_table)["Table"]
    right = destination.describe_table(TableName=destination_table)["Table"]
    found = compare_settings(left, right)
    if left["KeySchema"] != right["KeySchema"]:
        return 0, 0, found
    sides = {}

    def read(side, client, table):
        sides[side] = scan_all(client, table, segments)

    other = threading.Thread(target=read, args=("destination", destination, destination_table))
    other.start()
    read("source", source, source_table)
    other.join()
    found += compare_items(sides["source"], sides["destination"], key_names(left))
    return len(sides["source"]), len(sides["destination"]), found


def tally(differences):
    counts = defaultdict(int)
    for difference in differences:
        counts[difference.kind] += 1
    return dict(counts)
