"""Sends one request as it is, good or bad, and gives the answer as it came.

boto3 would refuse most of what is sent here before it leaves. Only its signature is used.
"""

import http.client
import json
import socket
import zlib
from dataclasses import dataclass
from urllib.parse import urlsplit

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

TYPE = "application/x-amz-json-1.0"


@dataclass
class Answer:
    status: int
    body: object
    crc_right: bool | None

    @property
    def error(self):
        kind = self.body.get("__type", "") if isinstance(self.body, dict) else ""
        return kind.rpartition("#")[2].partition(":")[0] or None

    @property
    def summary(self):
        return f"{self.status} {self.error}: {self.message}" if self.error else str(self.status)

    @property
    def message(self):
        return (self.body.get("message") or self.body.get("Message")) if isinstance(self.body, dict) else None


class Wire:
    def __init__(self, endpoint, key, secret="differential", region="us-east-1"):
        self.where = urlsplit(endpoint)
        self.signer = SigV4Auth(Credentials(key, secret), "dynamodb", region)
        self.link = None

    def send(self, action, body):
        """`body` is a document, or bytes to be sent as they are."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        request = AWSRequest("POST", f"http://{self.where.netloc}/", data=content, headers={
            "Host": self.where.netloc, "Content-Type": TYPE, "X-Amz-Target": f"DynamoDB_20120810.{action}"})
        self.signer.add_auth(request)
        headers = {**dict(request.headers.items()), "Content-Length": str(len(content)), "Accept-Encoding": "identity"}
        for attempt in (0, 1):
            try:
                return self._exchange(content, headers)
            except (http.client.HTTPException, ConnectionError):
                self.link = None
                if attempt:
                    raise
        raise AssertionError

    def _exchange(self, content, headers):
        if self.link is None:
            self.link = http.client.HTTPConnection(self.where.hostname, self.where.port, timeout=60)
            self.link.connect()
            self.link.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.link.request("POST", "/", content, headers)
        reply = self.link.getresponse()
        raw = reply.read()
        crc = reply.getheader("x-amz-crc32")
        try:
            document = json.loads(raw) if raw else {}
        except ValueError:
            document = raw.decode(errors="replace")
        return Answer(reply.status, document, None if crc is None else int(crc) == zlib.crc32(raw))
