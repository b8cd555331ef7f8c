"""docs/formats/canonical-item.md, written again from the page alone: shares no code with the program.

The hash itself is Debian's libxxhash, called in its shared library. As slow as it is simple.
"""

import base64
import ctypes
import hashlib
from decimal import Context, Decimal

_EXACT = Context(prec=200, Emin=-999_999, Emax=999_999)
USES = {"S": 1, "N": 2, "B": 3, "BOOL": 4, "NULL": 5, "SS": 6, "NS": 7, "BS": 8, "L": 9, "M": 10,
        "name": 11, "member": 12, "item": 13, "key": 14}


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
        return b"0"
    return f"{'-' if sign else ''}{kept}e{exponent + len(digits) - len(kept)}".encode()


class Digester:
    def __init__(self, key):
        self.secrets = {
            use: b"".join(
                hashlib.sha256(b"dynaferry canonical item 1" + key + bytes([number, block])).digest() for block in range(6)
            )
            for use, number in USES.items()
        }

    def hash(self, use, data):
        """-> 16 bytes: the digest as a number, little-endian."""
        found = _XXH3(data, len(data), self.secrets[use], 192)
        return found.low.to_bytes(8, "little") + found.high.to_bytes(8, "little")

    def unordered(self, use, digests):
        total = sum(int.from_bytes(digest, "little") for digest in digests) % 2**128
        return self.hash(use, total.to_bytes(16, "little") + len(digests).to_bytes(8, "little"))

    def member(self, name, value):
        return self.hash("member", self.hash("name", name.encode()) + self.value(value))

    def value(self, value):
        ((kind, content),) = value.items()
        if kind in ("SS", "NS", "BS"):
            return self.unordered(kind, [self.value({kind[0]: member}) for member in content])
        if kind == "L":
            return self.hash("L", b"".join(map(self.value, content)))
        if kind == "M":
            return self.unordered("M", [self.member(*entry) for entry in content.items()])
        return self.hash(kind, {
            "S": lambda: content.encode(),
            "N": lambda: canonical_number(content),
            "B": lambda: base64.b64decode(content, validate=True),
            "BOOL": lambda: b"\1" if content else b"\0",
            "NULL": lambda: b"",
        }[kind]())

    def item(self, item, key_names):
        """-> (digest of the key, digest of the item), in hexadecimal."""
        members = {name: self.member(name, value) for name, value in item.items() if name in key_names or not name.startswith("aws:rep:")}
        digests = self.unordered("key", [members[name] for name in key_names]), self.unordered("item", list(members.values()))
        return tuple(digest[::-1].hex() for digest in digests)
