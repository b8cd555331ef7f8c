"""What each server and each build of the program can show. A case that one cannot show is not made for it; this is
the list of why."""

from pathlib import Path

NEEDS = {
    "signatures": "the server checks signatures",
    "deep": "items nested as deep as the service allows",
    "big_items": "items of 400 KB are stored and come back in time",
    "many_tables": "200 tables in a few seconds",
    "billing": "billing mode is kept and told",
    "multi_attribute_keys": "index keys of several attributes",
    "slow_creation": "a new table is CREATING for a while",
    "gsi_validation": "an item that violates an index key is refused",
    "number_limits": "numbers of 38 digits and the range of the service",
    "nested_digits": "numbers inside lists come back with all their digits, and in time",
    "crc": "answers carry x-amz-crc32",
    "accounts": "each access key is an account of its own",
    "deletion_protection": "a table can be protected from deletion",
    "time_to_live": "a table has a time to live, and what has expired is still there for a while",
    "index_deletion": "an index that was deleted is not told as ACTIVE",
    "conditions_on_documents": "a condition may compare lists and maps, and the item it did not hold for is told",
    "no_sanitizer": "the program is built without a sanitizer",
}

# server → need → why it is not there. What is not listed is there.
MISSING = {
    "local": {
        "signatures": "DynamoDB Local reads the Authorization header but never checks it",
        "multi_attribute_keys": "came with DynamoDB Local 3.3, and 3.3 does not resolve from Maven",
        "nested_digits": "DynamoDB Local keeps the spelling of numbers inside lists",
        "slow_creation": "tables of DynamoDB Local are ACTIVE at once",
    },
    "dynalite": {
        "gsi_validation": "dynalite takes an empty text for an index key",
        "conditions_on_documents": "a list or map equals nothing in a condition of dynalite's",
        "accounts": "dynalite has one account, whatever the key",
        "deletion_protection": "dynalite is older than it is",
        "time_to_live": "dynalite has no UpdateTimeToLive",
        "signatures": "dynalite checks the header's form, not the signature",
        "nested_digits": "dynalite was not seen to store an item of 130,000 numbers",
        "multi_attribute_keys": "dynalite is older than they are",
        "index_deletion": "dynalite shows an index as ACTIVE for a while after it was deleted",
    },
    "simulator": {},
}


def missing(server, binary):
    if not binary or b"__asan_init" not in Path(binary).read_bytes():
        return MISSING[server]
    return {**MISSING[server], "no_sanitizer": "it takes terabytes of addresses and files of its own, and no other clock"}


def needs(*names):
    """Marks a case (or a class of cases) with what the server must be able to do."""
    for name in names:
        assert name in NEEDS, name

    def mark(target):
        target.needs = tuple(getattr(target, "needs", ())) + names
        return target
    return mark
