#!/usr/bin/env python3
"""Makes the demo's three tables in one account and fills them with real data."""

import argparse
import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from iso_items import COUNTRIES, LANGUAGES, countries, languages  # noqa: E402
from service import Side, connect  # noqa: E402
from unicode_items import CHARACTERS, characters  # noqa: E402

TABLES = ((CHARACTERS, characters), (LANGUAGES, languages), (COUNTRIES, countries))
BATCH_ITEMS, BATCH_BYTES, THREADS = 25, 1 << 20, 4


def batches(items):
    """At most 25 items and about 1 MiB each: a country with its subdivisions is not small."""
    batch, size = [], 0
    for item in items:
        length = len(json.dumps(item, default=lambda binary: binary.hex()))
        if batch and (len(batch) == BATCH_ITEMS or size + length > BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append({"PutRequest": {"Item": item}})
        size += length
    if batch:
        yield batch


def put(client, table, batch):
    left, pause = {table: batch}, 0.02
    while left:
        answer = client.batch_write_item(RequestItems=left)
        left = answer.get("UnprocessedItems")
        if left:
            # They come back with binary values as base64 text; sending that again would wrap it twice.
            left = {table: decoded(left[table])}
            time.sleep(pause)
            pause = min(pause * 2, 1.0)


def decoded(value):
    """DynamoDB JSON with its base64 texts turned back into bytes, as boto3 wants to send it."""
    import base64
    if isinstance(value, list):
        return [decoded(entry) for entry in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1 and isinstance(value.get("B"), str):
        return {"B": base64.b64decode(value["B"])}
    if len(value) == 1 and isinstance(value.get("BS"), list):
        return {"BS": [base64.b64decode(member) for member in value["BS"]]}
    return {name: decoded(entry) for name, entry in value.items()}


def wait_active(client, table, limit=60.0):
    end = time.monotonic() + limit
    while time.monotonic() < end:
        found = client.describe_table(TableName=table)["Table"]
        indexes = found.get("GlobalSecondaryIndexes", [])
        if found["TableStatus"] == "ACTIVE" and all(i["IndexStatus"] == "ACTIVE" for i in indexes):
            return
        time.sleep(0.05)
    raise TimeoutError(f"{table} is not ACTIVE after {limit:.0f} s")


def load(side, report=lambda table, count, seconds: None, watch=lambda table, count: None):
    """Creates and fills the three tables; answers the number of items per table.

    `watch` is called now and then while a table is being filled, `report` when it is.
    """
    client, counts = connect(side, THREADS), {}
    for settings, items in TABLES:
        start, count, table = time.monotonic(), 0, settings["TableName"]
        client.create_table(**settings)
        wait_active(client, table)
        with ThreadPoolExecutor(THREADS) as pool:
            running = []
            try:
                for batch in batches(items()):
                    count += len(batch)
                    running.append(pool.submit(put, client, table, batch))
                for number, future in enumerate(running):
                    future.result()
                    if number % 20 == 0:
                        watch(table, min(count, number * BATCH_ITEMS))
            except BaseException:
                pool.shutdown(cancel_futures=True)  # Ctrl-C does not wait for a thousand batches.
                raise
        counts[table] = count
        report(table, count, time.monotonic() - start)
    return counts


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--endpoint", required=True)
    parser.add_argument("--key", default="DEVACCOUNT")
    parser.add_argument("--secret", default="demosecret")
    parser.add_argument("--region", default="us-east-1")
    chosen = parser.parse_args()
    load(Side(chosen.endpoint, chosen.key, chosen.secret, chosen.region),
         lambda table, count, seconds: print(f"{table}: {count:,} items in {seconds:.1f} s"))


if __name__ == "__main__":
    main()
