#!/usr/bin/env python3
"""boto3 and the program meet each fault of a schedule file over real HTTP.

    run.py --binary build/release/dynaferry [WORD…]
"""

import argparse
import contextlib
import os
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent)]

import boto3  # noqa: E402
from botocore.config import Config  # noqa: E402
from botocore.exceptions import BotoCoreError, ClientError  # noqa: E402
from peers import servers  # noqa: E402

BINARY = None
SOURCE, DEST = ("AKIASCHEDULEA", "secret-of-a"), ("AKIASCHEDULEB", "secret-of-b")
KNOWN = [part for key, secret in (SOURCE, DEST) for part in ("--check-signatures", f"{key}:{secret}")]
# Of DynamoDB's errors, what botocore calls the status of each.
CODES = {"ProvisionedThroughputExceededException": 400, "ThrottlingException": 400, "RequestLimitExceeded": 400,
         "LimitExceededException": 400, "InternalServerError": 500, "ServiceUnavailable": 503,
         "ReplicatedWriteConflictException": 409, "TransactionInProgressException": 400,
         "TransactionConflictException": 400, "TransactionCanceledException": 400,
         "ItemCollectionSizeLimitExceededException": 400, "ConditionalCheckFailedException": 400,
         "ResourceInUseException": 400, "ResourceNotFoundException": 400, "ValidationException": 400,
         "SerializationException": 400, "AccessDeniedException": 400, "UnrecognizedClientException": 400,
         "ExpiredTokenException": 400, "InvalidSignatureException": 400, "RequestExpired": 400,
         "RequestTimeTooSkewed": 400, "MissingAuthenticationTokenException": 400,
         "IncompleteSignatureException": 400, "UnknownOperationException": 400,
         "IdempotentParameterMismatchException": 400}


def client(endpoint, account=SOURCE, timeout=2):
    return boto3.client(
        "dynamodb", endpoint_url=endpoint, region_name="us-east-1", aws_access_key_id=account[0],
        aws_secret_access_key=account[1],
        config=Config(retries={"total_max_attempts": 1}, read_timeout=timeout, connect_timeout=timeout))


def create(dynamodb, name="DEV-T"):
    dynamodb.create_table(TableName=name, BillingMode="PAY_PER_REQUEST",
                          AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
                          KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}])
    while dynamodb.describe_table(TableName=name)["Table"]["TableStatus"] != "ACTIVE":
        time.sleep(0.05)


def fill(dynamodb, count, name="DEV-T"):
    for begin in range(0, count, 25):
        dynamodb.batch_write_item(RequestItems={name: [
            {"PutRequest": {"Item": {"id": {"S": f"{n:05}"}, "v": {"S": "x" * 300}}}}
            for n in range(begin, min(count, begin + 25))]})


def items(dynamodb, name):
    pages = dynamodb.get_paginator("scan").paginate(TableName=name, ConsistentRead=True)
    return sorted((item for page in pages for item in page["Items"]), key=str)


class Case(unittest.TestCase):
    def simulator(self, schedule, *more):
        stack = contextlib.ExitStack()
        self.addCleanup(stack.close)
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        (directory / "schedule").write_text(schedule)
        self.directory = directory
        one = stack.enter_context(
            servers.simulator(BINARY, "--faults", str(directory / "schedule"), "--seed", "1", *KNOWN, *more))
        return one.endpoint

    def with_table(self, schedule, *more):
        dynamodb = client(self.simulator(schedule, *more))
        create(dynamodb)
        return dynamodb

    def put(self, dynamodb, key="a"):
        return dynamodb.put_item(TableName="DEV-T", Item={"id": {"S": key}})

    def lost(self, dynamodb, key="a"):
        """A write whose answer never comes, or is no answer."""
        with self.assertRaises((BotoCoreError, ClientError)) as caught:
            self.put(dynamodb, key)
        return caught.exception

    def keys(self, dynamodb):
        return [item["id"]["S"] for item in items(dynamodb, "DEV-T")]


class Boto3(Case):
    def test_every_error_of_the_service(self):
        rules = "".join(f"on PutItem nth {n}: refuse {code}\n" for n, code in enumerate(CODES, 1))
        dynamodb = self.with_table(rules)
        for code, status in CODES.items():
            with self.assertRaises(ClientError) as caught:
                self.put(dynamodb)
            self.assertEqual(caught.exception.response["Error"]["Code"], code)
            self.assertEqual(caught.exception.response["ResponseMetadata"]["HTTPStatusCode"], status, code)
        self.put(dynamodb)

    def test_reasons_of_throttles(self):
        reason = "TableWriteKeyRangeThroughputExceeded"
        dynamodb = self.with_table(f"on PutItem nth 1: refuse ThrottlingException {reason}\n"
                                   f"on PutItem nth 2: refuse ProvisionedThroughputExceededException {reason}\n")
        for member in ("throttlingReasons", "ThrottlingReasons"):
            with self.assertRaises(ClientError) as caught:
                self.put(dynamodb)
            told = caught.exception.response.get(member)
            self.assertEqual([one["reason"] for one in told or []], [reason], caught.exception.response)

    def test_drops_and_late_effects(self):
        dynamodb = self.with_table("on PutItem nth 1: drop\non PutItem nth 2: drop after\n"
                                   "on PutItem nth 3: late 800ms\n")
        self.lost(dynamodb, "before")
        self.lost(dynamodb, "after")
        self.lost(dynamodb, "late")
        self.assertEqual(self.keys(dynamodb), ["after"])
        end = time.monotonic() + 10
        while self.keys(dynamodb) != ["after", "late"] and time.monotonic() < end:
            time.sleep(0.05)
        self.assertEqual(self.keys(dynamodb), ["after", "late"])

    def test_answers_that_are_none(self):
        wrong = ["page 502 after", "page 503 after", "page 504 after", "length +10", "wait 3s after"]
        dynamodb = self.with_table("".join(f"on PutItem nth {n}: {what}\n" for n, what in enumerate(wrong, 1)))
        for n, what in enumerate(wrong):
            with self.subTest(what):
                self.lost(dynamodb, f"{n:02}")
        self.assertEqual(self.keys(dynamodb), [f"{n:02}" for n in range(len(wrong))])

    def test_answers_that_boto3_takes_for_good(self):
        dynamodb = self.with_table("on PutItem nth 1: page 200 after\non PutItem nth 2: crc wrong\n"
                                   "on PutItem nth 3: crc absent\n")
        seen = [self.put(dynamodb)["ResponseMetadata"]["HTTPHeaders"] for _ in range(4)]
        self.assertEqual(seen[0]["content-type"], "text/html")
        self.assertNotIn("x-amz-crc32", seen[2])
        self.assertNotEqual(seen[1]["x-amz-crc32"], seen[3]["x-amz-crc32"])

    def test_a_slow_answer(self):
        dynamodb = self.with_table("on PutItem nth 1: drip 1\n")
        begun = time.monotonic()
        self.put(dynamodb)  # {}: two bytes.
        self.assertGreater(time.monotonic() - begun, 1.5)

    def test_refused_connections(self):
        endpoint = self.simulator("on connect every 2: drop\n")  # Whoever looked whether it listens counts, too.
        taken = []
        for _ in range(4):
            try:
                client(endpoint).list_tables()
                taken.append(True)
            except BotoCoreError:
                taken.append(False)
        self.assertIn(taken, ([True, False] * 2, [False, True] * 2))

    def test_partial_batches(self):
        dynamodb = self.with_table("on BatchWriteItem: unprocessed 500\n")
        answer = dynamodb.batch_write_item(RequestItems={"DEV-T": [
            {"PutRequest": {"Item": {"id": {"S": str(n)}}}} for n in range(25)]})
        left = answer["UnprocessedItems"]["DEV-T"]
        self.assertTrue(0 < len(left) < 25)
        self.assertEqual(len(self.keys(dynamodb)), 25 - len(left))

    def test_a_clock_that_is_off(self):
        dynamodb = self.with_table("on PutItem nth 1: clock -10m\n")
        with self.assertRaises(ClientError) as caught:
            self.put(dynamodb)
        self.assertEqual(caught.exception.response["Error"]["Code"], "InvalidSignatureException")
        self.put(dynamodb)

    def test_what_the_owner_does(self):
        dynamodb = self.with_table("on PutItem nth 2: re-create-table\non PutItem nth 4: updating 1h\n"
                                   "on PutItem nth 5: delete-table\n")

        def table():
            return dynamodb.describe_table(TableName="DEV-T")["Table"]

        self.put(dynamodb)
        old = table()["TableId"]
        self.put(dynamodb)
        self.assertNotEqual(table()["TableId"], old)
        self.assertEqual(self.keys(dynamodb), ["a"], "what was written into the new table")
        self.put(dynamodb)
        self.put(dynamodb)
        self.assertEqual(table()["TableStatus"], "UPDATING")
        self.lost(dynamodb)
        with self.assertRaises(dynamodb.exceptions.ResourceNotFoundException):
            table()

    def test_says_in_the_end_what_each_rule_did(self):
        with tempfile.TemporaryDirectory() as directory:
            schedule = Path(directory) / "schedule"
            schedule.write_text(f"on PutItem account {SOURCE[0]} every 2: refuse InternalServerError\n\n"
                                f"on PutItem account {DEST[0]}: drop\non PutItem nth 2: delete-table no-such-table\n")
            with servers.simulator(BINARY, "--faults", str(schedule), *KNOWN) as simulator:
                dynamodb = client(simulator.endpoint)
                create(dynamodb)
                for n in range(3):
                    with contextlib.suppress(ClientError):
                        self.put(dynamodb, f"{n}")
                self.assertEqual(self.keys(dynamodb), ["1"])
                simulator.process.terminate()
                self.assertEqual(simulator.process.wait(10), 0)
                said = simulator.log().splitlines()
        self.assertRegex(said[1], r"^seed \d+: the same with --seed repeats what goes wrong$")
        self.assertEqual(said[2:], [
            f"line 1: on PutItem account {SOURCE[0]} every 2: refuse InternalServerError: 3 calls matched, struck 2 times",
            f"line 3: on PutItem account {DEST[0]}: drop: 0 calls matched, struck 0 times",
            "line 4: on PutItem nth 2: delete-table no-such-table: 3 calls matched, struck 1 time, "
            "1 of its acts refused: ResourceNotFoundException"])

    def test_latency_and_bandwidth(self):
        dynamodb = self.with_table("", "--latency", "100ms", "--bandwidth", "1000")
        begun = time.monotonic()
        dynamodb.put_item(TableName="DEV-T", Item={"id": {"S": "x" * 500}})
        self.assertGreater(time.monotonic() - begun, 0.6)


class Program(Case):
    def copy(self, endpoint):
        (self.directory / ".env").write_text("".join(f"{name}={value}\n" for name, value in {
            "SRC_AWS_ACCESS_KEY_ID": SOURCE[0], "SRC_AWS_SECRET_ACCESS_KEY": SOURCE[1], "SRC_AWS_REGION": "us-east-1",
            "SRC_AWS_ENDPOINT_URL": endpoint, "DEST_AWS_ACCESS_KEY_ID": DEST[0],
            "DEST_AWS_SECRET_ACCESS_KEY": DEST[1], "DEST_AWS_REGION": "us-east-1", "DEST_AWS_ENDPOINT_URL": endpoint,
            "SRC_PREFIX": "DEV", "DEST_PREFIX": "PROD"}.items()))
        (self.directory / ".env").chmod(0o600)
        return subprocess.run([BINARY, "copy", "DEV-T"], cwd=self.directory, capture_output=True, text=True, timeout=120,
                              env={"PATH": "/usr/bin:/bin", "HOME": str(self.directory), "LANG": "C.UTF-8",
                                   "AWS_EC2_METADATA_DISABLED": "true"})

    def prepared(self, schedule, *more):
        """The schedule strikes the destination's account only."""
        endpoint = self.simulator(schedule, *more)
        create(client(endpoint))
        fill(client(endpoint), 300)
        return endpoint

    def assert_copied(self, endpoint):
        self.assertEqual(items(client(endpoint, DEST), "PROD-T"), items(client(endpoint), "DEV-T"))

    def test_copies_through_what_passes(self):
        rules = ["drop", "drop after", "late 700ms", "page 503", "page 200 after", "truncate 1", "length -1", "crc wrong",
                 "refuse InternalServerError after", "refuse ThrottlingException TableWriteAccountLimitExceeded",
                 "refuse ReplicatedWriteConflictException", "unprocessed 1000", "twice", "flip", "truncate 50%", "drip 5"]
        endpoint = self.prepared("".join(f"on BatchWriteItem table PROD-T nth {n}: {what}\n"
                                         for n, what in enumerate(rules, 1)))
        done = self.copy(endpoint)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assert_copied(endpoint)

    def test_ends_in_a_clear_error_and_goes_on(self):
        for what, code, words in (("refuse AccessDeniedException", 5, "dynamodb:BatchWriteItem"),
                                  ("refuse ExpiredTokenException", 5, "ExpiredTokenException"),
                                  ("refuse ItemCollectionSizeLimitExceededException", 1, "ItemCollectionSize")):
            with self.subTest(what):
                endpoint = self.prepared(f"on BatchWriteItem table PROD-T nth 4-60 to 1h: {what}\n")
                ended, runs = self.copy(endpoint), 0
                while ended.returncode != 0 and runs < 60:
                    runs += 1
                    self.assertEqual(ended.returncode, code, ended.stderr)
                    for part in ("error: ", words, "\n  data: ", "nothing is lost", "\n  next: ", "then run the same command"):
                        self.assertIn(part, ended.stderr)
                    ended = self.copy(endpoint)
                self.assertGreater(runs, 0)
                self.assertEqual(ended.returncode, 0, ended.stderr)
                self.assert_copied(endpoint)

    def test_notices_a_table_that_is_another(self):
        endpoint = self.prepared("on BatchWriteItem table PROD-T nth 5: re-create-table\n", "--creating-delay", "300")
        ended = self.copy(endpoint)
        self.assertEqual(ended.returncode, 6, ended.stderr)
        for part in ('destination "PROD-T"', "re-created", "is not known", "--restart PROD-T"):
            self.assertIn(part, ended.stderr)


class Usage(unittest.TestCase):
    def test_a_wrong_schedule_is_refused_by_its_line(self):
        with tempfile.NamedTemporaryFile("w") as file:
            file.write("# note\non *: dorp\n")
            file.flush()
            ended = subprocess.run([BINARY, "simulator", "--faults", file.name], capture_output=True, text=True, timeout=30)
        self.assertEqual(ended.returncode, 2)
        self.assertIn(f'error: --faults {file.name}: line 2: no action is called "dorp"', ended.stderr)

    def test_a_wrong_latency_is_refused(self):
        ended = subprocess.run([BINARY, "simulator", "--latency", "5"], capture_output=True, text=True, timeout=30)
        self.assertEqual(ended.returncode, 2)
        self.assertIn("error: --latency: ", ended.stderr)


def main():
    global BINARY
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default=os.environ.get("DYNAFERRY"))
    parser.add_argument("words", nargs="*")
    chosen = parser.parse_args()
    if not chosen.binary:
        parser.error("--binary or DYNAFERRY must name the program")
    BINARY = str(Path(chosen.binary).resolve())
    suite = unittest.TestSuite()
    for kind in (Boto3, Program, Usage):
        for method in unittest.defaultTestLoader.getTestCaseNames(kind):
            if not chosen.words or any(word in method for word in chosen.words):
                suite.addTest(kind(method))
    return 0 if unittest.TextTestRunner(verbosity=2).run(suite).wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
