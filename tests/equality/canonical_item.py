"""docs/formats/canonical-item.md, written again from the page alone: shares no code with the program.

The hash itself is Debian's libxxhash, called in its shared library. As slow as it is simple.
"""

import base64
import ctypes
import hashlib
import json
from decimal import Context, Decimal

_EXACT = Context(prec=200, Emin=-999_999, Emax=999_999)


class _Hash128(ctypes.Structure):
    _fields_ = [("low", ctypes.c_uint64), ("high", ctypes.c_uint64)]


_XXH3 = ctypes.CDLL("libxxhash.so.0").XXH3_128bits_withSecret
_XXH3.restype = _Hash128
_XXH3.argtypes = [ctypes.c_char_p, ctypes.c_size_t, ctypes.c_char_p, ctypes.c_size_t]


def canonical_number(text):
    sign, digits, exponent = _EXACT.create_decimal(text).as_tuple()
    digits = "".join(map(str, digits)).lstrip("0")
    kept = digits.rstrip("0")
    if not kept:
        return "0"
    exponent += len(digits) - len(kept)
    sign = "-" if sign else ""
    decimal = sign + format(Decimal((0, tuple(map(int, kept)), exponent)), "f")
    return decimal if len(decimal) <= 38 else f"{sign}{kept}e{exponent}"


def canonical_scalar(kind, content):
    if kind == "N":
        return canonical_number(content)
    if kind == "B":
        return base64.b64encode(base64.b64decode(content, validate=True)).decode()
    return content


def text_of(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


class Digester:
    def __init__(self, key):
        self.secrets = [b"".join(hashlib.sha256(b"dynaferry canonical item 1" + key + bytes([use, block])).digest() for block in range(6))
                        for use in (1, 2)]

    def hash(self, secret, data):
        found = _XXH3(data, len(data), secret, 192)
        return found.low + (found.high << 64)

    def text(self, data):
        if len(data) > 240:
            return self.numbers(*(self.text(data[at:at + 240]) for at in range(0, len(data), 240)))
        return self.hash(self.secrets[0], data)

    def numbers(self, *numbers):
        return self.hash(self.secrets[1], b"".join((number % 2**128).to_bytes(16, "little") for number in numbers))

    def unordered(self, head, digests):
        return self.numbers(head, sum(digests))

    def value(self, value, before=b""):
        """`before`: the name and a colon, if it has one."""
        ((kind, content),) = value.items()
        if kind in ("S", "N", "B", "BOOL", "NULL"):
            return self.text(before + text_of({kind: canonical_scalar(kind, content)}))
        head = self.text(before + b'{"' + kind.encode() + b'":')
        if kind == "L":
            return self.numbers(head, *map(self.value, content))
        if kind == "M":
            return self.unordered(head, [self.member(*entry) for entry in content.items()])
        return self.unordered(head, [self.text(text_of(canonical_scalar(kind[0], member))) for member in content])

    def member(self, name, value):
        return self.value(value, text_of(name) + b":")

    def item(self, item, key_names):
        """-> (digest of the key, digest of the item), in hexadecimal."""
        members = {name: self.member(name, value) for name, value in item.items() if name in key_names or not name.startswith("aws:rep:")}
        return tuple(f"{self.unordered(self.text(head), digests):032x}" for head, digests in (
            (b"key", [members[name] for name in key_names]), (b"item", list(members.values()))))
