"""The AWS CLI: what it prints, how it pages and waits, and how it ends."""

import json
import os
import subprocess

from client_case import REGION, ClientCase
from peers.servers import PEERS

KEY = "AttributeName=id,KeyType=HASH"
ITEMS = 60


class AwsCli(ClientCase):
    def begin(self, *arguments, account=None, **environment):
        account = account or self.source
        home = self.directory / "home"
        home.mkdir(exist_ok=True)
        process = subprocess.Popen(
            [PEERS / "tools" / "bin" / "aws", *map(str, arguments)], text=True, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=self.directory, env={
                "PATH": "/usr/bin:/bin", "HOME": str(home), "LANG": "C.UTF-8", "AWS_CONFIG_FILE": os.devnull,
                "AWS_SHARED_CREDENTIALS_FILE": os.devnull, "AWS_EC2_METADATA_DISABLED": "true",
                "AWS_DEFAULT_REGION": REGION, "AWS_ENDPOINT_URL": self.endpoint, "AWS_ACCESS_KEY_ID": account.key,
                "AWS_SECRET_ACCESS_KEY": account.secret, "AWS_MAX_ATTEMPTS": "1", **environment})
        self.addCleanup(self.end, process)
        return process

    @staticmethod
    def end(process):
        if process.returncode is None:
            process.kill()
            process.communicate()

    def aws(self, *arguments, **how):
        """What the CLI prints, read as JSON; nothing when it prints nothing."""
        process = self.begin(*arguments, **how)
        out, err = process.communicate(timeout=120)
        self.assertEqual((0, ""), (process.returncode, err), arguments)
        return json.loads(out) if out else None

    def fails(self, *arguments, **how):
        """What the CLI says when the service refuses."""
        process = self.begin(*arguments, **how)
        out, err = process.communicate(timeout=120)
        self.assertEqual((255, ""), (process.returncode, out), err)
        return err.strip()

    def make(self, name, *more, billing=("--billing-mode", "PAY_PER_REQUEST"), **how):
        made = self.aws("dynamodb", "create-table", "--table-name", name, "--key-schema", KEY,
                        "--attribute-definitions", "AttributeName=id,AttributeType=S", *billing, *more, **how)
        self.addCleanup(self.drop, name)
        return made["TableDescription"]

    def drop(self, name):
        if name in self.source.tables():
            self.source.drop(name)

    def in_file(self, name, document):
        (self.directory / name).write_text(json.dumps(document))
        return f"file://{name}"

    def test_a_table_from_its_creation_to_its_end(self):
        self.make("films", "--tags", "Key=team,Value=data")
        self.aws("dynamodb", "wait", "table-exists", "--table-name", "films")
        table = self.aws("dynamodb", "describe-table", "--table-name", "films")["Table"]
        self.assertEqual(("ACTIVE", "PAY_PER_REQUEST", f"arn:aws:dynamodb:{REGION}:{self.ids['SRC']}:table/films"),
                         (table["TableStatus"], table["BillingModeSummary"]["BillingMode"], table["TableArn"]))
        self.assertEqual({"TableNames": ["films"]}, self.aws("dynamodb", "list-tables"))
        self.assertEqual([{"Key": "team", "Value": "data"}], self.aws(
            "dynamodb", "list-tags-of-resource", "--resource-arn", table["TableArn"])["Tags"])
        self.aws("dynamodb", "update-table", "--table-name", "films", "--stream-specification",
                 "StreamEnabled=true,StreamViewType=NEW_IMAGE")
        self.put_and_change()
        self.read_stream()
        self.aws("dynamodb", "delete-table", "--table-name", "films")
        self.aws("dynamodb", "wait", "table-not-exists", "--table-name", "films")
        self.assertEqual([], self.source.tables())

    def put_and_change(self):
        key = ("--table-name", "films", "--key", '{"id":{"S":"Metropolis"}}')
        self.assertIsNone(self.aws("dynamodb", "put-item", "--table-name", "films", "--item",
                                   '{"id":{"S":"Metropolis"},"year":{"N":"1926"},"raw":{"B":"bytes"}}'))
        told = self.aws("dynamodb", "update-item", *key, "--update-expression", "SET #y = #y + :one",
                        "--condition-expression", "#y < :most", "--expression-attribute-names", '{"#y":"year"}',
                        "--expression-attribute-values", '{":one":{"N":"1"},":most":{"N":"1927"}}',
                        "--return-values", "UPDATED_NEW", "--return-consumed-capacity", "TOTAL")
        self.assertEqual({"Attributes": {"year": {"N": "1927"}},
                          "ConsumedCapacity": {"TableName": "films", "CapacityUnits": 1.0}}, told)
        # This CLI takes binary as it is typed and prints it as base64.
        self.assertEqual({"Item": {"id": {"S": "Metropolis"}, "year": {"N": "1927"}, "raw": {"B": "Ynl0ZXM="}}},
                         self.aws("dynamodb", "get-item", *key, "--consistent-read"))

    def read_stream(self):
        stream, = self.aws("dynamodbstreams", "list-streams", "--table-name", "films")["Streams"]
        told = self.aws("dynamodbstreams", "describe-stream", "--stream-arn", stream["StreamArn"])["StreamDescription"]
        years = []
        for shard in told["Shards"]:
            iterator = self.aws("dynamodbstreams", "get-shard-iterator", "--stream-arn", stream["StreamArn"], "--shard-id",
                                shard["ShardId"], "--shard-iterator-type", "TRIM_HORIZON")["ShardIterator"]
            records = self.aws("dynamodbstreams", "get-records", "--shard-iterator", iterator)["Records"]
            years += [record["dynamodb"]["NewImage"]["year"]["N"] for record in records]
        self.assertEqual(["1926", "1927"], years)

    def test_a_waiter_that_was_begun_before_its_table(self):
        """It looks again after 20 seconds; meanwhile the table is filled and read page by page."""
        waiter = self.begin("dynamodb", "wait", "table-exists", "--table-name", "pages")
        self.assertEqual([], self.aws("dynamodb", "list-tables", account=self.dest)["TableNames"])
        self.make("pages")
        self.fill_and_read_pages()
        self.assertEqual(("", ""), waiter.communicate(timeout=120))
        self.assertEqual(0, waiter.returncode)

    def fill_and_read_pages(self):
        for begin in range(0, ITEMS, 20):
            entries = [{"PutRequest": {"Item": {"id": {"S": f"k{n:02}"}, "n": {"N": str(n)}, "pad": {"S": "x" * 40_000}}}}
                       for n in range(begin, begin + 20)]
            told = self.aws("dynamodb", "batch-write-item", "--request-items", self.in_file("batch", {"pages": entries}))
            self.assertEqual({"UnprocessedItems": {}}, told)
        whole = self.aws("dynamodb", "scan", "--table-name", "pages")  # Of more than two pages of the service.
        self.assertEqual({f"k{n:02}" for n in range(ITEMS)}, {item["id"]["S"] for item in whole["Items"]})
        first = self.aws("dynamodb", "scan", "--table-name", "pages", "--max-items", 35, "--page-size", 10)
        rest = self.aws("dynamodb", "scan", "--table-name", "pages", "--starting-token", first["NextToken"])
        self.assertEqual((35, whole["Items"]), (len(first["Items"]), first["Items"] + rest["Items"]))
        found = self.aws("dynamodb", "query", "--table-name", "pages", "--key-condition-expression", "id = :id",
                         "--filter-expression", "n > :n", "--projection-expression", "n",
                         "--expression-attribute-values", '{":id":{"S":"k07"},":n":{"N":"6"}}')
        self.assertEqual((1, 1, [{"n": {"N": "7"}}]), (found["Count"], found["ScannedCount"], found["Items"]))

    def test_a_profile_assumes_its_role_by_itself(self):
        self.assertEqual(self.ids["SRC"], self.aws("sts", "get-caller-identity")["Account"])
        (self.directory / "config").write_text(
            f"[profile dev]\naws_access_key_id = {self.source.key}\naws_secret_access_key = {self.source.secret}\n"
            f"[profile prod]\nsource_profile = dev\nrole_arn = arn:aws:iam::{self.ids['DEST']}:role/ferry\n"
            "role_session_name = night\n")
        there = self.aws("sts", "get-caller-identity", "--profile", "prod", AWS_CONFIG_FILE=str(self.directory / "config"))
        self.assertEqual(f"arn:aws:sts::{self.ids['DEST']}:assumed-role/ferry/night", there["Arn"])

    def test_refusals_are_told_with_the_services_words(self):
        self.assertEqual(
            "An error occurred (ResourceNotFoundException) when calling the DescribeTable operation: "
            "Requested resource not found: Table: nowhere not found",
            self.fails("dynamodb", "describe-table", "--table-name", "nowhere"))
        self.assertEqual(
            "An error occurred (ResourceNotFoundException) when calling the Scan operation: Requested resource not found",
            self.fails("dynamodb", "scan", "--table-name", "nowhere"))
        self.make("strict")
        said = self.fails("dynamodb", "put-item", "--table-name", "strict", "--item", '{"other":{"S":"a"}}')
        self.assertIn("(ValidationException) when calling the PutItem operation: One or more parameter values", said)
        said = self.fails("dynamodb", "put-item", "--table-name", "strict", "--item", '{"id":{"S":"a"}}',
                          "--condition-expression", "attribute_exists(id)")
        self.assertIn("(ConditionalCheckFailedException) when calling the PutItem operation: The conditional request", said)
        said = self.fails("dynamodb", "list-tables", AWS_SECRET_ACCESS_KEY="wrong")
        self.assertIn("(InvalidSignatureException) when calling the ListTables operation", said)
        said = self.fails("sts", "get-caller-identity", AWS_SECRET_ACCESS_KEY="wrong")
        self.assertIn("(SignatureDoesNotMatch) when calling the GetCallerIdentity operation", said)

    def test_a_small_table_throttles(self):
        self.make("small", billing=("--provisioned-throughput", "ReadCapacityUnits=1,WriteCapacityUnits=1"))
        item = json.dumps({"id": {"S": "a"}, "pad": {"S": "x" * 60_000}})  # Into debt for a minute.
        put = ("dynamodb", "put-item", "--table-name", "small", "--item", item)
        self.aws(*put)
        said = self.fails(*put)
        self.assertIn("(ProvisionedThroughputExceededException) when calling the PutItem operation", said)
        self.assertIn("The level of configured provisioned throughput for the table was exceeded", said)
