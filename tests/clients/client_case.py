"""What a client is given: a simulator with physics on, two accounts that it knows, an empty directory."""

import contextlib
import tempfile
import unittest
from pathlib import Path

from accounts import Account, word
from peers import servers

REGION = "us-east-1"


class ClientCase(unittest.TestCase):
    """The server lives as long as the class. `flags` are the simulator's, besides --physics and the accounts."""

    binary = ""
    flags = ()
    ids = {"SRC": "111122223333", "DEST": "444455556666"}

    @classmethod
    def setUpClass(cls):
        stack = contextlib.ExitStack()
        cls.addClassCleanup(stack.close)
        cls.directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="dynaferry-clients-")))
        keys = {name: (f"AKIA{name}{word(12)}", f"planted{word(33)}") for name in cls.ids}
        known = [part for name, (key, secret) in keys.items()
                 for part in ("--check-signatures", f"{key}:{secret}:{cls.ids[name]}")]
        cls.endpoint = stack.enter_context(servers.simulator(cls.binary, "--physics", *known, *cls.flags)).endpoint
        cls.source, cls.dest = (Account(name, cls.endpoint, *keys[name], REGION) for name in cls.ids)
