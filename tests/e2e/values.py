"""Items that copiers get wrong, each with a name that says why."""


def text_of(count):
    return {"S": "é" * (count // 2)}


def nested(levels, kind):
    """A value `levels` deep; a scalar at the bottom is the last level."""
    value = {"S": "bottom"}
    for level in range(levels - 1):
        value = {"L": [value]} if (kind == "L" or (kind == "mixed" and level % 2)) else {"M": {"d": value}}
    return value


NUMBERS = {
    "38 digits": "12345678901234567890123456789012345678",
    "38 digits below one": "0.12345678901234567890123456789012345678",
    "38 digits negative": "-98765432109876543210987654321098765432",
    "38 digits with a point": "1234567890123456789.0123456789012345678",
    "beyond a double": "9007199254740993",
    "beyond 64 bits": "18446744073709551617",
    "largest": "9.9999999999999999999999999999999999999E+125",
    "largest negative": "-9.9999999999999999999999999999999999999E+125",
    "power of ten": "1E+125",
    "smallest": "1E-130",
    "smallest negative": "-1E-130",
    "zero": "0",
    "trailing zeros": "1.200",
    "decimal that no double holds": "0.1",
}

TEXTS = {
    "quotes": 'she said "no" \\ and \'yes\' /',
    "nul": "before\x00after",
    "controls": "".join(map(chr, range(1, 32))) + "\x7f\x80\x9f",
    "line ends": "a\r\nb\nc\rd\u2028e\u2029f",
    "outside the basic plane": "😀𝄞𐍈\U0010ffff",
    "joined": "👩‍👩‍👧‍👦 e\u0301 \ufeff\u200b",
    "not characters": "\ufffd\ufffe\uffff",
    "looks like an escape": "\\u0041 \\n %41 &amp; \\\"",
    "looks like a value": '{"S":"x"}',
    "looks like a number": "007",
    "spaces": "  \t  ",
}

EMPTY = {
    "empty text": {"S": ""},
    "empty binary": {"B": b""},
    "empty list": {"L": []},
    "empty map": {"M": {}},
    "list of empties": {"L": [{"L": []}, {"M": {}}, {"S": ""}, {"B": b""}]},
    "map with an empty": {"M": {"a": {"M": {}}, "b": {"L": []}}},
    "set with an empty text": {"SS": ["", "a"]},
    "set with an empty binary": {"BS": [b"", b"a"]},
}

TYPES = {
    "S": {"S": "text"}, "N": {"N": "42"}, "B": {"B": bytes(range(256))}, "SS": {"SS": ["b", "a", "é"]},
    "NS": {"NS": ["3", "-1.5", "12345678901234567890123456789012345678"]}, "BS": {"BS": [b"\x00", b"\xff\xfe"]},
    "M": {"M": {"k": {"N": "1"}, "K": {"S": "another"}}}, "L": {"L": [{"N": "1"}, {"S": "1"}, {"NULL": True}]},
    "NULL": {"NULL": True}, "BOOL true": {"BOOL": True}, "BOOL false": {"BOOL": False},
}


def awkward_items(deep=31):
    """One item per oddity (key "id"), so that a failure names it."""
    for name, number in NUMBERS.items():
        yield {"id": {"S": f"number: {name}"}, "v": {"N": number}, "in": {"L": [{"N": number}]}, "set": {"NS": [number]}}
    for name, text in TEXTS.items():
        yield {"id": {"S": f"text: {name}"}, "v": {"S": text}, "set": {"SS": [text]}}
        yield {"id": {"S": f"key: {name} {text}"}, "v": {"S": "a key of this kind"}}
        yield {"id": {"S": f"name: {name}"}, text: {"N": "1"}, "m": {"M": {text: {"S": text}}}}
    for name, value in {**EMPTY, **TYPES}.items():
        yield {"id": {"S": f"value: {name}"}, "v": value, "in": {"L": [value, {"M": {"deeper": value}}]}}
    for kind in ("L", "M", "mixed"):
        yield {"id": {"S": f"deep: {kind}"}, "v": nested(deep, kind)}
    yield {"id": {"S": "every type at once"}, **TYPES}
    yield {"id": {"S": "only a key"}}
    yield {"id": {"S": "long name"}, "n" * 60_000: {"S": "name of 60,000 bytes"}}
    yield {"id": {"S": "many names"}, **{f"a{number}": {"N": str(number)} for number in range(2_000)}}
    yield {"id": {"S": "reserved words"}, "S": {"S": "S"}, "M": {"M": {"S": {"S": "x"}, "N": {"N": "1"}}},
           "Item": {"M": {"PutRequest": {"S": ""}}}, "LastEvaluatedKey": {"S": "no"}, "Items": {"L": []}}
    yield {"id": {"S": "k" * 2048}, "v": {"S": "longest key"}}
    yield {"id": {"S": "controls that grow six times"}, "v": {"S": "\x01" * 30_000}}
