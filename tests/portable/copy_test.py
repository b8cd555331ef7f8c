"""The portable program does the demo's copy in a root directory with nothing but a CA file in it.

    copy_test.py PORTABLE SERVER

SERVER is a program with `simulator`, which plays both accounts outside of that root; PORTABLE does.
The copy runs in an empty root, once over plain HTTP on loopback and once over TLS: a proxy with a
certificate for `localhost` of an authority made for this test stands before the simulator, so that the
CA file, which lies where Debian keeps it, decides, and the name is found without a hosts file. Without
the file the same copy must end with an error and make nothing. Needs root or user namespaces, boto3 and
the demo's data; without one of them it says so and is skipped (exit 77).
"""

import contextlib
import os
import pathlib
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "demo"), str(ROOT / "tests"), str(ROOT / "tests/portable")]

from empty_root_test import SKIPPED, enter, holds_no_reference  # noqa: E402

try:
    from comparison import compare_tables
    from load import load
    from peers import servers
    from service import Side, connect
except ImportError as error:
    print(f"{error}: skipped")
    sys.exit(SKIPPED)

BUNDLE = "etc/ssl/certs/ca-certificates.crt"
TABLES = ("CHARACTERS", "LANGUAGES", "COUNTRIES")


def certify(directory):
    """An authority and its certificate for localhost: (CA file, server's certificate, its key)."""
    def openssl(*words):
        subprocess.run(["openssl", *words], cwd=directory, check=True, capture_output=True)

    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    openssl("req", "-x509", *curve, "-days", "2", "-subj", "/CN=dynaferry test authority",
            "-keyout", "ca.key", "-out", "ca.pem")
    openssl("req", *curve, "-subj", "/CN=localhost", "-keyout", "server.key", "-out", "server.csr")
    (directory / "names").write_text("subjectAltName=DNS:localhost\n")
    openssl("x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
            "-days", "2", "-extfile", "names", "-out", "server.pem")
    return directory / "ca.pem", directory / "server.pem", directory / "server.key"


def pump(source, sink):
    with contextlib.suppress(OSError, ValueError):
        while piece := source.recv(262144):
            sink.sendall(piece)
    for end in (source, sink):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


class TlsFront:
    """Ends TLS before a plain service. A thread speaks TLS only through its own socket object's lock."""

    def __init__(self, certificate, key, port):
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificate, key)
        self.behind, self.handshakes = port, 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        with contextlib.suppress(OSError):
            while True:
                plain, _ = self.listener.accept()
                threading.Thread(target=self.serve, args=(plain,), daemon=True).start()

    def serve(self, plain):
        try:
            secure = self.context.wrap_socket(plain, server_side=True)
        except OSError:
            plain.close()
            return
        self.handshakes += 1
        with secure, socket.create_connection(("127.0.0.1", self.behind)) as behind:
            back = threading.Thread(target=pump, args=(behind, secure), daemon=True)
            back.start()
            pump(secure, behind)
            back.join()

    def close(self):
        self.listener.close()


def write_env(root, source, destination, endpoint):
    rows = [("TABLES_TO_MIGRATE", ",".join(f"DEV-{table}" for table in TABLES)), ("SRC_PREFIX", "DEV"),
            ("DEST_PREFIX", "PROD")]
    for name, side in (("SRC", source), ("DEST", destination)):
        rows += [(f"{name}_AWS_ACCESS_KEY_ID", side.key), (f"{name}_AWS_SECRET_ACCESS_KEY", side.secret),
                 (f"{name}_AWS_REGION", side.region), (f"{name}_AWS_ENDPOINT_URL", endpoint)]
    (root / ".env").write_text("".join(f"{name}={value}\n" for name, value in rows))
    (root / ".env").chmod(0o600)


def copy(root):
    done = subprocess.run([*enter(root), "/dynaferry", "copy"], capture_output=True, text=True, timeout=300,
                          env={"PATH": "/usr/bin:/usr/sbin:/bin:/sbin"}, cwd=root)
    return done.returncode, done.stdout + done.stderr


@contextlib.contextmanager
def bare_root(binary, bundle):
    with tempfile.TemporaryDirectory(prefix="dynaferry-root-") as directory:
        root = pathlib.Path(directory)
        shutil.copy(binary, root / "dynaferry")
        if bundle:
            (root / BUNDLE).parent.mkdir(parents=True)
            shutil.copy(bundle, root / BUNDLE)
        yield root


def copies_everything(binary, server, source, name, endpoint, bundle):
    destination = Side(server.endpoint, name)
    with bare_root(binary, bundle) as root:
        write_env(root, source, destination, endpoint)
        code, said = copy(root)
        assert code == 0, f"{endpoint}: exit {code}\n{said}"
    here, there, total = connect(source), connect(destination), 0
    for table in TABLES:
        count, _, found = compare_tables(here, f"DEV-{table}", there, f"PROD-{table}")
        assert not found, f"{endpoint}: {table}: {len(found)} differences, first {found[0]}"
        total += count
    print(f"{total} items of {len(TABLES)} tables, equal: {endpoint}")


def copies_nothing_without_the_file(binary, server, source, endpoint):
    destination = Side(server.endpoint, "UNTRUSTED")
    with bare_root(binary, None) as root:
        write_env(root, source, destination, endpoint)
        code, said = copy(root)
    assert code not in (0, -signal.SIGABRT, -signal.SIGSEGV) and code > 0, f"exit {code}\n{said}"
    assert connect(destination).list_tables()["TableNames"] == [], "a table was made"
    print(f"without a CA file: exit {code}, {said.strip().splitlines()[-1]}")


def main(portable, server_program):
    binary = pathlib.Path(portable).resolve()
    holds_no_reference(binary)
    with servers.simulator(server_program) as server, tempfile.TemporaryDirectory() as directory:
        source = Side(server.endpoint, "SOURCE")
        load(source)
        ca, certificate, key = certify(pathlib.Path(directory))
        front = TlsFront(certificate, key, server.port)
        secure = f"https://localhost:{front.port}"
        copies_everything(binary, server, source, "PLAIN", f"http://localhost:{server.port}", None)
        copies_everything(binary, server, source, "SECURE", secure, ca)
        assert front.handshakes > 0, "nobody spoke TLS"
        copies_nothing_without_the_file(binary, server, source, secure)
        front.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
