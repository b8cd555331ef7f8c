#!/usr/bin/env python3
"""Makes the same writes in the simulator and in DynamoDB Local and compares what their streams say of them.

    streams.py --binary build/release/dynaferry [--writes 1500] [--seed N]

Streams are read by boto3, parents before children. Records are compared key by key: event, keys, images, size and
view. Known to differ, and not compared: shards (DynamoDB Local has one, which never rolls), sequence numbers, event
ids, the Region, the time (rounded to the minute there, to the second here), and values that DynamoDB Local's records
leave out.
"""

import argparse
import contextlib
import json
import os
import random
import sys
from collections import Counter, defaultdict
from pathlib import Path

import boto3
from botocore.config import Config

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parents[1] / "demo")]

from comparison import normal  # noqa: E402
from generator import Generator  # noqa: E402
from peers import servers  # noqa: E402
from wire import Wire  # noqa: E402

VIEWS = ["KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES"]


class Writes:
    """Writes of few keys, many of which change nothing."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.values = Generator(seed)
        self.items = {}

    def shuffled(self, value):
        """The same value, told in another order."""
        if isinstance(value, dict):
            names = self.random.sample(sorted(value), len(value))
            return {name: self.random.sample(value[name], len(value[name])) if name in ("SS", "NS", "BS")
                    else self.shuffled(value[name]) for name in names}
        return [self.shuffled(entry) for entry in value] if isinstance(value, list) else value

    def value(self):
        # DynamoDB Local's SizeBytes counts 1.5e2 one byte longer than 150 is.
        return json.loads(json.dumps(self.values.value()).replace('"1.5e2"', '"15"'))

    def one(self, table):
        """A put request or a delete request, as a batch has it, and its key."""
        key = {"id": {"S": f"k{self.random.randrange(12)}"}, "at": {"N": str(self.random.randrange(2))}}
        place = table, key["id"]["S"], key["at"]["N"]
        kind = self.random.random()
        if kind < 0.25:
            self.items.pop(place, None)
            return {"DeleteRequest": {"Key": key}}, place
        if kind < 0.5 and place in self.items:
            return {"PutRequest": {"Item": self.shuffled(self.items[place])}}, place
        item = {f"a{i}": self.value() for i in range(self.random.randrange(4))} | key
        self.items[place] = item
        return {"PutRequest": {"Item": item}}, place

    def request(self, table):
        if self.random.random() < 0.6:
            entry, _ = self.one(table)
            if "PutRequest" in entry:
                return "PutItem", {"TableName": table, **entry["PutRequest"]}
            return "DeleteItem", {"TableName": table, **entry["DeleteRequest"]}
        entries = {}
        for _ in range(self.random.randrange(1, 10)):
            before = dict(self.items)
            entry, place = self.one(table)
            if place in entries:
                self.items = before
            else:
                entries[place] = entry
        return "BatchWriteItem", {"RequestItems": {table: list(entries.values())}}


def create(table, view):
    return {"TableName": table, "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}, {"AttributeName": "at", "AttributeType": "N"}],
            "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}, {"AttributeName": "at", "KeyType": "RANGE"}],
            "StreamSpecification": {"StreamEnabled": True, "StreamViewType": view}}


class Streams:
    def __init__(self, endpoint, key):
        self.client = boto3.client("dynamodbstreams", endpoint_url=endpoint, region_name="us-east-1", aws_access_key_id=key,
                                   aws_secret_access_key="differential", config=Config(retries={"max_attempts": 0}))

    def records(self, table):
        """What the table's stream says, key by key in order."""
        told = defaultdict(list)
        arn = self.client.list_streams(TableName=table)["Streams"][0]["StreamArn"]
        for shard in self.shards(arn):
            start = {"StreamArn": arn, "ShardId": shard["ShardId"], "ShardIteratorType": "TRIM_HORIZON"}
            iterator, page = self.client.get_shard_iterator(**start)["ShardIterator"], True
            while iterator and page:
                answer = self.client.get_records(ShardIterator=iterator, Limit=300)
                page, iterator = answer["Records"], answer.get("NextShardIterator")
                for record in page:
                    change = record["dynamodb"]
                    told[normal({"M": change["Keys"]})].append(said(record, change))
        return told

    def shards(self, arn):
        """All shards, parents first."""
        found, last = {}, {}
        while True:
            page = self.client.describe_stream(StreamArn=arn, Limit=2, **last)["StreamDescription"]
            found.update((shard["ShardId"], shard) for shard in page["Shards"])
            if "LastEvaluatedShardId" not in page:
                break
            last = {"ExclusiveStartShardId": page["LastEvaluatedShardId"]}
        depth = lambda shard: 1 + depth(found[shard["ParentShardId"]]) if shard.get("ParentShardId") in found else 0  # noqa: E731
        return sorted(found.values(), key=depth)


class Unsaid:
    """A value that DynamoDB Local leaves out of its records ({} in place of it); equal to every value."""

    def __eq__(self, other):
        return True

    __hash__ = None


def image(attributes):
    return {name: Unsaid() if holds_nothing(value) else normal(value) for name, value in attributes.items()}


def holds_nothing(value):
    if isinstance(value, list):
        return any(holds_nothing(entry) for entry in value)
    inner = [*value.get("L", []), *value.get("M", {}).values()] if value else []
    return not value or holds_nothing(inner)


def said(record, change):
    images = [image(change[name]) if name in change else None for name in ("OldImage", "NewImage")]
    return (record["eventName"], images, change["SizeBytes"], change["StreamViewType"], record["eventVersion"],
            record["eventSource"], record.get("userIdentity"))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default=os.environ.get("DYNAFERRY"), required="DYNAFERRY" not in os.environ)
    parser.add_argument("--writes", type=int, default=1500)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    differences, events = [], Counter()
    with contextlib.ExitStack() as stack:
        endpoints = [stack.enter_context(servers.simulator(chosen.binary)).endpoint,
                     stack.enter_context(servers.dynamodb_local()).endpoint]
        wires = [Wire(endpoint, "STREAMS") for endpoint in endpoints]
        readers = [Streams(endpoint, "STREAMS") for endpoint in endpoints]
        for view in VIEWS:
            for wire in wires:
                assert wire.send("CreateTable", create(view, view)).status == 200
        writes = Writes(chosen.seed)
        for number in range(chosen.writes):
            action, body = writes.request(VIEWS[number % len(VIEWS)])
            answers = [wire.send(action, body) for wire in wires]
            assert all(answer.status == 200 for answer in answers), (action, body, [answer.body for answer in answers])
        for view in VIEWS:
            ours, theirs = (reader.records(view) for reader in readers)
            events.update(entry[0] for entries in theirs.values() for entry in entries)
            for key in set(ours) | set(theirs):
                if ours[key] != theirs[key]:
                    differences.append((view, key, ours[key], theirs[key]))
    for view, key, ours, theirs in differences[:20]:
        at = next((i for i, (one, other) in enumerate(zip(ours, theirs)) if one != other), min(len(ours), len(theirs)))
        print(f"{view} {key}: record {at} of {len(ours)} and {len(theirs)}\n  simulator {ours[at:at + 1]}\n  local     {theirs[at:at + 1]}")
    print(f"{chosen.writes} writes, seed {chosen.seed}: records {dict(events)}; {len(differences)} keys whose records differ")
    return 1 if differences or not events else 0


if __name__ == "__main__":
    sys.exit(main())
