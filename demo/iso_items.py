"""Languages (ISO 639-3) and countries with their subdivisions (ISO 3166) as DynamoDB items."""

import json
from collections import defaultdict
from pathlib import Path

ISO = Path("/usr/share/iso-codes/json")

LANGUAGES = {
    "TableName": "DEV-LANGUAGES",
    "KeySchema": [{"AttributeName": "code", "KeyType": "HASH"}],
    "AttributeDefinitions": [{"AttributeName": "code", "AttributeType": "B"},
                             {"AttributeName": "type", "AttributeType": "S"},
                             {"AttributeName": "name", "AttributeType": "S"}],
    "GlobalSecondaryIndexes": [{
        "IndexName": "by-type",
        "KeySchema": [{"AttributeName": "type", "KeyType": "HASH"},
                      {"AttributeName": "name", "KeyType": "RANGE"}],
        "Projection": {"ProjectionType": "ALL"},
        "ProvisionedThroughput": {"ReadCapacityUnits": 1500, "WriteCapacityUnits": 3500}}],
    "BillingMode": "PROVISIONED",
    "ProvisionedThroughput": {"ReadCapacityUnits": 4000, "WriteCapacityUnits": 4000},
}

COUNTRIES = {
    "TableName": "DEV-COUNTRIES",
    "KeySchema": [{"AttributeName": "numeric", "KeyType": "HASH"}],
    "AttributeDefinitions": [{"AttributeName": "numeric", "AttributeType": "N"}],
    "BillingMode": "PAY_PER_REQUEST",
}

SCOPES = {"I": "individual", "M": "macrolanguage", "S": "special"}
TYPES = {"A": "ancient", "C": "constructed", "E": "extinct", "H": "historical", "L": "living", "S": "special"}


def _read(name):
    with open(ISO / f"iso_{name}.json", encoding="utf-8") as file:
        return json.load(file)[name]


def languages():
    for row in _read("639-3"):
        names = {row["name"], row.get("common_name"), row.get("inverted_name")} - {None}
        item = {
            "code": {"B": row["alpha_3"].encode("ascii")},
            "alpha_3": {"S": row["alpha_3"]},
            "name": {"S": row["name"]},
            "names": {"SS": sorted(names)},
            "scope": {"S": SCOPES[row["scope"]]},
            "type": {"S": TYPES[row["type"]]},
            "living": {"BOOL": row["type"] == "L"},
            "alpha_2": {"S": row["alpha_2"]} if "alpha_2" in row else {"NULL": True},
            "bibliographic": {"S": row["bibliographic"]} if "bibliographic" in row else {"NULL": True},
        }
        if "alpha_2" in row:
            item["codes"] = {"BS": [row["alpha_2"].encode(), row["alpha_3"].encode()]}
        yield item


def _subdivisions():
    """Per country, its subdivisions as a tree of lists: a province carries its own districts."""
    children, country_of = defaultdict(list), {}
    rows = _read("3166-2")
    for row in rows:
        country = row["code"].split("-")[0]
        parent = row.get("parent")
        if parent and "-" not in parent:
            parent = f"{country}-{parent}"
        children[parent or country].append(row)
        country_of[row["code"]] = country

    def tree(place):
        return {"L": [{"M": {"code": {"S": row["code"]}, "name": {"S": row["name"]}, "type": {"S": row["type"]},
                             "parts": tree(row["code"])}} for row in children.get(place, [])]}

    return tree, country_of


def countries():
    tree, country_of = _subdivisions()
    for row in _read("3166-1"):
        parts = [code for code, country in country_of.items() if country == row["alpha_2"]]
        yield {
            "numeric": {"N": str(int(row["numeric"]))},
            "codes": {"M": {"alpha_2": {"S": row["alpha_2"]}, "alpha_3": {"S": row["alpha_3"]},
                            "numeric": {"S": row["numeric"]}}},
            "name": {"S": row["name"]},
            "official_name": {"S": row["official_name"]} if "official_name" in row else {"NULL": True},
            "flag": {"S": row["flag"]},
            "flag_bytes": {"B": row["flag"].encode("utf-8")},
            "subdivisions": tree(row["alpha_2"]),
            "subdivision_count": {"N": str(len(parts))},
            "has_subdivisions": {"BOOL": bool(parts)},
        }
