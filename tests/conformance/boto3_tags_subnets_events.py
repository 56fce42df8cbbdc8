"""Tags, DB subnet groups and events."""

import datetime
import unittest

import harness

SUBNETS = ["subnet-0a1b2c3d", "subnet-4e5f6a7b"]


class Tags(harness.EmulatorTest):
    def test_life_of_tags(self):
        source = harness.create_source(self.rds, "tagged", Tags=[{"Key": "team", "Value": "blue"}])
        name = source["DBInstanceArn"]
        self.rds.add_tags_to_resource(ResourceName=name, Tags=[{"Key": "team", "Value": "red"}, {"Key": "cost center", "Value": ""}])
        expected = [{"Key": "cost center", "Value": ""}, {"Key": "team", "Value": "red"}]
        by_key = lambda tags: sorted(tags, key=lambda tag: tag["Key"])  # noqa: E731
        self.assertEqual(by_key(self.rds.list_tags_for_resource(ResourceName=name)["TagList"]), expected)
        self.assertEqual(by_key(harness.instance_of(self.rds, "tagged")["TagList"]), expected)
        self.rds.remove_tags_from_resource(ResourceName=name, TagKeys=["team", "never there"])
        self.assertEqual(self.rds.list_tags_for_resource(ResourceName=name)["TagList"], expected[:1])

        self.refused("InvalidParameterValue", 400, None, self.rds.add_tags_to_resource,
                     ResourceName=name, Tags=[{"Key": "aws:mine", "Value": "x"}])
        self.refused("InvalidParameterValue", 400, None, self.rds.add_tags_to_resource,
                     ResourceName=name, Tags=[{"Key": "bad;key", "Value": "x"}])
        self.refused("InvalidParameterValue", 400, None, self.rds.add_tags_to_resource,
                     ResourceName=name, Tags=[{"Key": f"key-{number}", "Value": "x"} for number in range(50)])
        self.assertEqual(self.rds.list_tags_for_resource(ResourceName=name)["TagList"], expected[:1])

    def test_tags_of_clusters_and_groups(self):
        cluster = self.rds.create_db_cluster(
            DBClusterIdentifier="tagged", Engine="aurora-postgresql", MasterUsername="postgres",
            MasterUserPassword=harness.PASSWORD, Tags=[{"Key": "a", "Value": "1"}],
        )["DBCluster"]
        group = self.rds.create_db_subnet_group(
            DBSubnetGroupName="tagged", DBSubnetGroupDescription="x", SubnetIds=SUBNETS, Tags=[{"Key": "b", "Value": "2"}]
        )["DBSubnetGroup"]
        for name, key in ((cluster["DBClusterArn"], "a"), (group["DBSubnetGroupArn"], "b")):
            self.assertEqual([tag["Key"] for tag in self.rds.list_tags_for_resource(ResourceName=name)["TagList"]], [key])
        harness.cluster_available(self.rds, "tagged")

    def test_wrong_names(self):
        mismatch = "The specified resource name does not match an RDS resource in this region."
        for name in ("nonsense", "arn:aws:rds:eu-west-1:123456789012:db:tagged", "arn:aws:rds:us-west-2:210987654321:db:tagged"):
            self.refused("InvalidParameterValue", 400, mismatch, self.rds.list_tags_for_resource, ResourceName=name)
        arn = f"arn:aws:rds:{harness.REGION}:{harness.ACCOUNT}:"
        self.refused("DBInstanceNotFound", 404, None, self.rds.list_tags_for_resource, ResourceName=arn + "db:nobody")
        self.refused("DBClusterNotFoundFault", 404, None, self.rds.list_tags_for_resource, ResourceName=arn + "cluster:nobody")


class SubnetGroups(harness.EmulatorTest):
    def test_life_of_a_group(self):
        made = self.rds.create_db_subnet_group(
            DBSubnetGroupName="My Group_1.a", DBSubnetGroupDescription="two zones", SubnetIds=SUBNETS
        )["DBSubnetGroup"]
        self.assertEqual(made["DBSubnetGroupName"], "my group_1.a")
        self.assertEqual(made["SubnetGroupStatus"], "Complete")
        self.assertEqual({subnet["SubnetIdentifier"] for subnet in made["Subnets"]}, set(SUBNETS))
        self.assertGreaterEqual(len({subnet["SubnetAvailabilityZone"]["Name"] for subnet in made["Subnets"]}), 2)
        self.assertTrue(made["DBSubnetGroupArn"].endswith(":subgrp:my group_1.a"))
        changed = self.rds.modify_db_subnet_group(
            DBSubnetGroupName="my group_1.a", DBSubnetGroupDescription="three", SubnetIds=[*SUBNETS, "subnet-11223344"]
        )["DBSubnetGroup"]
        self.assertEqual((changed["DBSubnetGroupDescription"], len(changed["Subnets"])), ("three", 3))
        self.rds.delete_db_subnet_group(DBSubnetGroupName="MY GROUP_1.A")
        self.refused("DBSubnetGroupNotFoundFault", 404, None,
                     self.rds.describe_db_subnet_groups, DBSubnetGroupName="my group_1.a")

    def test_default_group(self):
        (group,) = self.rds.describe_db_subnet_groups(DBSubnetGroupName="default")["DBSubnetGroups"]
        self.assertEqual(group["DBSubnetGroupName"], "default")
        self.refused("InvalidDBSubnetGroupStateFault", 400, None, self.rds.delete_db_subnet_group, DBSubnetGroupName="default")

    def test_wrong_groups(self):
        create = self.rds.create_db_subnet_group
        self.refused("InvalidParameterValue", 400, None, create,
                     DBSubnetGroupName="Default", DBSubnetGroupDescription="x", SubnetIds=SUBNETS)
        self.refused("InvalidParameterValue", 400, None, create,
                     DBSubnetGroupName="no/slash", DBSubnetGroupDescription="x", SubnetIds=SUBNETS)
        with self.assertRaisesRegex(
            self.rds.exceptions.ClientError,
            r"DBSubnetGroupDoesNotCoverEnoughAZs.*The DB subnet group doesn't meet Availability Zone \(AZ\) coverage requirement\. "
            r"Current AZ coverage: us-west-2[a-d]\. Add subnets to cover at least 2 AZs\.",
        ):
            create(DBSubnetGroupName="narrow", DBSubnetGroupDescription="x", SubnetIds=SUBNETS[:1])
        create(DBSubnetGroupName="used", DBSubnetGroupDescription="x", SubnetIds=SUBNETS)
        self.refused("DBSubnetGroupAlreadyExists", 400, None, create,
                     DBSubnetGroupName="USED", DBSubnetGroupDescription="x", SubnetIds=SUBNETS)
        harness.create_source(self.rds, "user-of-group", DBSubnetGroupName="used")
        self.refused("InvalidDBSubnetGroupStateFault", 400, None, self.rds.delete_db_subnet_group, DBSubnetGroupName="used")
        self.refused("DBSubnetGroupNotFoundFault", 404, None, self.rds.modify_db_subnet_group,
                     DBSubnetGroupName="nowhere", SubnetIds=SUBNETS)


class Events(harness.EmulatorTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        harness.create_source(cls.rds, "eventful")
        harness.create_source(cls.rds, "other")

    def of(self, name, **more):
        return self.rds.describe_events(SourceIdentifier=name, SourceType="db-instance", **more)["Events"]

    def test_creation(self):
        events = self.of("eventful")
        self.assertIn("DB instance created", [event["Message"] for event in events])
        created = next(event for event in events if event["Message"] == "DB instance created")
        self.assertEqual(created["EventCategories"], ["creation"])
        self.assertEqual(created["SourceArn"], f"arn:aws:rds:{harness.REGION}:{harness.ACCOUNT}:db:eventful")
        self.assertEqual({event["SourceIdentifier"] for event in events}, {"eventful"})

    def test_by_category_and_time(self):
        self.assertTrue(self.of("eventful", EventCategories=["creation"]))
        self.assertFalse(self.of("eventful", EventCategories=["failover"]))
        now = datetime.datetime.now(datetime.timezone.utc)
        hour = datetime.timedelta(hours=1)
        self.assertTrue(self.of("eventful", StartTime=now - hour, EndTime=now + hour))
        self.assertFalse(self.of("eventful", StartTime=now - 3 * hour, EndTime=now - 2 * hour))
        self.assertTrue(self.of("eventful", Duration=5))

    def test_deleted_instances_keep_their_events(self):
        harness.create_source(self.rds, "passing")
        harness.delete_instance(self.rds, "passing")
        self.assertIn("DB instance deleted", [event["Message"] for event in self.of("passing")])

    def test_wrong_requests(self):
        self.refused("InvalidParameterCombination", 400, "Cannot specify source identifier without source type",
                     self.rds.describe_events, SourceIdentifier="eventful")


if __name__ == "__main__":
    harness.main()
