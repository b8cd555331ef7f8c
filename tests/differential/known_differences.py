"""Where the simulator and DynamoDB Local differ on purpose, each with its reason.

A difference is known when action, field and the optional test agree. `reason` says who is right and how we
know; a difference without such a reason is a fault of the simulator.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Known:
    reason: str
    field: str  # As in answers.compare: status, error, message, crc, paging, items, "answer.Name"; regular expression.
    action: str = ".*"
    why: str = ".*"  # The generator's word for the request.
    local: str = ".*"  # What DynamoDB Local said,
    simulator: str = ".*"  # and what the simulator did.

    def covers(self, request, field, simulator, local):
        return all(re.fullmatch(pattern, text, re.DOTALL) for pattern, text in (
            (self.field, field), (self.action, request.action), (self.why, request.why), (self.local, str(local)),
            (self.simulator, str(simulator))))


KNOWN = [
    Known("DynamoDB Local answers 500 to what its parser does not expect; the service 400 (facts 1.1, 9.1)", "status",
          local="500.*"),
    Known("DynamoDB Local reads numbers and texts without looking at their JSON type; the service refuses (facts 1.1)",
          "status", why=".*quotes|scan with .*Limit.: .3.*", local="200.*"),
    Known("DynamoDB Local overlooks an unknown word here; the service refuses it as a validation error", "status",
          why="bad capacity|scan with .*ReturnConsumedCapacity.*", local="200.*"),
    Known("the service refuses throughput together with PAY_PER_REQUEST (facts 5.1)", "status", "CreateTable|UpdateTable",
          "throughput on demand", "200.*"),
    Known("the service refuses an empty list of local indexes, as it does of global ones", "status", "CreateTable",
          "no local indexes in the list", "200.*"),
    Known("the service takes no empty start key", "status", "Scan", ".*ExclusiveStartKey.: {}.*", "200.*"),
    Known("the service takes no 0e126, DynamoDB Local does (facts 9.1)", "status", why="bad number.*", local="200.*"),
    Known("an index of an on-demand table shows a throughput of 0 and 0 at the service", "answer.*ProvisionedThroughput",
          "CreateTable|DescribeTable|DeleteTable|UpdateTable", local="None"),
    Known("DynamoDB Local tells the capacity of a DeleteItem even when told NONE", "answer.ConsumedCapacity", "DeleteItem"),
    Known("a Query or Scan that finds nothing costs half a unit at the service (one when consistent), nothing at DynamoDB Local",
          "answer.ConsumedCapacity.*", "Query|Scan", local="0.0"),
    Known("a batch's delete of a missing item costs 1 (facts 3.2); DynamoDB Local takes 2",
          "answer.ConsumedCapacity.*CapacityUnits", "BatchWriteItem", "valid, with deletes"),
    Known("a batch's read of a missing item costs as any read; DynamoDB Local takes nothing",
          "answer.ConsumedCapacity.*CapacityUnits", "BatchGetItem"),
    Known("a page that ends at its Limit has a LastEvaluatedKey even when nothing follows (facts 3.1); DynamoDB Local "
          "leaves it out where a table has no sort key", "answer.LastEvaluatedKey", "Query", local="None"),
    Known("the service changes time to live once an hour (facts 5.3), DynamoDB Local at any time", "status", "UpdateTimeToLive",
          "valid", "200.*"),
    Known("DynamoDB Local tells a most of -1 and -1 for an index added later; the service nothing where none was given (facts 5.1)",
          "answer.*OnDemandThroughput", "UpdateTable|DescribeTable|DeleteTable", local=".*-1.*"),
    Known("DynamoDB Local forgets the most on demand at the next UpdateTable", "answer.*OnDemandThroughput",
          "UpdateTable|DescribeTable|DeleteTable", local="None"),
    Known("an index of an on-demand table shows a throughput of 0 and 0; DynamoDB Local what it had before",
          "answer.*GlobalSecondaryIndexes.*ProvisionedThroughput.*", "UpdateTable|DescribeTable|DeleteTable"),
    Known("DynamoDB Local deletes an index in the background; the simulator at once unless told otherwise",
          "answer.TableDescription.GlobalSecondaryIndexes", "UpdateTable", "index"),
    Known("the two hash in different ways, so a first page of 1 MB ends at another item",
          "answer.(Count|ScannedCount|LastEvaluatedKey.*|Items|ConsumedCapacity.*)", "Scan", ".*, cut"),
    Known("UPDATED_OLD and UPDATED_NEW show only the parts that were updated (facts 3.8); DynamoDB Local whole attributes",
          "answer.Attributes", "UpdateItem", "shows parts"),
    Known("an update may not give an index's key another type (facts 3.8); DynamoDB Local takes it", "status", "UpdateItem",
          local="200.*", simulator="400.* attempted to update the secondary index key to unsupported type"),
    Known("each write of a transaction costs twice what it costs alone (facts 3.2); DynamoDB Local counts otherwise",
          "answer.ConsumedCapacity.*", "TransactWriteItems"),
    Known("what is wrong with the item of one action cancels a transaction (facts 3.8); DynamoDB Local refuses the call",
          "error", "TransactWriteItems", "bad path|bad operand|valid|key of another type|bad index key .*", "ValidationException"),
    Known("an Update of a transaction needs its expression, a token a letter (service model); DynamoDB Local takes none",
          "status|error", "TransactWriteItems", "update without expression|empty token", "200.*|IdempotentParameterMismatchException"),
    Known("the service refuses definitions that no key uses; DynamoDB Local overlooks some beside an index", "status", "CreateTable",
          "definition that is not used", "200.*"),
    Known("two actions on one item are refused (API TransactWriteItems); DynamoDB Local overlooks some numbers as keys",
          "status", "TransactWriteItems", "twice.*", "200.*"),
    Known("a key of another shape in a TransactGetItems: DynamoDB Local cancels without a reason; what the service says is not known",
          "error", "TransactGetItems", "bad key", "TransactionCanceledException"),
]


def known(request, field, simulator, local):
    for entry in KNOWN:
        if entry.covers(request, field, simulator, local):
            return entry
    return None


# The words of the service itself, where facts know them; DynamoDB Local has its own. The simulator must say these.
SERVICE_WORDS = [
    ("BatchWriteItem", "key missing|key of another type|delete with more than the key",
     "The provided key element does not match the schema"),
    ("GetItem|DeleteItem", "bad key", "The provided key element does not match the schema"),
    ("BatchWriteItem", "put twice|put and delete", "Provided list of item keys contains duplicates"),
    ("BatchGetItem", "twice", "Provided list of item keys contains duplicates"),
    ("PutItem", "NULL false", ".*Null attribute value types must have the value of true.*"),
    ("PutItem", "key missing", "One or more parameter values were invalid: Missing the key id in the item"),
    ("PutItem|BatchWriteItem", "empty set", ".*(An (string|number) set  may not be empty|Binary sets should not be empty).*"),
    ("PutItem", "two types", ".*Supplied AttributeValue has more than one datatypes set.*"),
    ("PutItem", "no type|unknown type", ".*Supplied AttributeValue is empty, must contain exactly one of the supported datatypes.*"),
    ("PutItem", "too big", "Item size has exceeded the maximum allowed size"),
    ("PutItem|BatchWriteItem|DeleteItem|GetItem", "no such table", "Requested resource not found"),
]


def wrong_words(request, answer):
    """Yields a difference when the simulator refuses in other words than the service's."""
    if answer.status == 200:
        return
    for action, why, words in SERVICE_WORDS:
        if re.fullmatch(action, request.action) and re.fullmatch(why, request.why):
            if answer.error in ("ValidationException", "ResourceNotFoundException") and not re.fullmatch(
                    words, answer.message or "", re.DOTALL):
                yield "message", answer.message, words
