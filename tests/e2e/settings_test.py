"""The settings of a table arrive with it; a table that is there is compared and never changed."""

from accounts import index, units
from capabilities import needs
from harness import Case, rows

PROVISIONED = {"BillingMode": "PROVISIONED", "ProvisionedThroughput": units(21, 13)}


class Settings(Case):
    def copied(self, name, *more):
        outcome = self.copy(name, *more)
        self.assert_done(outcome)
        self.assert_equal_tables(name)
        return outcome

    def test_keys_and_global_indexes_with_each_projection(self):
        self.fill("DEV-GSI", keys="id:S at:N", attributes={"n": "N", "pad": "S"}, GlobalSecondaryIndexes=[
            index("all", "pad"), index("keys", "pad", "n", projection="KEYS_ONLY"),
            index("some", "n", projection="INCLUDE", names=["pad", "other"])])
        self.copied("DEV-GSI")

    def test_local_indexes(self):
        self.fill("DEV-LSI", keys="id:S at:N", attributes={"n": "N", "pad": "S"}, LocalSecondaryIndexes=[
            index("by-n", "id", "n"), index("by-pad", "id", "pad", projection="INCLUDE", names=["n"])])
        self.copied("DEV-LSI")

    def test_local_and_global_indexes_together(self):
        self.fill("DEV-BOTH", keys="id:S at:N", attributes={"n": "N"},
                  LocalSecondaryIndexes=[index("sorted", "id", "n", projection="KEYS_ONLY")],
                  GlobalSecondaryIndexes=[index("by-n", "n", "id")])
        self.copied("DEV-BOTH")

    def test_provisioned_throughput_of_table_and_indexes(self):
        self.fill("DEV-PROV", attributes={"n": "N"}, **PROVISIONED,
                  GlobalSecondaryIndexes=[index("by-n", "n", throughput=(7, 5))])
        self.copied("DEV-PROV")

    def test_on_demand(self):
        self.fill("DEV-DEMAND", attributes={"n": "N"}, GlobalSecondaryIndexes=[index("by-n", "n")])
        self.copied("DEV-DEMAND")

    def test_each_kind_of_key(self):
        shapes = ["id:S", "id:N", "id:B", "id:S at:S", "id:N at:B", "id:B at:N"]
        names = [f"DEV-K{number}" for number in range(len(shapes))]
        for name, keys in zip(names, shapes):
            self.fill(name, 12, keys=keys)
        self.assert_done(self.copy("DEV-K*"))
        self.assert_equal_tables(*names)

    @needs("multi_attribute_keys")
    def test_index_keys_of_several_attributes(self):
        schema = [{"AttributeName": name, "KeyType": kind}
                  for name, kind in (("a", "HASH"), ("b", "HASH"), ("c", "RANGE"), ("d", "RANGE"))]
        self.source.make("DEV-MULTI", attributes={"a": "S", "b": "N", "c": "S", "d": "N"}, GlobalSecondaryIndexes=[
            {"IndexName": "multi", "KeySchema": schema, "Projection": {"ProjectionType": "ALL"}}])
        self.copied("DEV-MULTI")

    @needs("slow_creation")
    def test_waits_until_table_and_indexes_are_active(self):
        self.fill("DEV-SLOW", attributes={"n": "N"}, GlobalSecondaryIndexes=[index("by-n", "n")])
        self.copied("DEV-SLOW")

    def test_schema_only_creates_and_writes_no_item(self):
        self.fill("DEV-SCHEMA", 40)
        self.assert_done(self.copy("DEV-SCHEMA", "--schema-only"))
        self.assertEqual(0, self.dest.count("PROD-SCHEMA"))

    def test_data_only_fills_a_table_that_is_there(self):
        self.fill("DEV-DATA", 40)
        self.dest.make("PROD-DATA")
        self.assert_done(self.copy("DEV-DATA", "--data-only"))
        self.assert_equal_tables("DEV-DATA")

    def test_data_only_needs_the_table_and_creates_none(self):
        self.fill("DEV-DATA", 10)
        outcome = self.copy("DEV-DATA", "--data-only")
        self.assertNotEqual(0, outcome.code)
        self.assertIn("PROD-DATA", outcome.err)
        self.assert_untouched()


class DestinationThatIsThere(Case):
    def test_an_empty_compatible_table_is_used(self):
        self.fill("DEV-T", 50)
        self.dest.make("PROD-T")
        self.assert_done(self.copy("DEV-T"))
        self.assert_equal_tables("DEV-T")

    def test_its_billing_and_throughput_are_not_changed(self):
        self.fill("DEV-T", 50)
        self.dest.make("PROD-T", **PROVISIONED)
        self.assert_done(self.copy("DEV-T"))
        self.assertEqual(13, self.dest.describe("PROD-T")["ProvisionedThroughput"]["WriteCapacityUnits"])
        self.assert_equal_tables("DEV-T", settings=False)

    def test_if_exists_fail_refuses_it(self):
        self.fill("DEV-T", 5)
        self.dest.make("PROD-T")
        self.assert_error(1, self.copy("DEV-T", "--if-exists", "fail"), "PROD-T")
        self.assertEqual(0, self.dest.count("PROD-T"))

    def refused(self, *shown):
        """Exit 1 with both sides shown, plan 9, and nothing written."""
        for command, code in (("plan", 9), ("copy", 1)):
            outcome = self.ferry(command, "DEV-T")
            self.assert_code(code, outcome)
            for part in ("PROD-T", *shown):
                self.assertIn(part, outcome.said)
        self.assertEqual(0, self.dest.count("PROD-T"))

    def test_other_key_names_are_shown_side_by_side(self):
        self.fill("DEV-T", 5)
        self.dest.make("PROD-T", "uuid:S")
        self.refused("id", "uuid")

    def test_other_key_types_are_shown_side_by_side(self):
        self.fill("DEV-T", 5)
        self.dest.make("PROD-T", "id:N")
        self.refused("id", "S", "N")

    def test_a_sort_key_too_many_is_shown(self):
        self.fill("DEV-T", 5)
        self.dest.make("PROD-T", "id:S at:N")
        self.refused("at")

    def test_a_missing_index_is_named(self):
        self.fill("DEV-T", 5, attributes={"n": "N"}, GlobalSecondaryIndexes=[index("by-n", "n")])
        self.dest.make("PROD-T")
        self.refused("by-n")

    def test_an_index_with_other_keys_is_named(self):
        self.fill("DEV-T", 5, attributes={"n": "N"}, GlobalSecondaryIndexes=[index("by-n", "n")])
        self.dest.make("PROD-T", attributes={"pad": "S"}, GlobalSecondaryIndexes=[index("by-n", "pad")])
        self.refused("by-n", "pad")

    def test_a_filled_table_is_refused_and_not_written_to(self):
        self.fill("DEV-T", 30)
        self.dest.make("PROD-T")
        self.dest.put_all("PROD-T", [{"id": {"S": "row-000001"}, "mine": {"S": "precious"}}])
        self.assert_code(9, self.ferry("plan", "DEV-T"))
        self.assert_error(1, self.copy("DEV-T"), "PROD-T", "empty")
        self.assertEqual([{"id": {"S": "row-000001"}, "mine": {"S": "precious"}}], self.dest.items("PROD-T"))

    def test_overwrite_needs_the_table_named_literally(self):
        self.fill("DEV-T", 30)
        self.dest.make("PROD-T")
        self.dest.put_all("PROD-T", [{"id": {"S": "row-000001"}, "mine": {"S": "x"}}, {"id": {"S": "other"}}])
        self.assert_code(2, self.copy("DEV-*", "--if-not-empty", "overwrite"))
        self.assertEqual(2, self.dest.count("PROD-T"))
        self.assert_done(self.copy("DEV-T", "--if-not-empty", "overwrite"))
        kept = {item["id"]["S"]: item for item in self.dest.items("PROD-T")}
        self.assertEqual(31, len(kept))  # Nothing is ever deleted.
        self.assertIn("n", kept["row-000001"])
