#!/usr/bin/env python3
"""Sends the same generated requests to the simulator and to DynamoDB Local and compares the answers.

    run.py --binary build/release/dynaferry [--requests 3000] [--seed N]
    run.py --itself          DynamoDB Local against itself: is the comparison sound?

Every difference that known_differences.py does not explain fails; each is printed with its request.
"""

import argparse
import contextlib
import json
import os
import sys
import time
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from answers import Walk, compare, compare_walks  # noqa: E402
from generator import WALK, Generator  # noqa: E402
from known_differences import KNOWN, known, wrong_words  # noqa: E402
from peers import servers  # noqa: E402
from wire import Wire  # noqa: E402

SHOWN = 80


class Run:
    def __init__(self, left, right, generator):
        self.left, self.right, self.generator = left, right, generator
        self.differences, self.known, self.outcomes = [], Counter(), Counter()

    def all(self, count):
        for request in self.generator.requests(count):
            found = list(self.walk(request) if request.action == WALK else self.one(request))
            for field, left, right in found:
                entry = known(request, field, left, right)
                if entry:
                    self.known[entry.reason] += 1
                else:
                    self.differences.append((request, field, left, right))

    def one(self, request):
        left, right = (wire.send(request.action, request.body) for wire in (self.left, self.right))
        self.outcomes[request.action, right.status == 200] += 1
        if request.action == "UpdateTable" and left.status == right.status == 200:
            for wire in (self.left, self.right):
                wait_for_indexes(wire, request.body["TableName"])
        if (left.status == 200) != (right.status == 200):
            taker, refuser = (self.left, self.right) if left.status == 200 else (self.right, self.left)
            self.undo(request, taker, refuser)
        if request.action == "Scan" and left.status == right.status == 200 and "LastEvaluatedKey" in left.body.keys() & right.body.keys():
            request.why += ", cut"
        return [*compare(left, right, request.action == "Scan"), *wrong_words(request, left)]

    def undo(self, request, taker, refuser):
        """What only one server did is taken back there, so that one difference is not found a hundred times."""
        if request.action == "CreateTable":
            taker.send("DeleteTable", {"TableName": request.body["TableName"]})
        if request.action == "UpdateTimeToLive":
            specification = request.body["TimeToLiveSpecification"]
            turned = {**specification, "Enabled": not specification["Enabled"]}
            taker.send(request.action, {**request.body, "TimeToLiveSpecification": turned})
        for name, whole in touched(request):
            table = self.generator.tables.get(name)
            if not table:
                continue
            key = {name: whole.get(name) for name, _ in table.keys}
            before = refuser.send("GetItem", {"TableName": table.name, "Key": key, "ConsistentRead": True})
            if before.status == 200 and "Item" in before.body:
                taker.send("PutItem", {"TableName": table.name, "Item": before.body["Item"]})
            else:
                taker.send("DeleteItem", {"TableName": table.name, "Key": key})

    def walk(self, request):
        table = self.generator.tables.get(request.body["TableName"])
        keys = [name for name, _ in table.keys] if table else ["id"]
        self.outcomes["Scan, whole table", table is not None] += 1
        return compare_walks(Walk(self.left, request.body, keys), Walk(self.right, request.body, keys))

    def report(self, names):
        actions = sorted({action for action, _ in self.outcomes})
        print(f"{'request':<20} {'accepted':>9} {'refused':>9}")
        for action in actions:
            print(f"{action:<20} {self.outcomes[action, True]:>9} {self.outcomes[action, False]:>9}")
        for entry in KNOWN:
            print(f"known, {self.known[entry.reason]:>4} times: {entry.reason}")
        groups = Counter((request.action, request.why if request.why != "valid" else "", field, short(left, 120), short(right, 120))
                         for request, field, left, right in self.differences)
        for (action, why, field, left, right), times in groups.most_common(SHOWN):
            print(f"\n{times} × {action}{f' ({why})' if why else ''}: {field}\n  {names[0]:<10} {left}\n  {names[1]:<10} {right}")
        if groups:
            request = self.differences[0][0]
            print(f"\nthe first of them: {request.action} {short(request.body, 1500)}")
        print(f"\n{len(self.differences)} differences of {len(groups)} kinds that nobody explained")


def wait_for_indexes(wire, table):
    """DynamoDB Local makes and removes indexes in the background, and refuses everything else meanwhile."""
    for _ in range(1000):
        told = wire.send("DescribeTable", {"TableName": table}).body.get("Table", {})
        indexes = told.get("GlobalSecondaryIndexes", [])
        if all(index["IndexStatus"] == "ACTIVE" for index in indexes):
            return
        time.sleep(0.01)


def touched(request):
    """The table, and the key or item, of everything that a request writes."""
    body = request.body
    if request.action in ("PutItem", "UpdateItem", "DeleteItem"):
        return [(body.get("TableName"), body.get("Item") or body.get("Key") or {})]
    if request.action == "BatchWriteItem":
        return [(name, entry.get("PutRequest", {}).get("Item") or entry.get("DeleteRequest", {}).get("Key", {}))
                for name, entries in body.get("RequestItems", {}).items() for entry in entries]
    if request.action == "TransactWriteItems":
        return [(action["TableName"], action.get("Item") or action.get("Key") or {})
                for entry in body.get("TransactItems", []) for action in entry.values()]
    return []


def short(value, length):
    text = value if isinstance(value, str) else json.dumps(value, default=repr, ensure_ascii=False)
    return text if len(text) <= length else text[:length] + "…"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default=os.environ.get("DYNAFERRY"))
    parser.add_argument("--itself", action="store_true")
    parser.add_argument("--requests", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    if not chosen.itself and not chosen.binary:
        parser.error("--binary or DYNAFERRY must name the program, or say --itself")
    with contextlib.ExitStack() as stack:
        local = stack.enter_context(servers.dynamodb_local())
        other = local if chosen.itself else stack.enter_context(servers.simulator(chosen.binary))
        begun = time.monotonic()
        run = Run(Wire(other.endpoint, "LEFT"), Wire(local.endpoint, "RIGHT"), Generator(chosen.seed))
        run.all(chosen.requests)
        run.report(["itself" if chosen.itself else "simulator", "local"])
        print(f"{chosen.requests} requests, seed {chosen.seed}, {time.monotonic() - begun:.0f} s")
    return 1 if run.differences else 0


if __name__ == "__main__":
    sys.exit(main())
