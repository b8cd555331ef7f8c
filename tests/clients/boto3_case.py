"""boto3 as it comes, connected to the simulator; what it is answered must fit the model that it brings."""

import boto3
import service_model
from accounts import key_schema
from botocore.config import Config
from client_case import REGION, ClientCase

SOON = {"Delay": 0.1, "MaxAttempts": 300}
IMPATIENT = Config(retries={"total_max_attempts": 1})


class Boto3Case(ClientCase):
    flags = ("--creating-delay", "150", "--updating-delay", "150")
    config = IMPATIENT  # Where nothing is throttled, one attempt must do.

    def connect(self, service="dynamodb", account=None, config=None, kind="client", **credentials):
        account = account or self.source
        credentials = credentials or {"aws_access_key_id": account.key, "aws_secret_access_key": account.secret}
        connection = getattr(boto3, kind)(service, endpoint_url=self.endpoint, region_name=REGION, config=config or self.config,
                                          **credentials)
        client = connection if kind == "client" else connection.meta.client
        self.addCleanup(client.close)
        service_model.watch(client, self.misfits)
        return connection

    def setUp(self):
        self.misfits = []
        self.dynamodb = self.connect()

    def tearDown(self):
        self.assertEqual([], sorted(set(self.misfits)))

    def create(self, name, keys="id:S", attributes=(), **settings):
        parts = [part.split(":") for part in keys.split()]
        settings.setdefault("BillingMode", "PAY_PER_REQUEST")
        self.dynamodb.create_table(
            TableName=name, KeySchema=key_schema(*(part[0] for part in parts)),
            AttributeDefinitions=[{"AttributeName": attribute, "AttributeType": kind}
                                  for attribute, kind in (*parts, *attributes)],
            **settings)
        self.wait_for(name)

    def make(self, name, *keys, **settings):
        self.create(name, *keys, **settings)
        self.addCleanup(self.drop, name)
        return self.connect(kind="resource").Table(name)

    def wait_for(self, name):
        self.dynamodb.get_waiter("table_exists").wait(TableName=name, WaiterConfig=SOON)

    def drop(self, name):
        self.dynamodb.delete_table(TableName=name)
        self.dynamodb.get_waiter("table_not_exists").wait(TableName=name, WaiterConfig=SOON)

    def refused(self, exception, call, *arguments, **parameters):
        """The answer of a call that is refused by an exception that the client has by this name."""
        with self.assertRaises(getattr(self.dynamodb.exceptions, exception)) as caught:
            call(*arguments, **parameters)
        return caught.exception.response
