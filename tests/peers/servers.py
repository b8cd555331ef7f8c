"""The servers that tests, demo and benchmarks run against, each as a context manager.

    from peers.servers import dynamodb_local, dynalite, simulator      # with tests/ on sys.path

    with dynamodb_local() as server:
        client = boto3.client("dynamodb", endpoint_url=server.endpoint, ...)

    dynamodb_local(heap="512m")      Amazon's emulator, in memory, without -sharedDb: every access
                                     key and Region sees its own tables, so one server plays both
                                     accounts. Keys must be letters and digits only.
    dynalite(*flags)                 A second look-alike, in memory; one account. Default flags make
                                     tables ACTIVE at once; e.g. dynalite("--createTableMs", "500").
    simulator(binary, *flags)        `binary simulator --port N *flags`.

Each starts its server on a free loopback port, waits until it answers HTTP (StartError with the
server's last words when it does not), yields a Server and always stops it, with every process that
it started. Server has:

    endpoint    "http://127.0.0.1:PORT"
    port, pid   numbers; pid is the server's own process, for tests that stop or kill it
    log()       what the server printed so far
    process     the subprocess.Popen

The server also dies with the thread that started it (so that a killed test leaves nothing behind):
start servers from the main thread, or from one that outlives them.

`tests/peers/fetch` gets the servers; `./dev test`, `demo` and `bench` call it. Needs Linux.
Running this file starts each of them once and lists its tables: a quick look whether all is well.
"""

import contextlib
import ctypes
import os
import pathlib
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
PEERS = pathlib.Path(os.environ.get("DYNAFERRY_PEERS", ROOT / "build" / "peers"))

_LIBC = ctypes.CDLL(None, use_errno=True)
_PR_SET_PDEATHSIG = 1


class StartError(RuntimeError):
    """A server did not start; the message holds what it said."""


class Server:
    def __init__(self, process, port, log_path):
        self.process = process
        self.port = port
        self.pid = process.pid
        self.endpoint = f"http://127.0.0.1:{port}"
        self._log_path = log_path

    def log(self):
        return pathlib.Path(self._log_path).read_text(errors="replace")

    def __str__(self):
        return self.endpoint


@contextlib.contextmanager
def dynamodb_local(heap="512m"):
    lib = _fetched(PEERS / "local")
    with _server(
        lambda port: [
            # One collector thread and the small compiler: starts in half the time on two cores.
            "java", f"-Xmx{heap}", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
            "-cp", f"{lib}/*", "software.amazon.dynamodb.services.local.main.ServerRunner",
            "-inMemory", "-disableTelemetry", "-port", str(port),
        ]
    ) as server:
        yield server


@contextlib.contextmanager
def dynalite(*flags):
    home = _fetched(PEERS / "dynalite")
    program = home / "node_modules" / "dynalite" / "cli.js"
    flags = flags or ("--createTableMs", "0", "--updateTableMs", "0", "--deleteTableMs", "0")
    with _server(
        lambda port: [
            str(home / "node"), str(program), "--host", "127.0.0.1", "--port", str(port), *flags,
        ]
    ) as server:
        yield server


@contextlib.contextmanager
def simulator(binary, *flags):
    program = str(pathlib.Path(binary).resolve())
    with _server(lambda port: [program, "simulator", "--port", str(port), *flags]) as server:
        yield server


def _fetched(path):
    if not path.exists():
        raise StartError(f"{path} is not there; run tests/peers/fetch")
    return path


@contextlib.contextmanager
def _server(command_for):
    with tempfile.TemporaryDirectory(prefix="dynaferry-peer-") as directory:
        server = _start(command_for, directory)
        try:
            yield server
        finally:
            _stop(server.process)


def _start(command_for, directory, attempts=3, limit_s=60):
    """Another process may take the port between our look and the server's bind: try again then."""
    for attempt in range(attempts):
        port = _free_port()
        log_path = os.path.join(directory, f"log-{attempt}")
        command = command_for(port)
        with open(log_path, "wb") as log:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=directory,
                start_new_session=True, preexec_fn=_die_with_parent,
            )
        server = Server(process, port, log_path)
        if _answers(server, limit_s):
            return server
        _stop(process)
        words = server.log()
        if "in use" not in words and "EADDRINUSE" not in words:
            break
    raise StartError(f"{command[0]} did not start on port {port}:\n{words[-2000:]}")


def _answers(server, limit_s):
    # Loopback, so never through a proxy that the environment may name.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    end = time.monotonic() + limit_s
    while time.monotonic() < end and server.process.poll() is None:
        try:
            opener.open(server.endpoint, timeout=5).close()
        except urllib.error.HTTPError:
            pass  # Any HTTP answer will do.
        except OSError:
            time.sleep(0.05)
            continue
        return server.process.poll() is None
    return False


def _free_port():
    # Below the range the kernel gives to clients, and at random: two tests that start at the same
    # moment should not pick the same one.
    for _ in range(100):
        port = random.SystemRandom().randrange(15000, 32000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise StartError("no free port on 127.0.0.1 between 15000 and 32000")


def _die_with_parent():
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _stop(process, patience_s=5):
    # The group, not only its leader, and once more at the end: the leader may be gone and its
    # children not.
    for sign in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, sign)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(patience_s)


def _look():
    import boto3

    starts = {"DynamoDB Local": dynamodb_local, "dynalite": dynalite}
    for binary in sys.argv[1:]:
        starts[f"simulator of {binary}"] = lambda binary=binary: simulator(binary)
    for name, start in starts.items():
        began = time.monotonic()
        with start() as server:
            up = time.monotonic() - began
            client = boto3.client(
                "dynamodb", endpoint_url=server.endpoint, region_name="us-east-1",
                aws_access_key_id="look", aws_secret_access_key="look",
            )
            tables = client.list_tables()["TableNames"]
            print(f"{name}: up in {up:.1f} s, tables {tables}")
            pid = server.pid
        if os.path.exists(f"/proc/{pid}"):
            sys.exit(f"{name} is still running")


if __name__ == "__main__":
    _look()
