"""No harm: what is not ours is not written to, and what is gone is not made again."""

from urllib.parse import urlsplit

from accounts import Account, word
from capabilities import needs
from fault_proxy import FaultProxy, denied, meanwhile
from harness import WORLD, Case
from peers import servers

NOTHING = "^nothing was created or written$"
RESTART = "^if that is right, start over with --restart PROD-T; should PROD-T hold items, empty it first"
GONE = "^check that the table still exists on that side; it is never re-created silently$"
# However it is asked for.
COMMANDS = ((), ("--if-not-empty", "overwrite"), ("--if-not-empty", "overwrite", "--again"),
            ("--data-only", "--if-not-empty", "overwrite"))


class Disguised(Case):
    """Source and destination are one table under two descriptions. It is found by its id where names do not show it."""

    def setUp(self):
        super().setUp()
        self.fill("DEV-A", 20)
        self.port = urlsplit(self.source.endpoint).port

    def one_account(self, **dest):
        self.write_env(DEST_PREFIX="DEV", DEST_AWS_ACCESS_KEY_ID=self.source.key,
                       DEST_AWS_SECRET_ACCESS_KEY=self.source.secret, **{"DEST_AWS_ENDPOINT_URL": self.source.endpoint, **dest})

    def refused(self, what, *commands):
        before = self.source.items("DEV-A")
        for more in COMMANDS + commands:
            self.assert_told(2, self.copy("DEV-A", *more), what, NOTHING)
            self.assert_code(2, self.ferry("plan", "DEV-A", *more))
        self.assertEqual(before, self.source.items("DEV-A"))
        self.assertEqual(["DEV-A"], self.source.tables())

    def refused_by_its_id(self):
        self.refused('^"DEV-A" and "DEV-A" are one and the same table: arn:',
                     ("--if-not-empty", "overwrite", "--restart", "DEV-A"))

    def refused_by_its_name(self):
        self.refused('^table "DEV-A" is its own destination')

    def test_as_localhost(self):
        self.one_account(DEST_AWS_ENDPOINT_URL=f"http://localhost:{self.port}")
        self.refused_by_its_id()

    def test_as_localhost_in_capitals(self):
        self.write_env(SRC_AWS_ENDPOINT_URL=f"http://localhost:{self.port}")
        self.one_account(SRC_AWS_ENDPOINT_URL=f"http://localhost:{self.port}",
                         DEST_AWS_ENDPOINT_URL=f"http://LOCALHOST:{self.port}")
        self.refused_by_its_name()

    def test_with_a_slash_behind_it(self):
        self.one_account(DEST_AWS_ENDPOINT_URL=f"{self.source.endpoint}/")
        self.refused_by_its_name()

    def test_behind_another_port(self):
        with FaultProxy(self.source.endpoint) as forwarded:
            self.one_account(DEST_AWS_ENDPOINT_URL=forwarded.endpoint)
            self.refused_by_its_id()
            self.assertEqual({"DescribeTable"}, forwarded.actions())

    def test_behind_another_address(self):
        try:
            proxy = FaultProxy(self.source.endpoint, host="::1")
        except OSError:  # Not every machine has that one.
            proxy = FaultProxy(self.source.endpoint, host="127.0.0.2")
        with proxy as forwarded:
            self.one_account(DEST_AWS_ENDPOINT_URL=forwarded.endpoint)
            self.refused_by_its_id()

    def test_in_another_spelling_of_its_region(self):
        self.one_account(DEST_AWS_REGION="local")
        self.refused_by_its_name()

    def test_a_region_in_capitals_is_none(self):
        self.one_account(DEST_AWS_REGION="US-EAST-1")
        self.assert_error(2, self.copy("DEV-A"), "region")

    def test_a_chain_of_tables_behind_another_port(self):
        self.fill("DEV-B", 3)
        before = [self.source.items(name) for name in ("DEV-A", "DEV-B")]
        with FaultProxy(self.source.endpoint) as forwarded:
            self.one_account(DEST_AWS_ENDPOINT_URL=forwarded.endpoint)
            outcome = self.copy("--table", "DEV-A=DEV-B", "--table", "DEV-B=DEV-C", "--if-not-empty", "overwrite")
            self.assert_told(2, outcome, '^"DEV-B" is a destination of this run and a source of it, too$', NOTHING)
        self.assertEqual(before, [self.source.items(name) for name in ("DEV-A", "DEV-B")])

    @needs("signatures")
    def test_with_other_keys_of_its_account(self):
        keys = [(f"AKIA{word(16)}", self.plant()) for _ in range(2)]
        let_in = [part for key, secret in keys for part in ("--check-signatures", f"{key}:{secret}:111122223333")]
        with servers.simulator(WORLD.binary, *let_in) as one:
            self.source = Account("SRC", one.endpoint, *keys[0])
            self.fill("DEV-A", 20)
            (self.home / ".aws").mkdir()
            self.secret_files.add(self.home / ".aws" / "credentials")
            (self.home / ".aws" / "credentials").write_text(
                f"[other]\naws_access_key_id={keys[1][0]}\naws_secret_access_key={keys[1][1]}\n")
            self.write_env(("DEST_AWS_ACCESS_KEY_ID", "DEST_AWS_SECRET_ACCESS_KEY"), DEST_PREFIX="DEV",
                           DEST_AWS_ENDPOINT_URL=one.endpoint, DEST_AWS_PROFILE="other")
            self.refused_by_its_id()


class Begun(Case):
    """A copy that stopped half way; what becomes of it when the world is another."""

    def setUp(self):
        super().setUp()
        self.fill("DEV-T", 400, size=300)

    def stopped_half_way(self, *arguments):
        self.proxy = self.through_proxy()
        self.proxy.add("BatchWriteItem", denied("BatchWriteItem"), first=5, times=100_000)
        self.assert_code(5, self.copy(*(arguments or ("DEV-T",))))
        self.proxy.clear()

    def somebody_else(self, side, endpoint):
        """The same endpoints, which is how the journal is found, and another account's keys for one of them."""
        other = WORLD.account("OTHER", endpoint)
        self.planted.append(other.secret)
        self.write_env(**{"DEST_AWS_ENDPOINT_URL": self.proxy.endpoint, f"{side}_AWS_ACCESS_KEY_ID": other.key,
                          f"{side}_AWS_SECRET_ACCESS_KEY": other.secret})
        return other

    @needs("accounts")
    def test_a_destination_of_another_account_is_not_written_to(self):
        self.stopped_half_way()
        other = self.somebody_else("DEST", WORLD.dest_endpoint)
        missing = (r'^the journal is of another destination table "PROD-T" \(id .*\); it does not exist: ',
                   "or these are another account's credentials$")
        for more in COMMANDS[:3]:
            self.assert_told(6, self.copy("DEV-T", *more), missing, NOTHING, RESTART)
        self.assertEqual([], other.tables())
        other.make("PROD-T")
        for more in COMMANDS[:3]:
            self.assert_told(6, self.copy("DEV-T", *more), r"^the journal is of another destination .*; its id is ",
                             NOTHING, RESTART)
        self.assertEqual(0, other.count("PROD-T"))

    @needs("accounts")
    def test_a_source_of_another_account_is_not_copied_into_it(self):
        self.stopped_half_way()
        other = self.somebody_else("SRC", WORLD.source_endpoint)
        other.make("DEV-T")
        other.put_all("DEV-T", [{"id": {"S": "row-000001"}, "theirs": {"S": "x"}}])
        before = self.dest.items("PROD-T")
        # Where accounts have ARNs of their own it is another copy, and else another table of this one.
        same = self.source.describe("DEV-T")["TableArn"] == other.describe("DEV-T")["TableArn"]
        code, what = (6, '^the journal is of another source table "DEV-T"') if same else (
            1, '^(destination "PROD-T" .* holds items|another copy into destination "PROD-T" is not finished)')
        for more in COMMANDS[:3]:
            self.assert_told(code, self.copy("DEV-T", *more), what, NOTHING)
        self.assertEqual(before, self.dest.items("PROD-T"))

    def test_a_journal_in_the_place_of_another_tables_is_6(self):
        self.fill("DEV-U", 40)
        self.stopped_half_way("DEV-T", "DEV-U", "--tables-at-once", 1)
        state = self.work / "dynaferry.state"
        of_t, of_u = (next(state.glob(f"*DEV-{letter}*.journal")) for letter in "TU")
        of_u.write_bytes(of_t.read_bytes())
        self.assert_told(6, self.copy("DEV-U"), '^the journal is of another (source table "DEV|destination table "PROD)-U"',
                         NOTHING, "--restart PROD-U", errors=2)

    def test_a_destination_that_was_deleted_since_is_not_made_again(self):
        self.stopped_half_way()
        self.dest.drop("PROD-T")
        for more in COMMANDS[:3]:
            self.assert_told(6, self.copy("DEV-T", *more), r"; it does not exist: it was deleted or re-created since", NOTHING, RESTART)
        self.assertEqual([], self.proxy.requests("CreateTable"))
        self.assert_untouched()


class DeletedMeanwhile(Case):
    """By its owner, in the middle of a copy."""

    def setUp(self):
        super().setUp()
        self.fill("DEV-T", 4_000, size=600)
        self.dest.make("PROD-T")
        self.proxy = self.through_proxy()

    def at_a_write(self, do):
        self.proxy.add("BatchWriteItem", meanwhile(do), first=40)
        return self.copy("DEV-T", "--segments", 1, "--concurrency", 1)

    def test_a_source_that_is_deleted_while_it_is_copied(self):
        outcome = self.at_a_write(lambda: self.source.drop("DEV-T"))
        self.assert_told(1, outcome, r'^reading source "DEV-T" .* failed: .*ResourceNotFoundException',
                         r"^[\d,]+ items of it were copied and recorded; they are at the destination$", GONE)
        self.assertGreater(self.dest.count("PROD-T"), 0)
        self.assert_told(2, self.copy("DEV-T"), '^there is no table "DEV-T" at the source', NOTHING)

    def test_a_destination_that_is_deleted_while_it_is_copied_is_not_made_again(self):
        outcome = self.at_a_write(lambda: self.dest.drop("PROD-T"))
        self.assert_told(1, outcome, r'^writing to destination "PROD-T" .* failed: .*ResourceNotFoundException',
                         r"^[\d,]+ items were recorded as copied; what of them there is now is not known$", GONE)
        self.assert_told(6, self.copy("DEV-T"), "; it does not exist: it was deleted or re-created since", NOTHING, RESTART)
        self.assertEqual([], self.proxy.requests("CreateTable"))
        self.assert_untouched()


class SomebodyElsesTable(Case):
    """It is made after somebody looked and saw none."""

    THEIRS = {"id": {"S": "row-000001"}, "theirs": {"S": "precious"}}

    def setUp(self):
        super().setUp()
        self.fill("DEV-T", 30)

    def filled(self):
        self.dest.make("PROD-T")
        self.dest.put_all("PROD-T", [self.THEIRS])

    def test_between_plan_and_copy_with_other_keys(self):
        self.assert_done(self.ferry("plan", "DEV-T"))
        self.dest.make("PROD-T", "uuid:S")
        for more in COMMANDS[:3]:
            self.assert_told(1, self.copy("DEV-T", *more), '^destination "PROD-T" is not compatible with source "DEV-T"',
                             NOTHING, "never changes an existing table unasked$")
        self.assertEqual(0, self.dest.count("PROD-T"))

    def test_between_plan_and_copy_with_the_same_keys_and_items(self):
        self.assert_done(self.ferry("plan", "DEV-T"))
        self.filled()
        self.assert_told(1, self.copy("DEV-T"), '^destination "PROD-T" .* holds items, and the state directory knows of no copy',
                         NOTHING, "^if an earlier run made them, ")
        self.assertEqual([self.THEIRS], self.dest.items("PROD-T"))

    def at_creation(self, do):
        self.proxy = self.through_proxy()
        self.proxy.add("CreateTable", meanwhile(do))
        return self.copy("DEV-T")

    def test_between_the_look_and_the_creation_with_other_keys(self):
        outcome = self.at_creation(lambda: self.dest.make("PROD-T", "uuid:S"))
        self.assert_told(1, outcome, r'^preparing destination "PROD-T" .* failed: .*creating it.*ResourceInUseException',
                         "^no item is recorded as copied; nothing is lost$", "^wait until nobody else changes the table")
        self.assert_told(1, self.copy("DEV-T"), "is not compatible", NOTHING)
        self.assertEqual(0, self.dest.count("PROD-T"))

    def test_between_the_look_and_the_creation_with_the_same_keys_and_items(self):
        outcome = self.at_creation(self.filled)
        self.assert_told(1, outcome, r'^preparing destination "PROD-T" .*ResourceInUseException')
        self.assert_told(1, self.copy("DEV-T"), '^destination "PROD-T" .* holds items', NOTHING)
        self.assertEqual([self.THEIRS], self.dest.items("PROD-T"))
        self.assertEqual([], self.proxy.requests("BatchWriteItem"))


class Protected(Case):
    @needs("deletion_protection")
    def test_deletion_protection_of_the_destination_changes_nothing_and_stays(self):
        self.fill("DEV-T", 60)
        self.dest.make("PROD-T", DeletionProtectionEnabled=True)
        self.addCleanup(lambda: self.dest.client.update_table(TableName="PROD-T", DeletionProtectionEnabled=False))
        proxy = self.through_proxy()
        self.assert_silent_success(self.copy("DEV-T"), 60)
        self.assert_equal_tables("DEV-T", settings=False)
        self.assertTrue(self.dest.describe("PROD-T")["DeletionProtectionEnabled"])
        self.assertLessEqual(proxy.actions(), {"DescribeTable", "Scan", "BatchWriteItem"})
        self.assert_error(1, self.copy("DEV-T", "--restart", "PROD-T"), "holds items")
