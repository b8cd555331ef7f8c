"""Pairs of items in DynamoDB JSON: one, and what is the same or almost the same, written in another way.

Values are DynamoDB JSON as Python has it ({"N": "1"}), with base64 for bytes; a pair is two lines of text.
"""

import base64
import copy
import json
import random

TEXTS = ["", "a", "b", "A", "1", "0", "1.0", "true", "é", "e\u0301", "😀", "\"", "\\", "/", "\n", "\x00", "\u2028", "MQ==",
         "long enough for words of eight", "x" * 300]
NAMES = ["a", "b", "A", "S", "N", "M", "v.w", "é", "😀", "l[0]", "", "long enough for words of eight"]
SCALARS = ["S", "N", "B", "BOOL", "NULL"]
SETS = ["SS", "NS", "BS"]


class Generator:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def pairs(self, count):
        for number in range(count):
            item = self.item(number)
            other = copy.deepcopy(item)
            for _ in range(self.random.choice([0, 0, 1, 1, 2])):
                self.change(other, self.random.choice([name for name in other if name != "pk"]))
            yield self.line(item), self.line(other)

    def item(self, number):
        names = self.random.sample(NAMES[:-2] + ["é" * 20], self.random.randint(1, 6))
        return {"pk": {"S": f"item {number}"}, **{name: self.value() for name in names}}

    # ---- Values -------------------------------------------------------------------------------------

    def value(self, depth=0):
        kind = self.random.choice(SCALARS + SETS + (["L", "M"] if depth < 5 else []))
        if kind in SETS:
            return {kind: self.members(kind)}
        if kind == "L":
            return {"L": [self.value(depth + 1) for _ in range(self.random.randint(0, 3))]}
        if kind == "M":
            names = self.random.sample(NAMES, self.random.randint(0, 3))
            return {"M": {name: self.value(depth + 1) for name in names}}
        return {kind: self.scalar(kind)}

    def scalar(self, kind):
        draw = self.random
        if kind == "S":
            return draw.choice(TEXTS)
        if kind == "B":
            return base64.b64encode(draw.randbytes(draw.randint(0, 6))).decode()
        return self.number() if kind == "N" else True if kind == "NULL" else draw.choice([True, False])

    def number(self):
        draw = self.random
        digits = "".join(draw.choices("0123456789", k=draw.choice([1, 2, 5, 20, 38])))
        return draw.choice(["", "-"]) + digits + draw.choice(["", "", f"e{draw.randint(-60, 60)}"])

    def members(self, kind):
        found = {}
        for _ in range(self.random.randint(1, 4)):
            member = self.scalar(kind[0])
            found[number_value(member) if kind == "NS" else member] = member
        return list(found.values())

    # ---- Something very like it ---------------------------------------------------------------------

    def change(self, parent, place):
        ((kind, content),) = parent[place].items()
        if kind == "L" and content:
            self.change_list(content)
        elif kind == "M" and content:
            self.change(content, self.random.choice(list(content)))
        elif kind in SETS and len(content) > 1 and self.random.random() < 0.7:
            content.pop(self.random.randrange(len(content)))
        else:
            parent[place] = self.random.choice(list(neighbours(kind, content)))

    def change_list(self, elements):
        at = self.random.randrange(len(elements))
        action = self.random.choice(["change", "change", "drop", "turn"])
        if action == "change":
            self.change(elements, at)
        elif action == "drop":
            elements.pop(at)
        else:
            elements.reverse()

    # ---- One of the ways to write it ----------------------------------------------------------------

    def line(self, item):
        return self.object([(name, self.spelled(value)) for name, value in item.items()])

    def object(self, members):
        self.random.shuffle(members)
        return "{" + ",".join(f"{self.text(name)}{self.space()}:{value}" for name, value in members) + self.space() + "}"

    def spelled(self, value):
        ((kind, content),) = value.items()
        if kind in SETS:
            order = self.random.sample(content, len(content))
            spelled = "[" + ",".join(self.spelled_scalar(kind[0], member) for member in order) + self.space() + "]"
        elif kind == "L":
            spelled = "[" + ",".join(map(self.spelled, content)) + "]"
        elif kind == "M":
            spelled = self.object([(name, self.spelled(member)) for name, member in content.items()])
        else:
            spelled = self.spelled_scalar(kind, content)
        return self.space() + self.object([(kind, spelled)]) + self.space()

    def spelled_scalar(self, kind, content):
        if kind in ("BOOL", "NULL"):
            return json.dumps(content)
        return self.text(self.spelled_number(content) if kind == "N" else content)

    def spelled_number(self, text):
        """Another spelling, of at most 38 digits after the zeros in front: boto3 takes no more."""
        sign, digits, exponent = number_value(text)
        zeros = self.random.randint(0, 2)
        if not digits:
            return self.random.choice(["0", "-0", "0.00", "0e5", "+0"])
        if len(digits) + zeros <= 38:
            digits, exponent = digits + "0" * zeros, exponent - zeros
        decimals = self.random.randint(0, len(digits))
        exponent += decimals
        digits = f"{digits[:len(digits) - decimals]}.{digits[len(digits) - decimals:]}" if decimals else digits
        suffix = "" if exponent == 0 else f"{self.random.choice('eE')}{self.random.choice(['', '+']) if exponent > 0 else ''}{exponent}"
        return sign + "0" * self.random.randint(0, 2) + digits + suffix

    def text(self, text):
        if self.random.random() < 0.3:
            text = json.dumps(text)
        else:
            text = json.dumps(text, ensure_ascii=False)
        return "".join(f"\\u{ord(c):04x}" if c.isascii() and c.isalnum() and self.random.random() < 0.1 and "\\" not in text
                       else c for c in text)

    def space(self):
        return self.random.choice(["", "", "", " ", "\t"])


def number_value(text):
    """-> (sign, digits without zeros at either end, power of ten of the last): equal for equal numbers."""
    mantissa, _, exponent = text.partition("e")
    sign, mantissa = ("-", mantissa[1:]) if mantissa.startswith("-") else ("", mantissa)
    digits = mantissa.lstrip("0")
    kept = digits.rstrip("0")
    return (sign, kept, int(exponent or 0) + len(digits) - len(kept)) if kept else ("", "", 0)


def neighbours(kind, content):
    """Values that are easily taken for this one."""
    if kind == "S":
        yield from ({"S": content + "a"}, {"S": content[:-1]}, {"SS": [content]}, {"L": [{"S": content}]}, {"S": content.swapcase()},
                    {"B": base64.b64encode(content.encode()).decode()}, {"NULL": True})
    elif kind == "N":
        sign, digits, exponent = number_value(content)
        yield from ({"S": content}, {"NS": [content]}, {"N": "0"}, {"N": f"{sign}{digits or 1}e{exponent + 1}"})
        if digits:
            last = "1" if digits[-1] != "1" else "2"
            yield from ({"N": f"{sign}{digits[:-1]}{last}e{exponent}"}, {"N": f"{'' if sign else '-'}{digits}e{exponent}"})
    elif kind == "B":
        data = base64.b64decode(content)
        yield from ({"S": content}, {"BS": [content]}, {"B": base64.b64encode(data + b"\0").decode()})
        if data:
            yield {"B": base64.b64encode(data[:-1] + bytes([data[-1] ^ 1])).decode()}
    elif kind in ("BOOL", "NULL"):
        yield from ({"BOOL": False}, {"BOOL": True}, {"NULL": True}, {"N": "1"}, {"N": "0"}, {"S": ""}, {"S": "true"})
    elif kind in SETS:
        yield from ({kind: content[:1]}, {"L": [{kind[0]: member} for member in content]})
        if kind == "NS":
            yield {"SS": content}
    else:
        yield from ({"L": []}, {"M": {}}, {"NULL": True}, {"S": ""})
