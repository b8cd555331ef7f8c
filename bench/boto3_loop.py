#!/usr/bin/env python3
"""The replaced script's loop: scan page by page, write batches of 25. What copy is measured against.

Prints one JSON line with the CPU seconds of the loop alone; imports and connecting are not counted, which
is in its favour. --how resource is the loop with boto3's Table and batch_writer, --how client the same
with the low-level client, which is the quicker of the two.
"""

import argparse
import json
import resource
import time

import boto3

BATCH = 25


def cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def by_client(source, destination, source_table, destination_table):
    count, start = 0, {}
    while True:
        page = source.scan(TableName=source_table, ConsistentRead=True, **start)
        items = page["Items"]
        for first in range(0, len(items), BATCH):
            left = {destination_table: [{"PutRequest": {"Item": item}} for item in items[first:first + BATCH]]}
            while left:
                left = destination.batch_write_item(RequestItems=left).get("UnprocessedItems")
        count += len(items)
        if "LastEvaluatedKey" not in page:
            return count
        start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}


def by_resource(source, destination, source_table, destination_table):
    count, start = 0, {}
    reading, writing = source.Table(source_table), destination.Table(destination_table)
    with writing.batch_writer() as batch:
        while True:
            page = reading.scan(ConsistentRead=True, **start)
            for item in page["Items"]:
                batch.put_item(Item=item)
            count += len(page["Items"])
            if "LastEvaluatedKey" not in page:
                return count
            start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--how", choices=("client", "resource"), default="client")
    parser.add_argument("--endpoint", required=True)
    parser.add_argument("--source-key", required=True)
    parser.add_argument("--dest-key", required=True)
    parser.add_argument("source_table")
    parser.add_argument("dest_table")
    chosen = parser.parse_args()
    make = getattr(boto3, chosen.how)
    source, destination = (make("dynamodb", endpoint_url=chosen.endpoint, region_name="us-east-1", aws_access_key_id=key,
                                aws_secret_access_key="bench") for key in (chosen.source_key, chosen.dest_key))
    loop = by_client if chosen.how == "client" else by_resource
    before, begun = cpu(), time.monotonic()
    count = loop(source, destination, chosen.source_table, chosen.dest_table)
    print(json.dumps({"items": count, "cpu_s": cpu() - before, "wall_s": time.monotonic() - begun, "boto3": boto3.__version__}))


if __name__ == "__main__":
    main()
