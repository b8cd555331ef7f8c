"""One boto3 client for the demo and the tests: signed and sent by botocore, answers left as they came.

botocore builds a Python object for every attribute it knows of, which costs more than the copy that
we want to look at. Here its parser is replaced by `json.loads`: an item arrives as DynamoDB JSON, binary
values as base64 text. Nothing is converted, so nothing can be hidden by a conversion.
"""

import json
from dataclasses import dataclass

import boto3
from botocore.config import Config
from botocore.parsers import JSONParser, ResponseParserFactory


@dataclass(frozen=True)
class Side:
    """Where tables live: an endpoint and an identity. On the emulators the key names the account."""

    endpoint: str
    key: str
    secret: str = "demosecret"
    region: str = "us-east-1"


class _PlainJson(JSONParser):
    """Answers as `json.loads` gives them; errors as botocore gives them."""

    def _handle_json_body(self, raw_body, shape):
        return json.loads(raw_body.decode("utf-8")) if raw_body else {}


class _PlainFactory(ResponseParserFactory):
    def create_parser(self, protocol_name):
        parser = super().create_parser(protocol_name)
        return _PlainJson(**self._defaults) if isinstance(parser, JSONParser) else parser


def connect(side: Side, connections: int = 10):
    session = boto3.session.Session(
        aws_access_key_id=side.key, aws_secret_access_key=side.secret, region_name=side.region)
    session._session.register_component("response_parser_factory", _PlainFactory())
    return session.client("dynamodb", endpoint_url=side.endpoint, config=Config(
        parameter_validation=False, max_pool_connections=connections,
        connect_timeout=10, read_timeout=120, retries={"mode": "standard", "max_attempts": 8},
        ignore_configured_endpoint_urls=True))
