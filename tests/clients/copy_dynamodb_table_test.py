"""copy-dynamodb-table, the most forked copier on npm: one Scan of 25 items, one batch, and so on."""

import json
import os
import subprocess
from pathlib import Path

import comparison
from accounts import index, units
from client_case import REGION, ClientCase
from fault_proxy import FaultProxy
from peers.servers import PEERS

RIVAL = PEERS / "tools" / "rival"
SCRIPT = Path(__file__).resolve().parent / "copy_table.js"


def mixed(count, largest=3000):
    """Items of every type and of many sizes, whose numbers JavaScript can hold."""
    for number in range(count):
        yield {"id": {"S": f"customer-{number % 300}"}, "at": {"N": str(number)}, "kind": {"S": f"kind-{number % 5}"},
               "pad": {"S": "xé" * (number * 6131 % largest // 3)}, "rate": {"N": "0.1"}, "far": {"N": "1e21"},
               "small": {"N": "-2.5E-9"}, "yes": {"BOOL": number % 2 == 0}, "none": {"NULL": True}, "blank": {"S": ""},
               "raw": {"B": bytes([number % 256, 0, 255])}, "names": {"SS": ["a", f"n{number}"]},
               "numbers": {"NS": ["1", "2.50", str(number + 3)]}, "raws": {"BS": [b"\x00", b"\x01\x02"]},
               "tree": {"M": {"list": {"L": [{"N": str(number)}, {"S": "deep"}, {"L": []}]}, "empty": {"M": {}}}}}


class Rival(ClientCase):
    flags = ("--creating-delay", "300")

    def copy(self, name, endpoint=None, settings=None, **options):
        """The rival copies a table of the source account to one of the destination's: (error, result)."""
        sides = {side: {"tableName": name, "config": {
            "accessKeyId": account.key, "secretAccessKey": account.secret, "region": REGION,
            "endpoint": endpoint or self.endpoint, **(settings or {})}}
            for side, account in (("source", self.source), ("destination", self.dest))}
        done = subprocess.run(
            [RIVAL / "node", SCRIPT, json.dumps(sides | options)], capture_output=True, text=True, timeout=120,
            stdin=subprocess.DEVNULL, cwd=self.directory, env={
                "PATH": "/usr/bin:/bin", "HOME": str(self.directory), "NODE_PATH": str(RIVAL / "node_modules"),
                "AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE": "1", "AWS_CONFIG_FILE": os.devnull})
        self.assertEqual((0, ""), (done.returncode, done.stderr))
        if options.get("create") and name in self.dest.tables():
            self.addCleanup(self.dest.drop, name)
        told = json.loads(done.stdout)
        return told["error"], told["result"]

    def make(self, account, name, keys="id:S at:N", **settings):
        account.make(name, keys, **settings)
        self.addCleanup(account.drop, name)

    def differences(self, name, expected=None):
        """What the independent reader finds, but for differences of the kind that must be there."""
        found = comparison.compare_tables(self.source.client, name, self.dest.client, name)[2]
        return [difference for difference in found if difference.kind != expected]

    def watched(self):
        """A proxy that passes everything on, and remembers how each request was answered."""
        proxy = FaultProxy(self.endpoint)
        proxy.__enter__()
        self.addCleanup(proxy.__exit__)
        return proxy

    def test_some_thousand_items_and_the_settings_that_it_knows(self):
        self.make(self.source, "orders", attributes={"kind": "S", "rate": "N"},
                  LocalSecondaryIndexes=[index("by-rate", "id", "rate", projection="KEYS_ONLY")],
                  GlobalSecondaryIndexes=[index("by-kind", "kind", "at", projection="INCLUDE", names=["yes"])])
        self.source.put_all("orders", mixed(3000))
        self.assertEqual((None, {"count": 3000, "status": "SUCCESS"}),
                         self.copy("orders", create=True, continuousBackups=True))
        self.assertEqual([], self.differences("orders"))
        told = self.dest.client.describe_continuous_backups(TableName="orders")["ContinuousBackupsDescription"]
        self.assertEqual("ENABLED", told["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"])

    def test_provisioned_throughput_arrives(self):
        self.make(self.source, "slow", attributes={"kind": "S"}, BillingMode="PROVISIONED",
                  ProvisionedThroughput=units(400, 300),
                  GlobalSecondaryIndexes=[index("by-kind", "kind", throughput=(200, 400))])
        self.assertEqual((None, {"count": 0, "schemaOnly": True, "status": "SUCCESS"}),
                         self.copy("slow", create=True, schemaOnly=True))
        self.assertEqual([], self.differences("slow"))

    def test_throttled_it_sends_again_what_comes_back_and_loses_nothing(self):
        self.make(self.source, "orders")
        self.source.put_all("orders", mixed(250, largest=9000))
        self.make(self.dest, "orders", BillingMode="PROVISIONED", ProvisionedThroughput=units(3000, 110))
        proxy = self.watched()
        self.assertEqual((None, {"count": 250, "status": "SUCCESS"}), self.copy("orders", proxy.endpoint))
        sent = sum(request.entries() for request in proxy.requests("BatchWriteItem"))
        self.assertGreater(sent, 250, "nothing came back")
        self.assertEqual([], self.differences("orders", "setting"))

    def test_a_source_of_few_units_is_read_to_its_end(self):
        self.make(self.source, "orders", BillingMode="PROVISIONED", ProvisionedThroughput=units(15, 1000))
        self.source.put_all("orders", mixed(40, largest=30_000))
        self.assertEqual(40, len(self.source.client.scan(TableName="orders", ConsistentRead=True)["Items"]))  # Into debt.
        proxy = self.watched()
        self.assertEqual((None, {"count": 40, "status": "SUCCESS"}), self.copy("orders", proxy.endpoint, create=True))
        self.assertIn(400, {request.status for request in proxy.requests("Scan")}, "nothing was throttled")
        self.source.client.update_table(TableName="orders", BillingMode="PAY_PER_REQUEST")  # For the reader.
        self.assertEqual([], self.differences("orders", "setting"))

    def test_throttled_for_longer_than_it_retries_it_says_so_and_stops_half_way(self):
        self.make(self.source, "orders")
        self.source.put_all("orders", mixed(60, largest=30_000))
        self.make(self.dest, "orders", BillingMode="PROVISIONED", ProvisionedThroughput=units(100, 1))
        self.assertEqual(("ProvisionedThroughputExceededException", None),
                         self.copy("orders", settings={"maxRetries": 1}))
        self.assertEqual({"missing"}, {difference.kind for difference in self.differences("orders", "setting")})

    def test_its_numbers_lose_digits_that_the_service_keeps(self):
        """Its own defect, not the simulator's: it reads numbers as JavaScript's."""
        self.make(self.source, "ledger", "id:S")
        self.source.put_all("ledger", [{"id": {"S": "exact"}, "n": {"N": "9007199254740991"}},
                                       {"id": {"S": "long"}, "n": {"N": "12345678901234567890"}}])
        self.assertEqual((None, {"count": 2, "status": "SUCCESS"}), self.copy("ledger", create=True))
        difference, = self.differences("ledger")
        self.assertEqual(("different", {"N": "12345678901234567000"}), (difference.kind, difference.destination["n"]))

    def test_a_table_that_is_not_there(self):
        self.assertEqual("ResourceNotFoundException", self.copy("nowhere", create=True)[0])
        self.assertEqual([], [name for name in self.dest.tables() if name == "nowhere"])
