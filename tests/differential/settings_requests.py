"""Requests that change or tell the settings of a table: what DynamoDB Local has of them.

`any_settings(table, random)` gives (action, body, why); the table's rough picture follows what should happen.
"""

from table_settings import definitions, schema, units


def any_settings(table, random):
    makers = [(time_to_live, 6), (bad_time_to_live, 3), (limits, 1), (throughput, 5), (billing, 3), (most_on_demand, 2),
              (protection, 2), (nothing, 1), (new_index, 5), (lost_index, 4), (bad_index, 5)]
    functions, weights = zip(*makers)
    return random.choices(functions, weights)[0](table, random)


def time_to_live(table, random):
    if random.random() < 0.4:
        return "DescribeTimeToLive", {"TableName": table.name}, "valid"
    return "UpdateTimeToLive", {"TableName": table.name, "TimeToLiveSpecification": {
        "AttributeName": random.choice(["expires", "expires", "expires", "other"]), "Enabled": random.random() < 0.7}}, "valid"


def bad_time_to_live(table, random):
    body = {"TableName": table.name, "TimeToLiveSpecification": {"AttributeName": "expires", "Enabled": True}}
    why, change = random.choice([
        ("no specification", lambda: body.pop("TimeToLiveSpecification")),
        ("no such table", lambda: body.update(TableName="diff-missing")),
        ("no attribute", lambda: body["TimeToLiveSpecification"].pop("AttributeName")),
        ("empty attribute", lambda: body["TimeToLiveSpecification"].update(AttributeName="")),
        ("no state", lambda: body["TimeToLiveSpecification"].pop("Enabled"))])
    change()
    return "UpdateTimeToLive", body, why


def limits(table, random):
    return "DescribeLimits", {}, "valid"


def throughput(table, random):
    return "UpdateTable", {"TableName": table.name, "ProvisionedThroughput": units(random.randint(1, 3), random.randint(0, 3))}, \
        "throughput" if table.provisioned else "throughput on demand"


def billing(table, random):
    body = {"TableName": table.name}
    if random.random() < 0.2:
        body["BillingMode"] = "PROVISIONED"
        return "UpdateTable", body, "billing without throughput"
    if table.provisioned:
        body["BillingMode"] = "PAY_PER_REQUEST"
    else:
        body |= {"BillingMode": "PROVISIONED", "ProvisionedThroughput": units(2, 2)}
        table.index_units += 1  # DynamoDB Local remembers the last ones, and refuses the same.
        if table.global_indexes:
            body["GlobalSecondaryIndexUpdates"] = [
                {"Update": {"IndexName": name, "ProvisionedThroughput": units(table.index_units, table.index_units)}}
                for name in table.global_indexes]
    table.provisioned = not table.provisioned
    return "UpdateTable", body, "billing"


def most_on_demand(table, random):
    if table.provisioned:  # DynamoDB Local takes that, and cannot take it back.
        return protection(table, random)
    return "UpdateTable", {"TableName": table.name, "OnDemandThroughput": {
        "MaxReadRequestUnits": random.randint(1, 9), "MaxWriteRequestUnits": random.randint(1, 9)}}, "most on demand"


def protection(table, random):
    # Never on: DynamoDB Local forgets it at the next UpdateTable, and then the two have other tables.
    return "UpdateTable", {"TableName": table.name, "DeletionProtectionEnabled": False}, "valid"


def nothing(table, random):
    return "UpdateTable", {"TableName": random.choice([table.name, table.name, "diff-missing"])}, "nothing"


def _creation(table, name, attribute, kind):
    created = {"IndexName": name, "KeySchema": schema([attribute]), "Projection": {"ProjectionType": "ALL"}}
    if table.provisioned:
        created["ProvisionedThroughput"] = units(1, 1)
    return {"TableName": table.name, "AttributeDefinitions": definitions({attribute: kind}),
            "GlobalSecondaryIndexUpdates": [{"Create": created}]}


def new_index(table, random):
    if "by-h" in table.global_indexes:
        return lost_index(table, random)
    kind = random.choice("SNB")
    table.global_indexes.append("by-h")
    table.indexes["h"] = kind
    return "UpdateTable", _creation(table, "by-h", "h", kind), "index"


def lost_index(table, random):
    name = random.choice([*table.global_indexes, "missing"])
    if name in table.global_indexes:
        table.global_indexes.remove(name)
        table.indexes.pop(name.removeprefix("by-"), None)
    return "UpdateTable", {"TableName": table.name, "GlobalSecondaryIndexUpdates": [{"Delete": {"IndexName": name}}]}, "index"


def bad_index(table, random):
    body = _creation(table, "by-x", "x", "S")
    created = body["GlobalSecondaryIndexUpdates"][0]["Create"]
    why, change = random.choice([
        ("index without definitions", lambda: body.pop("AttributeDefinitions")),
        ("index without keys", lambda: created.pop("KeySchema")),
        ("index without projection", lambda: created.pop("Projection")),
        ("index without a name", lambda: created.pop("IndexName")),
        ("key of another type", lambda: (body.update(AttributeDefinitions=definitions(
            {"id": "B" if table.keys[0][1] != "B" else "S"})), created.update(KeySchema=schema(["id"])))),
        ("no kind of update", lambda: body.update(GlobalSecondaryIndexUpdates=[{}])),
        ("no updates", lambda: body.update(GlobalSecondaryIndexUpdates=[])),
        ("no such table", lambda: body.update(TableName="diff-missing"))])
    change()
    return "UpdateTable", body, why
