"""A proxy on loopback that records every request to a server and can spoil any of them.

It stands between dynaferry and a real server, so each fault happens in the middle of real work: before
the effect, after it, or to the answer. Requests are told apart by action and counted per action.
"""

import contextlib
import http.client
import json
import select
import socket
import socketserver
import struct
import threading
import time
import zlib
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

CORAL = "com.amazon.coral.service#"
DYNAMODB = "com.amazonaws.dynamodb.v20120810#"
RESET = struct.pack("ii", 1, 0)  # SO_LINGER: closing sends RST.


@dataclass
class Seen:
    """One request as it passed; `status` is None while it is under way or when it was cut off."""

    action: str
    body: dict
    size: int
    key: str
    begun: float
    status: int | None = None
    answer: bytes = b""
    spoiled: bool = False

    def entries(self):
        return sum(len(entries) for entries in self.body.get("RequestItems", {}).values())


@dataclass
class Fault:
    """Spoils requests of `action`: those from number `first` (0 is the first one), at most `times`."""

    action: str
    act: object
    first: int = 0
    times: int = 1
    when: object = None
    done: int = field(default=0)


class FaultProxy:
    """Use as a context manager; `endpoint` is what the client is given."""

    def __init__(self, upstream, secrets=None, host="127.0.0.1"):
        self.upstream, self.secrets = urlsplit(upstream), dict(secrets or {})
        self.faults, self.seen, self.lock = [], [], threading.RLock()
        self.server = (_Server6 if ":" in host else _Server)((host, 0), _Handler)
        self.server.proxy = self
        self.port = self.server.server_address[1]
        self.endpoint = f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def add(self, action, act, first=0, times=1, when=None):
        fault = Fault(action, act, first, times, when)
        self.faults.append(fault)
        return fault

    def clear(self):
        with self.lock:
            self.faults.clear()
            self.seen.clear()

    def actions(self):
        with self.lock:
            return {request.action for request in self.seen}

    def requests(self, action):
        with self.lock:
            return [request for request in self.seen if request.action == action]

    def wait_for(self, action, count, limit=30.0):
        """Waits until `count` requests of the action have been answered."""
        end = time.monotonic() + limit
        while time.monotonic() < end:
            if sum(request.status is not None for request in self.requests(action)) >= count:
                return
            time.sleep(0.002)
        raise TimeoutError(f"fewer than {count} answers to {action} in {limit:.0f} s")

    def wait_for_the_dead(self, limit=30.0):
        """Waits until nothing is under way any more of clients that are gone."""
        # Connections are taken in their order: when one of our own is answered, theirs were taken.
        ours = http.client.HTTPConnection(*self.server.server_address, timeout=limit)
        ours.request("GET", "/")
        ours.getresponse().read()
        ours.close()
        with self.server.changed:
            if not self.server.changed.wait_for(lambda: not self.server.links, limit):
                raise TimeoutError(f"{len(self.server.links)} connections are open after {limit:.0f} s")

    def drop_connections(self):
        """Ends all that are open, as a network does to whoever sleeps for long."""
        with self.server.changed:
            for link in self.server.links:
                with contextlib.suppress(OSError):  # It may have ended by itself.
                    link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                    link.shutdown(socket.SHUT_RDWR)

    def note(self, request):
        """Records the request; answers the fault that it meets, if any."""
        with self.lock:
            number = sum(earlier.action == request.action for earlier in self.seen)
            self.seen.append(request)
            for fault in self.faults:
                if fault.action not in (request.action, "*") or number < fault.first or fault.done >= fault.times:
                    continue
                if fault.when is None or fault.when(request):
                    fault.done += 1
                    request.spoiled = True
                    return fault.act
        return None


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def __init__(self, *how):
        self.links, self.changed = set(), threading.Condition()
        super().__init__(*how)

    def process_request(self, request, client_address):
        with self.changed:
            self.links.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request):
        super().shutdown_request(request)
        with self.changed:
            self.links.discard(request)
            self.changed.notify_all()

    def handle_error(self, request, client_address):
        pass  # A client that was killed leaves broken pipes behind.


class _Server6(_Server):
    address_family = socket.AF_INET6


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def setup(self):
        super().setup()
        self.link = None

    def finish(self):
        if self.link:
            self.link.close()
        try:
            super().finish()
        except OSError:
            pass

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.answer(*self.forward(b""))

    def do_POST(self):
        length = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(length)
        if len(body) < length:
            self.close_connection = True  # The client was killed in the middle of it.
            return
        action = self.headers.get("X-Amz-Target", ".").split(".")[-1]
        key = self.headers.get("Authorization", "").partition("Credential=")[2].split("/")[0]
        try:
            document = json.loads(body)
        except ValueError:
            document = {}
        request = Seen(action, document, len(body), key, time.monotonic())
        self.status, self.sent = None, b""
        act = self.proxy().note(request)
        if act:
            act(self, request, body)
        else:
            self.answer(*self.forward(body))
        request.status, request.answer = self.status, self.sent

    def proxy(self):
        return self.server.proxy

    def forward(self, body, headers=None):
        """Sends to the server behind and answers (status, headers, body), its bytes untouched."""
        headers = headers or dict(self.headers.items())
        # Never sent a second time: whoever drops a connection without an answer may have done what was asked.
        if self.link and select.select([self.link.sock], [], [], 0)[0]:
            self.link.close()  # An idle connection that the server closed.
            self.link = None
        if self.link is None:
            upstream = self.proxy().upstream
            self.link = http.client.HTTPConnection(upstream.hostname, upstream.port, timeout=120)
            self.link.connect()
            self.link.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.link.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in headers.items():
            self.link.putheader(name, value)
        self.link.endheaders(body)
        reply = self.link.getresponse()
        return reply.status, reply.getheaders(), reply.read()

    def answer(self, status, headers, body, cut=None):
        self.status, self.sent = status, body
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in ("content-length", "transfer-encoding", "connection"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body if cut is None else body[:cut])
        self.wfile.flush()

    def reset(self):
        """Closes with RST: what a broken network looks like."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        self.connection.close()

    def resigned(self, body):
        """The request's headers with a signature for another body."""
        upstream_host = self.headers["Host"]
        authorization = self.headers["Authorization"]
        scope = authorization.partition("Credential=")[2].split(",")[0].split("/")
        secret = self.proxy().secrets.get(scope[0], "unchecked")
        request = AWSRequest("POST", f"http://{upstream_host}/", data=body, headers={
            "Host": upstream_host, "Content-Type": self.headers["Content-Type"],
            "X-Amz-Target": self.headers["X-Amz-Target"]})
        SigV4Auth(Credentials(scope[0], secret, self.headers.get("X-Amz-Security-Token")),
                  scope[3], scope[2]).add_auth(request)
        return {**dict(request.headers.items()), "Content-Length": str(len(body))}


def _crc(body):
    return str(zlib.crc32(body))


def _service_error(status, code, message, **more):
    namespace = DYNAMODB if code in MODELLED else CORAL
    if code == "ValidationException":
        namespace = "com.amazon.coral.validate#"
    body = json.dumps({"__type": namespace + code, "message": message, **more}).encode()
    headers = [("Content-Type", "application/x-amz-json-1.0"), ("x-amzn-RequestId", "SPOILED0000000000"),
               ("x-amz-crc32", _crc(body))]
    return status, headers, body


MODELLED = {"ProvisionedThroughputExceededException", "RequestLimitExceeded", "LimitExceededException",
            "InternalServerError", "ReplicatedWriteConflictException", "TransactionConflictException",
            "ItemCollectionSizeLimitExceededException", "ResourceInUseException", "ResourceNotFoundException"}


# What can be done to a request. Each answers a function (handler, request, body).

def refuse(code, message="spoiled by the test", status=400, **more):
    """Answers an error of the service; the request has no effect."""
    return lambda handler, request, body: handler.answer(*_service_error(status, code, message, **more))


def denied(action):
    return refuse("AccessDeniedException",
                  f"User: arn:aws:iam::000000000000:user/test is not authorized to perform: dynamodb:{action}")


def throttle(code, reason):
    member = "throttlingReasons" if code == "ThrottlingException" else "ThrottlingReasons"
    resource = "arn:aws:dynamodb:us-east-1:000000000000:table/T"
    return refuse(code, "Throughput exceeds the current capacity", **{member: [{"reason": reason, "resource": resource}]})


def reset_before():
    return lambda handler, request, body: handler.reset()


def reset_after():
    def act(handler, request, body):
        handler.forward(body)
        handler.reset()
    return act


def truncate(share=0.5):
    def act(handler, request, body):
        status, headers, answer = handler.forward(body)
        handler.answer(status, headers, answer, cut=int(len(answer) * share))
        handler.reset()
    return act


def wrong_crc():
    def act(handler, request, body):
        status, headers, answer = handler.forward(body)
        headers = [(name, value) for name, value in headers if name.lower() != "x-amz-crc32"]
        handler.answer(status, headers + [("x-amz-crc32", str((zlib.crc32(answer) + 1) & 0xFFFFFFFF))], answer)
    return act


def damaged():
    """One byte of a number or text of the answer is flipped; the CRC tells."""
    def act(handler, request, body):
        status, headers, answer = handler.forward(body)
        headers = [(name, value) for name, value in headers if name.lower() != "x-amz-crc32"]
        spoiled = bytearray(answer)
        for index in range(len(spoiled) // 2, len(spoiled)):
            if chr(spoiled[index]).isdigit():
                spoiled[index] = ord("9") if spoiled[index] != ord("9") else ord("8")
                break
        handler.answer(status, headers + [("x-amz-crc32", _crc(answer))], bytes(spoiled))
    return act


def not_json(status=200, after=False):
    def act(handler, request, body):
        if after:
            handler.forward(body)
        page = b"<html><body><h1>Something in between answered</h1></body></html>"
        handler.answer(status, [("Content-Type", "text/html")], page)
    return act


def told_otherwise(change):
    """Lets the request pass; `change` may alter what the answer says."""
    def act(handler, request, body):
        status, headers, answer = handler.forward(body)
        document = json.loads(answer)
        if status == 200:
            change(document)
        answer = json.dumps(document).encode()
        headers = [(name, value) for name, value in headers if name.lower() != "x-amz-crc32"]
        handler.answer(status, headers + [("x-amz-crc32", _crc(answer))], answer)
    return act


def meanwhile(do):
    """Somebody does something; then the request passes as if nothing had been."""
    def act(handler, request, body):
        do()
        handler.answer(*handler.forward(body))
    return act


def hang(after=False):
    """Holds the connection and says nothing, until the client leaves it."""
    def act(handler, request, body):
        if after:
            handler.forward(body)
        handler.connection.settimeout(120)
        try:
            handler.rfile.read(1)
        except OSError:
            pass
        handler.close_connection = True
    return act


def slow(seconds):
    def act(handler, request, body):
        time.sleep(seconds)
        handler.answer(*handler.forward(body))
    return act


def drip(seconds):
    """The answer's second half comes late."""
    def act(handler, request, body):
        status, headers, answer = handler.forward(body)
        handler.answer(status, headers, answer, cut=len(answer) // 2)
        time.sleep(seconds)
        handler.wfile.write(answer[len(answer) // 2:])
    return act


def unprocessed(chosen):
    """Keeps the chosen entries of a batch from the server and gives them back as unprocessed.

    `chosen` is a function of (index, number of entries). What goes back is written differently (order of
    names, escapes), as the service does: whoever matches by bytes will not find his own items again.
    """
    def act(handler, request, body):
        kept, back, index, total = {}, {}, 0, request.entries()
        for table, entries in request.body["RequestItems"].items():
            for entry in entries:
                (back if chosen(index, total) else kept).setdefault(table, []).append(entry)
                index += 1
        if kept:
            smaller = json.dumps({**request.body, "RequestItems": kept}).encode()
            status, headers, answer = handler.forward(smaller, handler.resigned(smaller))
            if status != 200:
                handler.answer(status, headers, answer)
                return
        answer = json.dumps({"UnprocessedItems": {table: [_other_way_round(entry) for entry in reversed(entries)]
                                                  for table, entries in back.items()}}, indent=1).encode()
        handler.answer(200, [("Content-Type", "application/x-amz-json-1.0"), ("x-amz-crc32", _crc(answer))], answer)
    return act


def unprocessed_twice():
    """Writes nothing, and says so under a name that comes twice, the second time with nothing in it."""
    def act(handler, request, body):
        told = json.dumps({"UnprocessedItems": request.body["RequestItems"]})[:-1] + ', "UnprocessedItems": {}}'
        headers = [("Content-Type", "application/x-amz-json-1.0"), ("x-amz-crc32", _crc(told.encode()))]
        handler.answer(200, headers, told.encode())
    return act


def empty_pages_between(keys):
    """Before each page of a Scan with more than one item comes an empty one, which says that more follows.

    It ends at the key of the next page's first item: whoever reads on from there is given all of that page, and who
    takes an empty page for the end never sees it. `keys` are the names of the table's key attributes.
    """
    begun = {}  # What was answered by an empty page, by the table and the key that this one ended at.
    def act(handler, request, body):
        asked = request.body
        place = json.dumps([asked["TableName"], asked.get("ExclusiveStartKey")], sort_keys=True)
        if place in begun:
            body = begun.pop(place)
            handler.answer(*handler.forward(body, handler.resigned(body)))
            return
        status, headers, answer = handler.forward(body)
        page = json.loads(answer)
        if status == 200 and len(page["Items"]) > 1:
            place = {name: page["Items"][0][name] for name in keys}
            begun[json.dumps([asked["TableName"], place], sort_keys=True)] = body
            answer = json.dumps({**page, "Items": [], "Count": 0, "LastEvaluatedKey": place}).encode()
            headers = [(name, value) for name, value in headers if name.lower() != "x-amz-crc32"]
            headers.append(("x-amz-crc32", _crc(answer)))
        handler.answer(status, headers, answer)
    return act


def _other_way_round(value):
    if isinstance(value, dict):
        return {name: _other_way_round(value[name]) for name in reversed(list(value))}
    if isinstance(value, list):
        return [_other_way_round(entry) for entry in value]
    return value
