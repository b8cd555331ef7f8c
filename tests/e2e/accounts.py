"""Two accounts on the server under test: making tables, filling them, looking at them."""

import secrets
import string
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "demo"))
import comparison  # noqa: E402
from load import decoded, wait_active  # noqa: E402
from service import Side, connect  # noqa: E402

ALPHABET = string.ascii_letters + string.digits


def word(length):
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


class Account:
    """One identity at one endpoint. The secret is planted: it must never be seen again."""

    def __init__(self, name, endpoint, key=None, secret=None, region="us-east-1"):
        self.side = Side(endpoint, key or f"AKIA{name}{word(12)}", secret or f"planted{word(33)}", region)
        self.client = connect(self.side)

    endpoint = property(lambda self: self.side.endpoint)
    key = property(lambda self: self.side.key)
    secret = property(lambda self: self.side.secret)
    region = property(lambda self: self.side.region)

    def make(self, name, keys="id:S", **settings):
        """Creates a table; `keys` is "id:S" or "id:S at:N"; more attributes come with the indexes."""
        parts = [part.split(":") for part in keys.split()]
        definitions = dict(parts) | settings.pop("attributes", {})
        settings.setdefault("BillingMode", "PAY_PER_REQUEST")
        self.client.create_table(
            TableName=name, KeySchema=key_schema(*(part[0] for part in parts)),
            AttributeDefinitions=[{"AttributeName": attribute, "AttributeType": kind}
                                  for attribute, kind in definitions.items()], **settings)
        wait_active(self.client, name)

    def put_all(self, name, items, threads=4):
        """Writes by batches that a server takes in one go: 25 items and 8 MB."""
        batches, batch, size = [], [], 0
        for item in items:
            length = rough_size(item)
            if batch and (len(batch) == 25 or size + length > 8 << 20):
                batches.append(batch)
                batch, size = [], 0
            batch.append({"PutRequest": {"Item": item}})
            size += length
        if batch:
            batches.append(batch)
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(lambda part: self._write(name, part), batches))

    def _write(self, name, batch):
        left = {name: batch}
        while left:
            left = decoded(self.client.batch_write_item(RequestItems=left).get("UnprocessedItems"))

    def tables(self):
        names, start = [], {}
        while True:
            page = self.client.list_tables(**start)
            names += page["TableNames"]
            if "LastEvaluatedTableName" not in page:
                return sorted(names)
            start = {"ExclusiveStartTableName": page["LastEvaluatedTableName"]}

    def describe(self, name):
        return self.client.describe_table(TableName=name)["Table"]

    def items(self, name):
        return comparison.scan_all(self.client, name)

    def count(self, name):
        return len(self.items(name))

    def drop(self, name):
        self.client.delete_table(TableName=name)
        end = time.monotonic() + 30
        while name in self.tables() and time.monotonic() < end:
            time.sleep(0.02)


def key_schema(*names):
    return [{"AttributeName": name, "KeyType": kind} for name, kind in zip(names, ("HASH", "RANGE"))]


def index(name, *keys, projection="ALL", names=(), throughput=None):
    made = {"IndexName": name, "KeySchema": key_schema(*keys),
            "Projection": {"ProjectionType": projection, **({"NonKeyAttributes": list(names)} if names else {})}}
    if throughput:
        made["ProvisionedThroughput"] = units(*throughput)
    return made


def units(reads, writes):
    return {"ReadCapacityUnits": reads, "WriteCapacityUnits": writes}


def rough_size(value):
    if isinstance(value, dict):
        return sum(len(name) + rough_size(entry) for name, entry in value.items())
    if isinstance(value, (list, tuple)):
        return sum(map(rough_size, value))
    if isinstance(value, bytes):
        return len(value) * 4 // 3
    return len(value) * 2 if isinstance(value, str) else 5
