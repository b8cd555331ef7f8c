"""The server under test, for a whole run of cases."""

import contextlib

from accounts import word
from harness import WORLD
from peers import servers

# The simulator lets in only whom it was told of, so each case of its own takes two of these.
ACCOUNTS = 1_500
CREATING_MS = 30


@contextlib.contextmanager
def served(server, binary, *flags):
    """Starts the server, the simulator with these flags, too; answers (endpoint of the source, endpoint of the
    destination, one account each)."""
    if server == "local":
        with servers.dynamodb_local(heap="1500m") as one:
            yield one.endpoint, one.endpoint, False
    elif server == "simulator":
        WORLD.credentials = [(f"AKIAKNOWN{word(11)}", f"planted{word(33)}") for _ in range(ACCOUNTS)]
        known = [part for key, secret in WORLD.credentials for part in ("--check-signatures", f"{key}:{secret}")]
        with servers.simulator(binary, "--creating-delay", str(CREATING_MS), *flags, *known) as one:
            yield one.endpoint, one.endpoint, False
    else:
        with servers.dynalite() as one, servers.dynalite() as other:
            yield one.endpoint, other.endpoint, True
