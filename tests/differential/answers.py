"""What two answers to one request must have in common."""

import re
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "demo"))
from comparison import normal  # noqa: E402

# Said differently by every server and at every moment.
VOLATILE = {"TableArn", "IndexArn", "TableId", "CreationDateTime", "LastUpdateToPayPerRequestDateTime", "LastIncreaseDateTime",
            "LastDecreaseDateTime", "TableStatus", "IndexStatus", "NumberOfDecreasesToday", "WarmThroughput", "ItemCount",
            "TableSizeBytes", "IndexSizeBytes", "Backfilling"}
ITEM, ITEMS = {"Item", "Attributes", "LastEvaluatedKey", "Key"}, {"Items", "Keys"}
UNORDERED = {"AttributeDefinitions", "GlobalSecondaryIndexes", "LocalSecondaryIndexes", "NonKeyAttributes"}


def settled(value, name=None):
    """An answer as a value that is equal when the answers mean the same."""
    if name in ITEM and isinstance(value, dict):
        return normal({"M": value})
    if name in ITEMS:
        return [normal({"M": item}) for item in value]
    if name == "Responses" and isinstance(value, list):
        return [settled(entry) for entry in value]
    if name == "Responses" and isinstance(value, dict):
        return {table: frozenset(normal({"M": item}) for item in items) for table, items in value.items()}
    if isinstance(value, dict):
        return {inner: settled(entry, inner) for inner, entry in value.items()
                if inner not in VOLATILE and entry not in ({}, [], None)}
    if isinstance(value, list):
        entries = [settled(entry) for entry in value]
        return sorted(entries, key=repr) if name in UNORDERED or name == "ConsumedCapacity" else entries
    return value


def compare(left, right, any_order=False):
    """Yields (field, left, right) for each thing in which two answers to one request differ.

    `any_order`: the items of a Scan, as the two hash differently.
    """
    if left.crc_right is False or right.crc_right is False:
        yield "crc", left.crc_right, right.crc_right
    if left.status != right.status:
        yield "status", left.summary, right.summary
        return
    if left.status != 200:
        if left.error != right.error:
            yield "error", left.error, right.error
            return
        # Words are another matter: DynamoDB Local has its own (known_differences.SERVICE_WORDS), but of expressions.
        if _of_expression(left.message) and _of_expression(right.message):
            if _without_order(left.message) != _without_order(right.message):
                yield "message", left.message, right.message
        yield from _apart("answer", settled(_shown(left.body)), settled(_shown(right.body)))
        return
    bodies = [settled(body) for body in (left.body, right.body)]
    for body in bodies if any_order else ():
        body["Items"] = frozenset(Counter(body.get("Items", [])).items())
    yield from _apart("answer", *bodies)


def _of_expression(message):
    return re.match(r"Invalid \w+Expression: |.*unused in expressions", message or "")


def _without_order(message):
    """A message that lists keys, in any order; of two paths none, as DynamoDB Local may name others that do not overlap."""
    message = message.partition("; path one: ")[0]
    return "".join(sorted(message)) if "unused in expressions" in message else message


def _shown(body):
    """What an error shows of items: the one whose condition failed, or the reasons of a transaction."""
    if not isinstance(body, dict):
        return {}
    reasons = [{name: value for name, value in reason.items() if name in ("Code", "Item")}
               for reason in body.get("CancellationReasons", [])]
    return {"Item": body.get("Item"), "CancellationReasons": reasons}


def _apart(path, left, right):
    """The smallest named parts of two answers that differ."""
    if isinstance(left, dict) and isinstance(right, dict):
        for name in sorted(set(left) | set(right)):
            yield from _apart(f"{path}.{name}", left.get(name), right.get(name))
    elif isinstance(left, list) and isinstance(right, list) and len(left) == len(right):
        for one, other in zip(left, right):
            yield from _apart(f"{path}[]", one, other)
    elif left != right:
        yield path, left, right


class Walk:
    """A parallel scan page by page; `broken` lists each rule of paging that a page broke."""

    def __init__(self, wire, body, keys):
        self.items, self.broken, self.error = [], [], None
        total = body.get("TotalSegments", 1)
        for segment in range(total):
            if not self._segment(wire, {**body, "Segment": segment, "TotalSegments": total}, keys):
                return

    def _segment(self, wire, body, keys):
        last, seen = None, []
        for _ in range(10_000):
            answer = wire.send("Scan", {**body, **({"ExclusiveStartKey": last} if last else {})})
            if answer.status != 200:
                self.error = answer
                return False
            page = answer.body
            items = page["Items"]
            if page["Count"] != len(items) or page["ScannedCount"] != len(items):
                self.broken.append("Count is not the number of items")
            if len(items) > body.get("Limit", len(items)):
                self.broken.append("more items than Limit")
            seen += items
            last = page.get("LastEvaluatedKey")
            if not last:
                break
            if set(last) != set(keys):
                self.broken.append("LastEvaluatedKey is not a plain key")
            if items and any(normal(items[-1][name]) != normal(last[name]) for name in keys):
                self.broken.append("LastEvaluatedKey is not the last item's key")
        else:
            self.broken.append("a segment without end")
        self._collections(seen, keys)
        self.items += seen
        return True

    def _collections(self, items, keys):
        """Items of one partition key stand together, in the order of their sort key."""
        order = [normal(item[keys[0]]) for item in items]
        closed, current = set(), None
        for value in order:
            if value != current:
                if value in closed:
                    self.broken.append("an item collection in two places")
                closed.add(value)
                current = value
        if len(keys) == 2:
            for one, other in zip(items, items[1:]):
                if normal(one[keys[0]]) == normal(other[keys[0]]) and not _sort(one[keys[1]]) < _sort(other[keys[1]]):
                    self.broken.append("sort keys out of order")

    def as_set(self):
        return frozenset(normal({"M": item}) for item in self.items)


def _sort(value):
    kind, content = normal(value)
    return content.encode("utf-8") if kind == "S" else content


def compare_walks(left, right):
    for name, walk in (("left", left), ("right", right)):
        for rule in sorted(set(walk.broken)):
            yield "paging", f"{name}: {rule}", None
        if len(walk.as_set()) != len(walk.items):
            yield "paging", f"{name}: an item came twice", None
    if left.error or right.error:
        one = left.error and (left.error.status, left.error.error)
        other = right.error and (right.error.status, right.error.error)
        if one != other:
            yield "error", one, other
    elif left.as_set() != right.as_set():
        yield "items", f"{len(left.items)} items", f"{len(right.items)} items, {len(left.as_set() ^ right.as_set())} not in both"
