"""Settings of tables for CreateTable, and each way to spoil them."""


def schema(names):
    return [{"AttributeName": name, "KeyType": "RANGE" if place else "HASH"} for place, name in enumerate(names)]


def definitions(attributes):
    return [{"AttributeName": name, "AttributeType": kind} for name, kind in attributes.items()]


def units(reads, writes):
    return {"ReadCapacityUnits": reads, "WriteCapacityUnits": writes}


class Spoiled:
    """Each spoils the settings of a table in one way."""

    def no_key_schema(body):
        body.pop("KeySchema")

    def no_definitions(body):
        body.pop("AttributeDefinitions")

    def no_name(body):
        body.pop("TableName")

    def short_name(body):
        body["TableName"] = "ab"

    def name_with_a_space(body):
        body["TableName"] = "diff bad"

    def long_name(body):
        body["TableName"] = "n" * 256

    def empty_schema(body):
        body["KeySchema"] = []

    def range_first(body):
        body["KeySchema"][0]["KeyType"] = "RANGE"

    def three_keys(body):
        body["KeySchema"] = schema(["id", "at", "x"])

    def two_hashes(body):
        body["KeySchema"] = [{"AttributeName": name, "KeyType": "HASH"} for name in ("id", "at")]

    def same_key_twice(body):
        body["KeySchema"] = schema(["id", "id"])

    def unknown_key_type(body):
        body["KeySchema"][0]["KeyType"] = "SORT"

    def key_that_is_not_defined(body):
        body["KeySchema"][0]["AttributeName"] = "undefined"

    def definition_that_is_not_used(body):
        body["AttributeDefinitions"].append({"AttributeName": "unused", "AttributeType": "S"})

    def definition_twice(body):
        body["AttributeDefinitions"].append(dict(body["AttributeDefinitions"][0]))

    def unknown_attribute_type(body):
        body["AttributeDefinitions"][0]["AttributeType"] = "BOOL"

    def no_throughput(body):
        body["BillingMode"] = "PROVISIONED"
        body.pop("ProvisionedThroughput", None)

    def throughput_on_demand(body):
        body["BillingMode"] = "PAY_PER_REQUEST"
        body["ProvisionedThroughput"] = units(1, 1)

    def throughput_zero(body):
        body["BillingMode"] = "PROVISIONED"
        body["ProvisionedThroughput"] = units(0, 1)

    def half_a_throughput(body):
        body["BillingMode"] = "PROVISIONED"
        body["ProvisionedThroughput"] = {"ReadCapacityUnits": 1}

    def unknown_billing(body):
        body["BillingMode"] = "FREE"

    def index_twice(body):
        body["GlobalSecondaryIndexes"] = [_index("one-of-two", "id"), _index("one-of-two", "id")]
        on_demand(body)

    def index_without_projection(body):
        body["GlobalSecondaryIndexes"] = [{"IndexName": "by-id", "KeySchema": schema(["id"])}]
        on_demand(body)

    def index_with_unknown_projection(body):
        body["GlobalSecondaryIndexes"] = [_index("by-id", "id", ProjectionType="SOME")]
        on_demand(body)

    def include_without_names(body):
        body["GlobalSecondaryIndexes"] = [_index("by-id", "id", ProjectionType="INCLUDE")]
        on_demand(body)

    def all_with_names(body):
        body["GlobalSecondaryIndexes"] = [_index("by-id", "id", ProjectionType="ALL", NonKeyAttributes=["x"])]
        on_demand(body)

    def short_index_name(body):
        body["GlobalSecondaryIndexes"] = [_index("x", "id")]
        on_demand(body)

    def no_global_indexes_in_the_list(body):
        body["GlobalSecondaryIndexes"] = []

    def no_local_indexes_in_the_list(body):
        body["LocalSecondaryIndexes"] = []

    def local_index_on_a_table_without_sort_key(body):
        body["KeySchema"] = schema(["id"])
        body["AttributeDefinitions"] = definitions({"id": "S", "x": "S"})
        body["LocalSecondaryIndexes"] = [_index("by-x", "id", "x")]
        body.pop("GlobalSecondaryIndexes", None)

    def local_index_with_another_partition_key(body):
        body["KeySchema"] = schema(["id", "at"])
        body["AttributeDefinitions"] = definitions({"id": "S", "at": "S", "x": "S"})
        body["LocalSecondaryIndexes"] = [_index("by-x", "x", "at")]
        body.pop("GlobalSecondaryIndexes", None)

    def local_index_without_sort_key(body):
        body["KeySchema"] = schema(["id", "at"])
        body["AttributeDefinitions"] = definitions({"id": "S", "at": "S"})
        body["LocalSecondaryIndexes"] = [_index("by-x", "id")]
        body.pop("GlobalSecondaryIndexes", None)

    def six_local_indexes(body):
        names = [f"x{number}" for number in range(6)]
        body["KeySchema"] = schema(["id", "at"])
        body["AttributeDefinitions"] = definitions({"id": "S", "at": "S", **{name: "S" for name in names}})
        body["LocalSecondaryIndexes"] = [_index(f"by-{name}", "id", name) for name in names]
        body.pop("GlobalSecondaryIndexes", None)

    def twenty_one_global_indexes(body):
        body["GlobalSecondaryIndexes"] = [_index(f"by-{number}", "id") for number in range(21)]
        on_demand(body)


def on_demand(body):
    """Leaves the spoiled index as the only thing wrong."""
    body["KeySchema"] = schema(["id"])
    body["AttributeDefinitions"] = definitions({"id": "S"})
    body["BillingMode"] = "PAY_PER_REQUEST"
    body.pop("ProvisionedThroughput", None)
    body.pop("LocalSecondaryIndexes", None)


def _index(name, *keys, **projection):
    return {"IndexName": name, "KeySchema": schema(keys), "Projection": projection or {"ProjectionType": "ALL"}}
