"""boto3 and items, as an engineer's scripts use it: batches, pages, queries, conditions, transactions, streams."""

import threading
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import service_model
from accounts import index
from boto3.dynamodb.conditions import Attr, Key
from boto3.dynamodb.types import Binary, TypeDeserializer
from boto3_case import Boto3Case


def order(number):
    """One of each type, in items of 200 bytes to 2 KB."""
    return {"customer": f"customer-{number % 40:03}", "at": number, "status": ("open", "paid", "sent")[number % 3],
            "total": Decimal(number) / 100, "exact": Decimal("-12345678901234567890.123456789012345678"),
            "raw": Binary(bytes([number % 256, 0, 255])), "tags": {f"t{number % 7}", "all"}, "sizes": {1, Decimal("2.5")},
            "keys": {Binary(b"a"), Binary(b"b")}, "lines": [{"sku": f"s{n}", "n": n} for n in range(number % 5)],
            "gift": number % 2 == 0, "note": None, "pad": "x" * (number * 37 % 1800), "empty": {"list": [], "text": ""}}


def by_key(items):
    return sorted(items, key=lambda item: (item["customer"], item["at"]))


class Model(Boto3Case):
    def test_what_does_not_fit_is_noticed(self):
        shape = self.dynamodb.meta.service_model.operation_model("DescribeTable").output_shape
        wrong = {"TableStatus": "ODD", "ItemCount": "3", "Extra": True, "KeySchema": [{"AttributeName": "id"}]}
        found = service_model.misfits(shape, {"Table": wrong}, "")
        self.assertEqual([".Table.TableStatus", ".Table.ItemCount", ".Table.Extra", ".Table.KeySchema[0].KeyType"],
                         [fault.partition(":")[0] for fault in found])


class Orders(Boto3Case):
    """A few thousand items, written in batches once and read in every way."""

    config = None  # boto3's own.
    items = ()

    def setUp(self):
        super().setUp()
        self.orders = self.connect(kind="resource").Table("orders")
        if not self.items:
            type(self).items = [order(number) for number in range(3000)]
            self.fill()

    def fill(self):
        self.create("orders", "customer:S at:N", [("status", "S")],
                    GlobalSecondaryIndexes=[index("by-status", "status", "at")])
        with self.orders.batch_writer(overwrite_by_pkeys=["customer", "at"]) as batch:
            for item in [*self.items, self.items[-1]]:
                batch.put_item(Item=item)

    def pages(self, action, **parameters):
        return self.orders.meta.client.get_paginator(action).paginate(TableName="orders", **parameters)

    def read(self, action, **parameters):
        return [item for page in self.pages(action, **parameters) for item in page["Items"]]

    def test_scans(self):
        whole = by_key(self.items)
        self.assertEqual(whole, by_key(self.read("scan", ConsistentRead=True)))
        self.assertGreater(len(list(self.pages("scan"))), 1)  # A page ends at 1 MB.
        with ThreadPoolExecutor(4) as pool:
            parts = list(pool.map(lambda part: self.read("scan", Segment=part, TotalSegments=4), range(4)))
        self.assertEqual(whole, by_key(sum(parts, [])))
        open_ones = self.read("scan", FilterExpression=Attr("status").eq("open") & Attr("lines[0].sku").exists(),
                              ProjectionExpression="customer, #at", ExpressionAttributeNames={"#at": "at"})
        wanted = [{"customer": item["customer"], "at": item["at"]} for item in self.items
                  if item["status"] == "open" and item["lines"]]
        self.assertEqual(by_key(wanted), by_key(open_ones))
        self.assertEqual(len(whole), sum(page["Count"] for page in self.pages("scan", IndexName="by-status", Select="COUNT")))

    def test_pages_are_resumed(self):
        scan = self.dynamodb.get_paginator("scan").paginate
        first = scan(TableName="orders", PaginationConfig={"MaxItems": 700, "PageSize": 150}).build_full_result()
        self.assertEqual(700, len(first["Items"]))
        rest = scan(TableName="orders", PaginationConfig={"PageSize": 900, "StartingToken": first["NextToken"]})
        items = first["Items"] + rest.build_full_result()["Items"]
        read = TypeDeserializer().deserialize
        self.assertEqual(by_key(self.items), by_key([read({"M": item}) for item in items]))

    def test_queries(self):
        mine = [item for item in self.items if item["customer"] == "customer-007"]
        asked = Key("customer").eq("customer-007")
        self.assertEqual(mine, self.read("query", KeyConditionExpression=asked, PaginationConfig={"PageSize": 10}))
        backwards = self.orders.query(KeyConditionExpression=asked & Key("at").between(500, 1500), ScanIndexForward=False)
        self.assertEqual([item for item in reversed(mine) if 500 <= item["at"] <= 1500], backwards["Items"])
        paid = self.read("query", IndexName="by-status", KeyConditionExpression=Key("status").eq("paid") & Key("at").lt(900))
        self.assertEqual([item for item in self.items if item["status"] == "paid" and item["at"] < 900], paid)
        told = self.orders.query(KeyConditionExpression=asked, ReturnConsumedCapacity="INDEXES", Limit=3)
        self.assertEqual(told["ConsumedCapacity"]["CapacityUnits"], told["ConsumedCapacity"]["Table"]["CapacityUnits"])
        self.assertEqual({"customer": "customer-007", "at": mine[2]["at"]}, told["LastEvaluatedKey"])

    def test_items_by_key(self):
        keys = [{"customer": item["customer"], "at": item["at"]} for item in self.items[:100]]
        found, left = [], {"orders": {"Keys": keys, "ConsistentRead": True}}
        while left:
            answer = self.connect(kind="resource").batch_get_item(RequestItems=left)
            found, left = found + answer["Responses"]["orders"], answer["UnprocessedKeys"]
        self.assertEqual(by_key(self.items[:100]), by_key(found))
        self.assertEqual(self.items[7], self.orders.get_item(Key=keys[7])["Item"])
        self.assertNotIn("Item", self.orders.get_item(Key={"customer": "nobody", "at": 0}))


class Writes(Boto3Case):
    def test_updates(self):
        table = self.make("things")
        table.put_item(Item={"id": "a", "n": 1, "parts": [1], "tags": {"x", "y"}, "past": True, "tree": {"deep": [0]}})
        new = table.update_item(
            Key={"id": "a"}, ReturnValues="ALL_NEW",
            UpdateExpression="SET #n = #n + :one, parts = list_append(parts, :more), made = if_not_exists(made, :now), "
                             "tree.deep[0] = :one REMOVE past ADD hits :one DELETE tags :x",
            ConditionExpression=Attr("n").lt(5) & Attr("tags").contains("x"),
            ExpressionAttributeNames={"#n": "n"},
            ExpressionAttributeValues={":one": 1, ":more": [2, "3"], ":now": "today", ":x": {"x"}})["Attributes"]
        self.assertEqual({"id": "a", "n": 2, "parts": [1, 2, "3"], "made": "today", "tree": {"deep": [1]}, "hits": 1,
                          "tags": {"y"}}, new)
        old = table.put_item(Item={"id": "a"}, ReturnValues="ALL_OLD")["Attributes"]
        self.assertEqual(new, old)
        self.assertEqual({"id": "a"}, table.delete_item(Key={"id": "a"}, ReturnValues="ALL_OLD")["Attributes"])

    def test_batches_of_puts_and_deletes(self):
        table = self.make("things")
        with table.batch_writer() as batch:
            for number in range(200):
                batch.put_item(Item={"id": f"k{number}"})
            for number in range(0, 200, 2):
                batch.delete_item(Key={"id": f"k{number}"})
        self.assertEqual({f"k{number}" for number in range(1, 200, 2)}, {item["id"] for item in table.scan()["Items"]})

    def test_conditions(self):
        table = self.make("things")
        table.put_item(Item={"id": "a", "v": 1}, ConditionExpression=Attr("id").not_exists())
        told = self.refused("ConditionalCheckFailedException", table.put_item, Item={"id": "a"},
                            ConditionExpression="attribute_not_exists(id)", ReturnValuesOnConditionCheckFailure="ALL_OLD")
        self.assertEqual("The conditional request failed", told["Error"]["Message"])
        self.assertEqual({"id": {"S": "a"}, "v": {"N": "1"}}, told["Item"])

    def test_writers_that_compete_lose_no_update(self):
        table = self.make("counters")
        table.put_item(Item={"id": "c", "version": 0})
        lock = threading.Barrier(4)

        def count(_):
            mine = self.connect(kind="resource").Table("counters")
            lock.wait()
            done = 0
            while done < 20:
                seen = mine.get_item(Key={"id": "c"}, ConsistentRead=True)["Item"]["version"]
                try:
                    mine.put_item(Item={"id": "c", "version": seen + 1}, ConditionExpression=Attr("version").eq(seen))
                    done += 1
                except mine.meta.client.exceptions.ConditionalCheckFailedException:
                    pass

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(count, range(4)))
        self.assertEqual(80, table.get_item(Key={"id": "c"})["Item"]["version"])

    def test_transactions(self):
        self.make("accounts")

        def move(amount, token):
            return {"ClientRequestToken": token, "TransactItems": [
                {"Update": {"TableName": "accounts", "Key": {"id": {"S": "a"}}, "UpdateExpression": "SET n = n - :n",
                            "ConditionExpression": "n >= :n", "ExpressionAttributeValues": {":n": {"N": str(amount)}}}},
                {"Update": {"TableName": "accounts", "Key": {"id": {"S": "b"}}, "UpdateExpression": "SET n = n + :n",
                            "ExpressionAttributeValues": {":n": {"N": str(amount)}}}},
                {"ConditionCheck": {"TableName": "accounts", "Key": {"id": {"S": "frozen"}},
                                    "ConditionExpression": "attribute_not_exists(id)"}}]}

        self.dynamodb.transact_write_items(TransactItems=[
            {"Put": {"TableName": "accounts", "Item": {"id": {"S": name}, "n": {"N": "10"}}}} for name in "ab"])
        for _ in range(2):  # The second is the first again.
            self.dynamodb.transact_write_items(**move(7, "one"))
        self.refused("IdempotentParameterMismatchException", self.dynamodb.transact_write_items, **move(1, "one"))
        told = self.refused("TransactionCanceledException", self.dynamodb.transact_write_items, **move(7, "two"))
        self.assertEqual(["ConditionalCheckFailed", "None", "None"],
                         [reason["Code"] for reason in told["CancellationReasons"]])
        got = self.dynamodb.transact_get_items(TransactItems=[
            {"Get": {"TableName": "accounts", "Key": {"id": {"S": name}}}} for name in "abc"])["Responses"]
        self.assertEqual([{"N": "3"}, {"N": "17"}, None], [one.get("Item", {}).get("n") for one in got])

    def test_refusals(self):
        table = self.make("things")
        told = self.refused("ResourceNotFoundException", self.dynamodb.scan, TableName="nowhere")
        self.assertIn("not found", told["Error"]["Message"])
        self.refused("ResourceInUseException", self.create, "things")
        for wrong in ({"id": ""}, {"id": 1}, {"other": "a"}, {"id": "a", "pad": "x" * 409_600}):
            told = self.refused("ClientError", table.put_item, Item=wrong)
            self.assertEqual(("ValidationException", 400),
                             (told["Error"]["Code"], told["ResponseMetadata"]["HTTPStatusCode"]))
        stranger = self.connect(aws_access_key_id=self.source.key, aws_secret_access_key="wrong")
        with self.assertRaises(stranger.exceptions.ClientError) as caught:
            stranger.list_tables()
        self.assertEqual("InvalidSignatureException", caught.exception.response["Error"]["Code"])


class Streams(Boto3Case):
    def test_a_stream_tells_what_happened(self):
        table = self.make("watched", StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"})
        for number in range(30):
            table.put_item(Item={"id": f"k{number % 3}", "n": number})
        for name in ("k0", "k1"):
            table.delete_item(Key={"id": name})
        told = {name: [] for name in ("k0", "k1", "k2")}
        for record in self.records(self.dynamodb.describe_table(TableName="watched")["Table"]["LatestStreamArn"]):
            change = record["dynamodb"]
            told[change["Keys"]["id"]["S"]].append((record["eventName"], change.get("OldImage", {}).get("n", {}).get("N"),
                                                    change.get("NewImage", {}).get("n", {}).get("N")))
        for first, name in enumerate(told):
            numbers = [str(number) for number in range(first, 30, 3)]
            events = ["INSERT"] + ["MODIFY"] * 9 + ["REMOVE"] * (name != "k2")
            after = numbers + [None] * (name != "k2")
            self.assertEqual(list(zip(events, [None, *numbers], after)), told[name])

    def records(self, arn):
        streams = self.connect("dynamodbstreams")
        self.assertEqual([arn], [one["StreamArn"] for one in streams.list_streams(TableName="watched")["Streams"]])
        described = streams.describe_stream(StreamArn=arn)["StreamDescription"]
        self.assertEqual(("ENABLED", "watched"), (described["StreamStatus"], described["TableName"]))
        for shard in described["Shards"]:
            iterator = streams.get_shard_iterator(StreamArn=arn, ShardId=shard["ShardId"],
                                                  ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
            page = True
            while page and iterator:
                answer = streams.get_records(ShardIterator=iterator, Limit=7)
                page, iterator = answer["Records"], answer.get("NextShardIterator")
                yield from page
