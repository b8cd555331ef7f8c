"""Requests that carry expressions, and transactions, over the tables of a Generator."""

from expressions import REFUSED_CONDITIONS, REFUSED_PROJECTIONS, REFUSED_UPDATES, Expressions
from request import Request

RETURN_VALUES = ["NONE", "ALL_OLD", "ALL_NEW", "UPDATED_OLD", "UPDATED_NEW"]


class ExpressiveRequests:
    def __init__(self, generator):
        self.generator, self.random, self.tokens = generator, generator.random, 0

    def kinds(self):
        return [(self.update, 30), (self.bad_update, 10), (self.conditional, 20), (self.bad_condition, 12), (self.filtered, 16),
                (self.projected, 10), (self.bad_projection, 4), (self.placeholders, 5), (self.transact, 12), (self.bad_transact, 8),
                (self.transact_get, 6)]

    def key(self, table):
        return self.generator.old_key(table)

    # Single items.

    def update(self):
        table, made = self.generator.any_table(), Expressions(self.random)
        body = {"TableName": table.name, "Key": self.key(table), "UpdateExpression": made.update()}
        if self.random.random() < 0.3:
            body["ConditionExpression"] = made.condition()
            if self.random.random() < 0.4:
                body["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
        if self.random.random() < 0.6:
            body["ReturnValues"] = self.random.choice(RETURN_VALUES)
        self.generator.note(table, body["Key"])
        parts = body.get("ReturnValues", "").startswith("UPDATED") and set(".[") & set(body["UpdateExpression"])
        return Request("UpdateItem", self.generator.more(made.into(body)), "shows parts" if parts else "valid")

    def bad_update(self):
        table, made = self.generator.any_table(), Expressions(self.random)
        body = {"TableName": table.name, "Key": self.key(table), "UpdateExpression": made.given(self.random.choice(REFUSED_UPDATES))}
        why = body["UpdateExpression"][:40]
        if self.random.random() < 0.25:
            key = body["Key"]
            made.values.clear()
            body["UpdateExpression"] = made.given("SET n = :a")
            why, spoil = self.random.choice([
                ("bad key", lambda: body.update(Key=self.random.choice([{}, {"id": {"BOOL": True}}, {**key, "extra": {"N": "1"}}]))),
                ("bad return values", lambda: body.update(ReturnValues="X")), ("no key", lambda: body.pop("Key")),
                ("no such table", lambda: body.update(TableName="diff-missing")),
                ("no expression", lambda: (body.pop("UpdateExpression"), made.values.clear())),
                ("too big", lambda: made.values.update({":a": {"S": "x" * 409_600}})),
                *((f"bad index key {name}", lambda name=name: body.update(UpdateExpression=f"SET {name} = :a")) for name in table.indexes)])
            if why.startswith("bad index key"):
                made.values[":a"] = self.random.choice([{"BOOL": True}, {"S": ""}, {"L": []}])
            spoil()
        return Request("UpdateItem", made.into(body), why)

    def conditional(self):
        table, made = self.generator.any_table(), Expressions(self.random)
        body = {"TableName": table.name, "ConditionExpression": made.condition()}
        action = self.random.choice(["PutItem", "DeleteItem"])
        key = self.key(table)
        body["Item" if action == "PutItem" else "Key"] = self.generator.item(table, key) if action == "PutItem" else key
        if self.random.random() < 0.4:
            body["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
        if action == "PutItem":
            self.generator.note(table, key)
        return Request(action, self.generator.more(made.into(body)))

    def bad_condition(self):
        table, made = self.generator.any_table(), Expressions(self.random)
        text = made.given(self.random.choice(REFUSED_CONDITIONS))
        action, member = self.random.choice([("DeleteItem", "ConditionExpression"), ("Scan", "FilterExpression"),
                                             ("UpdateItem", "ConditionExpression")])
        body = {"TableName": table.name, member: text, **({} if action == "Scan" else {"Key": self.key(table)})}
        return Request(action, made.into(body), text[:40])

    # Reading.

    def filtered(self):
        table, made = self.generator.any_table(), Expressions(self.random)
        body = {"TableName": table.name, "FilterExpression": made.condition()}
        action = self.random.choice(["Query", "Query", "Scan"])
        if action == "Query":
            body["KeyConditionExpression"] = "id = :id"
            made.values[":id"] = self.key(table)["id"]
            if self.random.random() < 0.4:
                body["Limit"] = self.random.choice([1, 2, 5])
        if self.random.random() < 0.3:
            body["ProjectionExpression"] = made.projection()
        elif self.random.random() < 0.2:
            body["Select"] = "COUNT"
        return Request(action, self.generator.more(made.into(body)), "filtered" if "Limit" in body else "filtered whole")

    def projected(self):
        table, made = self.generator.any_table(), Expressions(self.random)
        body = {"TableName": table.name, "Key": self.key(table), "ProjectionExpression": made.projection()}
        return Request("GetItem", self.generator.more(made.into(body)))

    def bad_projection(self):
        table = self.generator.any_table()
        text = self.random.choice(REFUSED_PROJECTIONS)
        return Request("GetItem", {"TableName": table.name, "Key": self.key(table), "ProjectionExpression": text}, text[:40])

    def placeholders(self):
        table = self.generator.any_table()
        body = {"TableName": table.name, "Key": self.key(table), "UpdateExpression": "SET #n = :v",
                "ExpressionAttributeNames": {"#n": "n"}, "ExpressionAttributeValues": {":v": {"N": "1"}}}
        names, values = body["ExpressionAttributeNames"], body["ExpressionAttributeValues"]
        why, spoil = self.random.choice([
            ("unused name", lambda: names.update({"#m": "m"})), ("unused value", lambda: values.update({":w": {"N": "1"}})),
            ("bad name key", lambda: names.update({"m": "m"})), ("bad value key", lambda: values.update({"w": {"N": "1"}})),
            ("lone mark", lambda: names.update({"#": "m"})), ("dash", lambda: names.update({"#a-b": "m"})),
            ("empty name", lambda: names.update({"#n": ""})), ("bad value", lambda: values.update({":v": {"N": "x"}})),
            ("no type", lambda: values.update({":v": {}})), ("two types", lambda: values.update({":v": {"N": "1", "S": "x"}})),
            ("empty set", lambda: values.update({":v": {"SS": []}})), ("no names", lambda: names.clear()),
            ("no values", lambda: values.clear()), ("no expression", lambda: body.pop("UpdateExpression")),
            ("long key", lambda: names.update({"#" + "n" * 255: "n"}))])
        spoil()
        return Request("UpdateItem", body, why)

    # Transactions.

    def entry(self, table, key):
        made = Expressions(self.random)
        verb = self.random.choice(["Put", "Put", "Update", "Update", "Delete", "ConditionCheck"])
        body = {"TableName": table.name}
        if verb == "Put":
            body["Item"] = self.generator.item(table, key)
        else:
            body["Key"] = key
        if verb == "Update":
            body["UpdateExpression"] = made.given(self.random.choice(["SET n = :a", "ADD counted :a", "REMOVE n", "SET s = :s REMOVE l"]))
        if verb == "ConditionCheck" or self.random.random() < 0.25:
            body["ConditionExpression"] = (made.condition() if self.random.random() < 0.4 else self.random.choice(
                ["attribute_exists(id)", "attribute_not_exists(absent_one)"]))
            if self.random.random() < 0.3:
                body["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
        if verb in ("Put", "Update"):
            self.generator.note(table, key)
        return {verb: made.into(body)}

    def entries(self):
        tables = list(self.generator.tables.values()) or [self.generator.any_table()]
        made, keys = [], []
        for _ in range(self.random.randint(1, 5)):
            table = self.random.choice(tables)
            key = self.key(table)
            if any(name == table.name and repr(other) == repr(key) for name, other in keys):
                continue
            keys.append((table.name, key))
            made.append(self.entry(table, key))
        return made

    def transact(self):
        body = {"TransactItems": self.entries()}
        if self.random.random() < 0.2:
            self.tokens += self.random.random() < 0.7
            body["ClientRequestToken"] = f"token-{self.tokens}"
        return Request("TransactWriteItems", self.generator.more(body))

    def bad_transact(self):
        table = self.generator.any_table()
        key = self.generator.new_key(table)
        put = {"Put": {"TableName": table.name, "Item": self.generator.item(table, key)}}
        where = {"TableName": table.name, "Key": key}
        good = self.entries()
        why, entries = self.random.choice([
            ("none", []), ("twice", [put, {"Delete": where}]), ("twice, checked", [put, {"ConditionCheck": {
                **where, "ConditionExpression": "attribute_exists(id)"}}]),
            ("two in one", [{**put, "Delete": where}]), ("empty", [{}]), ("check without condition", [{"ConditionCheck": where}]),
            ("update without expression", [{"Update": where}]),
            ("no such table", [put, {"Delete": {**where, "TableName": "diff-missing"}}]),
            ("key missing", [{"Put": {"TableName": table.name, "Item": {"x": {"S": "y"}}}}]),
            ("key of another type", [{"Delete": {"TableName": table.name, "Key": {**key, "id": {"BOOL": True}}}}]),
            ("more than the key", [{"Delete": {"TableName": table.name, "Key": {**key, "x": {"S": "y"}}}}]),
            ("bad expression", [*good, {"Update": {**where, "UpdateExpression": "SET n ="}}]),
            ("key changed", [{"Update": {**where, "UpdateExpression": "REMOVE id"}}]),
            ("bad path", [{"Update": {**where, "UpdateExpression": "REMOVE absent_one.k"}}]),
            ("bad operand", [{"Update": {**where, "UpdateExpression": "SET n = absent_one"}}]),
            ("bad number", [{"Put": {"TableName": table.name, "Item": {**key, "n": {"N": "abc"}}}}]),
            ("too big", [{"Put": {"TableName": table.name, "Item": {**key, "n": {"S": "x" * 410_000}}}}]),
            ("101 actions", [{"Delete": {"TableName": table.name, "Key": key}}] * 101),
            *((f"bad index key {name}", [{"Put": {"TableName": table.name, "Item": {**key, name: {"BOOL": True}}}}])
              for name in table.indexes)])
        body = {"TransactItems": entries}
        if self.random.random() < 0.1:
            why, body = self.random.choice([("nothing", {}), ("long token", {"TransactItems": [put], "ClientRequestToken": "t" * 37}),
                                            ("empty token", {"TransactItems": [put], "ClientRequestToken": ""})])
        return Request("TransactWriteItems", body, why)

    def transact_get(self):
        gets, keys = [], []
        for _ in range(self.random.randint(1, 5)):
            table, made = self.generator.any_table(), Expressions(self.random)
            body = {"TableName": table.name, "Key": self.key(table)}
            if (table.name, repr(body["Key"])) in keys:
                continue
            keys.append((table.name, repr(body["Key"])))
            if self.random.random() < 0.3:
                body["ProjectionExpression"] = made.projection()
            gets.append({"Get": made.into(body)})
        why = "valid"
        if self.random.random() < 0.2:
            why, gets = self.random.choice([("twice", [gets[0]] * 2), ("none", []), ("empty", [{}]), ("101 gets", [gets[0]] * 101),
                                            ("bad key", [{"Get": {"TableName": body["TableName"], "Key": {"x": {"S": "y"}}}}]),
                                            ("no such table", [{"Get": {"TableName": "diff-missing", "Key": body["Key"]}}])])
        return Request("TransactGetItems", self.generator.more({"TransactItems": gets}), why)
