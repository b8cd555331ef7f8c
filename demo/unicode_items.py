"""The Unicode character database as DynamoDB items: one per line of UnicodeData.txt, about 35,000.

Every type of DynamoDB occurs: a key of text and number, sets of text and numbers, nested maps and
lists, binary (the character's own bytes), booleans, and NULL where a property does not apply.
"""

import bisect
import re
from collections import defaultdict
from pathlib import Path

UNICODE = Path("/usr/share/unicode")

CHARACTERS = {
    "TableName": "DEV-CHARACTERS",
    "KeySchema": [{"AttributeName": "block", "KeyType": "HASH"},
                  {"AttributeName": "codepoint", "KeyType": "RANGE"}],
    "AttributeDefinitions": [{"AttributeName": "block", "AttributeType": "S"},
                             {"AttributeName": "codepoint", "AttributeType": "N"},
                             {"AttributeName": "name", "AttributeType": "S"},
                             {"AttributeName": "script", "AttributeType": "S"},
                             {"AttributeName": "category", "AttributeType": "S"}],
    "LocalSecondaryIndexes": [{
        "IndexName": "by-name",
        "KeySchema": [{"AttributeName": "block", "KeyType": "HASH"},
                      {"AttributeName": "name", "KeyType": "RANGE"}],
        "Projection": {"ProjectionType": "KEYS_ONLY"}}],
    "GlobalSecondaryIndexes": [
        {"IndexName": "by-script",
         "KeySchema": [{"AttributeName": "script", "KeyType": "HASH"},
                       {"AttributeName": "codepoint", "KeyType": "RANGE"}],
         "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["name", "text"]}},
        {"IndexName": "by-category",
         "KeySchema": [{"AttributeName": "category", "KeyType": "HASH"}],
         "Projection": {"ProjectionType": "KEYS_ONLY"}}],
    "BillingMode": "PAY_PER_REQUEST",
}

NULL = {"NULL": True}


def _lines(name):
    """Fields of each line of a Unicode data file, comments removed."""
    with open(UNICODE / name, encoding="utf-8") as file:
        for line in file:
            line = line.split("#", 1)[0].strip()
            if line:
                yield [field.strip() for field in line.split(";")]


class Ranges:
    """A property given by ranges of code points (Blocks.txt, Scripts.txt and their kind)."""

    def __init__(self, name):
        rows = []
        for span, value in (fields[:2] for fields in _lines(name)):
            first, _, last = span.partition("..")
            rows.append((int(first, 16), int(last or first, 16), value))
        self.rows = sorted(rows)
        self.starts = [row[0] for row in self.rows]

    def at(self, codepoint):
        index = bisect.bisect_right(self.starts, codepoint) - 1
        if index >= 0 and codepoint <= self.rows[index][1]:
            return self.rows[index][2]
        return None


def _aliases():
    found = defaultdict(list)
    for codepoint, alias, kind in _lines("NameAliases.txt"):
        found[int(codepoint, 16)].append({"M": {"name": {"S": alias}, "kind": {"S": kind}}})
    return found


def _properties():
    found = defaultdict(list)
    for span, value in (fields[:2] for fields in _lines("PropList.txt")):
        first, _, last = span.partition("..")
        for codepoint in range(int(first, 16), int(last or first, 16) + 1):
            found[codepoint].append(value)
    return found


def _notes():
    """Cross references and remarks of NamesList.txt, by code point."""
    remarks, related, current = defaultdict(list), defaultdict(set), None
    with open(UNICODE / "NamesList.txt", encoding="utf-8") as file:
        for line in file:
            if head := re.match(r"([0-9A-F]{4,6})\t", line):
                current = int(head[1], 16)
            elif line.startswith("\t* ") and current is not None:
                remarks[current].append({"S": line[3:].strip()})
            elif line.startswith("\tx ") and current is not None:
                related[current].update(str(int(c, 16)) for c in re.findall(r"\b[0-9A-F]{4,6}\b", line))
    return remarks, related


def _point(text):
    return {"N": str(int(text, 16))} if text else NULL


def _decomposition(text):
    if not text:
        return NULL
    tag, points = re.fullmatch(r"(?:<(\w+)> )?(.*)", text).groups()
    return {"M": {"kind": {"S": tag or "canonical"}, "canonical": {"BOOL": tag is None},
                  "points": {"L": [_point(point) for point in points.split()]}}}


def _number(decimal, digit, numeric):
    if not numeric:
        return NULL
    top, _, bottom = numeric.partition("/")
    value = {"text": {"S": numeric}, "numerator": {"N": top}, "denominator": {"N": bottom or "1"},
             "decimal": {"BOOL": bool(decimal)}, "digit": {"BOOL": bool(digit)}}
    # A quotient is kept to all the 38 digits that DynamoDB has.
    scaled = int(top) * 10 ** 37 // int(bottom or 1)
    sign, digits = ("-" if scaled < 0 else ""), str(abs(scaled)).rjust(38, "0")
    value["value"] = {"N": f"{sign}{digits[:-37]}.{digits[-37:]}"[:39]}
    return {"M": value}


def _encodings(codepoint):
    if 0xD800 <= codepoint <= 0xDFFF:
        return NULL  # A surrogate has no encoding of its own.
    text = chr(codepoint)
    return {"M": {name: {"B": text.encode(codec)}
                  for name, codec in (("utf8", "utf-8"), ("utf16", "utf-16-be"), ("utf32", "utf-32-be"))}}


def characters():
    """Yields one item per line of UnicodeData.txt; a `First>`/`Last>` pair of lines becomes two."""
    blocks, scripts = Ranges("Blocks.txt"), Ranges("Scripts.txt")
    ages, widths = Ranges("DerivedAge.txt"), Ranges("EastAsianWidth.txt")
    breaks = Ranges("LineBreak.txt")
    aliases, properties, (remarks, related) = _aliases(), _properties(), _notes()
    for row in _lines("UnicodeData.txt"):
        codepoint = int(row[0], 16)
        surrogate = 0xD800 <= codepoint <= 0xDFFF
        item = {
            "block": {"S": blocks.at(codepoint) or "No_Block"},
            "codepoint": {"N": str(codepoint)},
            "name": {"S": row[1]},
            "text": NULL if surrogate else {"S": chr(codepoint)},
            "encodings": _encodings(codepoint),
            "script": {"S": scripts.at(codepoint) or "Unknown"},
            "category": {"S": row[2]},
            "age": {"S": ages.at(codepoint) or "unassigned"},
            "combining": {"N": row[3]},
            "bidi": {"M": {"class": {"S": row[4]}, "mirrored": {"BOOL": row[9] == "Y"}}},
            "decomposition": _decomposition(row[5]),
            "number": _number(*row[6:9]),
            "old_name": {"S": row[10]},  # Mostly the empty string, which is a value of its own.
            "case": {"M": {"upper": _point(row[12]), "lower": _point(row[13]), "title": _point(row[14])}},
            "layout": {"M": {"east_asian_width": {"S": widths.at(codepoint) or "N"},
                             "line_break": {"S": breaks.at(codepoint) or "XX"}}},
            "aliases": {"L": aliases.get(codepoint, [])},
            "remarks": {"L": remarks.get(codepoint, [])},
        }
        if codepoint in properties:
            item["properties"] = {"SS": sorted(set(properties[codepoint]))}
        if related.get(codepoint):
            item["related"] = {"NS": sorted(related[codepoint], key=int)}
        yield item
