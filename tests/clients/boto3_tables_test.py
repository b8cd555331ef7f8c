"""boto3 and tables: their settings, the services beside them, and what happens when their capacity is used up."""

import json

from accounts import index, key_schema, units
from boto3.dynamodb.conditions import Key
from boto3_case import IMPATIENT, Boto3Case
from botocore.config import Config


class Settings(Boto3Case):
    def test_time_to_live_backups_tags_and_protection(self):
        self.make("kept", Tags=[{"Key": "team", "Value": "data"}], DeletionProtectionEnabled=True)
        arn = self.dynamodb.describe_table(TableName="kept")["Table"]["TableArn"]
        self.dynamodb.update_time_to_live(TableName="kept",
                                          TimeToLiveSpecification={"Enabled": True, "AttributeName": "ends"})
        told = self.dynamodb.describe_time_to_live(TableName="kept")["TimeToLiveDescription"]
        self.assertEqual({"TimeToLiveStatus": "ENABLED", "AttributeName": "ends"}, told)
        self.dynamodb.update_continuous_backups(TableName="kept", PointInTimeRecoverySpecification={
            "PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": 7})
        told = self.dynamodb.describe_continuous_backups(TableName="kept")["ContinuousBackupsDescription"]
        told = told["PointInTimeRecoveryDescription"]
        self.assertEqual(("ENABLED", 7), (told["PointInTimeRecoveryStatus"], told["RecoveryPeriodInDays"]))
        self.dynamodb.tag_resource(ResourceArn=arn, Tags=[{"Key": f"k{n:02}", "Value": str(n)} for n in range(24)])
        self.dynamodb.untag_resource(ResourceArn=arn, TagKeys=["team"])
        pages = self.dynamodb.get_paginator("list_tags_of_resource").paginate(ResourceArn=arn)
        self.assertEqual({f"k{n:02}": str(n) for n in range(24)},
                         {tag["Key"]: tag["Value"] for page in pages for tag in page["Tags"]})
        self.refused("ClientError", self.dynamodb.delete_table, TableName="kept")
        self.dynamodb.update_table(TableName="kept", DeletionProtectionEnabled=False)
        self.wait_for("kept")

    def test_resource_policy(self):
        self.make("shared")
        arn = self.dynamodb.describe_table(TableName="shared")["Table"]["TableArn"]
        policy = {"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{self.ids['DEST']}:root"}, "Action": "dynamodb:Scan",
            "Resource": arn}]}
        made = self.dynamodb.put_resource_policy(ResourceArn=arn, Policy=json.dumps(policy))
        told = self.dynamodb.get_resource_policy(ResourceArn=arn)
        self.assertEqual((policy, made["RevisionId"]), (json.loads(told["Policy"]), told["RevisionId"]))
        self.dynamodb.delete_resource_policy(ResourceArn=arn, ExpectedRevisionId=made["RevisionId"])
        self.refused("PolicyNotFoundException", self.dynamodb.get_resource_policy, ResourceArn=arn)

    def test_from_provisioned_to_on_demand_with_an_index_more(self):
        table = self.make("grown", BillingMode="PROVISIONED", ProvisionedThroughput=units(100, 100))
        with table.batch_writer() as batch:
            for number in range(60):
                batch.put_item(Item={"id": f"k{number}", "kind": f"kind{number % 2}"})
        self.dynamodb.update_table(TableName="grown", BillingMode="PAY_PER_REQUEST")
        self.wait_for("grown")
        table.reload()
        self.assertEqual("PAY_PER_REQUEST", table.billing_mode_summary["BillingMode"])
        self.dynamodb.update_table(TableName="grown", AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"},
                                   {"AttributeName": "kind", "AttributeType": "S"}],
                                   GlobalSecondaryIndexUpdates=[{"Create": index("by-kind", "kind")}])
        self.wait_for("grown")  # ACTIVE again when the index is.
        found = table.query(IndexName="by-kind", KeyConditionExpression=Key("kind").eq("kind1"))["Items"]
        self.assertEqual(30, len(found))

    def test_lists_of_tables(self):
        names = [f"list-{number:03}" for number in range(12)]
        for name in names:
            self.dynamodb.create_table(TableName=name, BillingMode="PAY_PER_REQUEST", KeySchema=key_schema("id"),
                                       AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}])
            self.addCleanup(self.drop, name)
        pages = self.dynamodb.get_paginator("list_tables").paginate(PaginationConfig={"PageSize": 5})
        self.assertEqual(names, [name for page in pages for name in page["TableNames"] if name.startswith("list-")])
        self.assertEqual([], self.connect(account=self.dest).list_tables()["TableNames"])
        for name in names:
            self.wait_for(name)


class OtherServices(Boto3Case):
    def test_auto_scaling(self):
        self.make("scaled", BillingMode="PROVISIONED", ProvisionedThroughput=units(5, 5))
        scaling = self.connect("application-autoscaling")
        target = {"ServiceNamespace": "dynamodb", "ResourceId": "table/scaled",
                  "ScalableDimension": "dynamodb:table:WriteCapacityUnits"}
        scaling.register_scalable_target(**target, MinCapacity=5, MaxCapacity=500)
        scaling.put_scaling_policy(**target, PolicyName="writes", PolicyType="TargetTrackingScaling",
                                   TargetTrackingScalingPolicyConfiguration={
                                       "TargetValue": 70.0, "ScaleOutCooldown": 60, "PredefinedMetricSpecification": {
                                           "PredefinedMetricType": "DynamoDBWriteCapacityUtilization"}})
        pages = scaling.get_paginator("describe_scalable_targets").paginate(ServiceNamespace="dynamodb")
        targets = [one for page in pages for one in page["ScalableTargets"]]
        self.assertEqual([("table/scaled", 5, 500)],
                         [(one["ResourceId"], one["MinCapacity"], one["MaxCapacity"]) for one in targets])
        pages = scaling.get_paginator("describe_scaling_policies").paginate(ServiceNamespace="dynamodb")
        policies = [one for page in pages for one in page["ScalingPolicies"]]
        self.assertEqual([("writes", 70.0)], [
            (one["PolicyName"], one["TargetTrackingScalingPolicyConfiguration"]["TargetValue"]) for one in policies])
        scaling.delete_scaling_policy(**target, PolicyName="writes")
        scaling.deregister_scalable_target(**target)
        with self.assertRaises(scaling.exceptions.ObjectNotFoundException):
            scaling.deregister_scalable_target(**target)

    def test_a_role_of_the_other_account(self):
        tokens = self.connect("sts")
        self.assertEqual(self.ids["SRC"], tokens.get_caller_identity()["Account"])
        role = f"arn:aws:iam::{self.ids['DEST']}:role/ferry"
        made = tokens.assume_role(RoleArn=role, RoleSessionName="night", DurationSeconds=900)["Credentials"]
        there = {"aws_access_key_id": made["AccessKeyId"], "aws_secret_access_key": made["SecretAccessKey"],
                 "aws_session_token": made["SessionToken"]}
        self.assertEqual(f"arn:aws:sts::{self.ids['DEST']}:assumed-role/ferry/night",
                         self.connect("sts", **there).get_caller_identity()["Arn"])
        self.dest.make("theirs")
        self.addCleanup(self.dest.drop, "theirs")
        self.assertEqual(["theirs"], self.connect(**there).list_tables()["TableNames"])
        with self.assertRaises(tokens.exceptions.ClientError) as caught:
            tokens.assume_role(RoleArn="arn:aws:iam::1:role/x", RoleSessionName="night")
        self.assertEqual("ValidationError", caught.exception.response["Error"]["Code"])


class Throttling(Boto3Case):
    """Tables of few units: what boto3 does by itself, and what it is told when it may not."""

    config = None
    item = {"id": "a", "pad": "x" * 100_000}  # Takes 98 units, of tables that have few: into debt for some seconds.

    def test_retries_come_through(self):
        for mode in ("legacy", "standard"):
            table = self.make(f"small-{mode}", BillingMode="PROVISIONED", ProvisionedThroughput=units(100, 50))
            config = Config(retries={"mode": mode, "max_attempts": 12})
            patient = self.connect(config=config, kind="resource").Table(table.name)
            answers = [patient.put_item(Item=self.item) for _ in range(3)]
            self.assertGreater(sum(answer["ResponseMetadata"]["RetryAttempts"] for answer in answers), 0)

    def refused_without_retries(self, exception, name):
        table = self.connect(config=IMPATIENT, kind="resource").Table(name)
        table.put_item(Item=self.item)
        return self.refused(exception, table.put_item, Item=self.item)

    def test_a_batch_writer_comes_through(self):
        table = self.make("small", BillingMode="PROVISIONED", ProvisionedThroughput=units(50, 10))
        came_back = []
        table.meta.client.meta.events.register(
            "after-call.dynamodb.BatchWriteItem", lambda parsed, **_: came_back.append(parsed.get("UnprocessedItems")))
        with table.batch_writer() as batch:
            for number in range(80):
                batch.put_item(Item={"id": f"k{number}"})
        self.assertTrue(any(came_back), "nothing was throttled")
        self.assertEqual(80, table.scan(Select="COUNT", ConsistentRead=True)["Count"])

    def test_a_provisioned_table_says_that_it_is_exceeded(self):
        self.make("small", BillingMode="PROVISIONED", ProvisionedThroughput=units(5, 5))
        told = self.refused_without_retries("ProvisionedThroughputExceededException", "small")
        self.assertIn("The level of configured provisioned throughput for the table was exceeded", told["Error"]["Message"])
        self.assertEqual(["TableWriteProvisionedThroughputExceeded"],
                         [one["reason"] for one in told["ThrottlingReasons"]])

    def test_an_on_demand_table_says_that_its_most_is_exceeded(self):
        self.make("capped", OnDemandThroughput={"MaxWriteRequestUnits": 5, "MaxReadRequestUnits": 5})
        told = self.refused_without_retries("ThrottlingException", "capped")
        self.assertEqual(["TableWriteMaxOnDemandThroughputExceeded"],
                         [one["reason"] for one in told["throttlingReasons"]])
