"""Describe calls in pages and through filters: Marker, MaxRecords, boto3's paginators, filter names and values."""

import base64
import unittest

import harness

GROUPS = 45


class Pages(harness.EmulatorTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.names = [f"group-{number:02d}" for number in range(GROUPS)]
        for name in reversed(cls.names):
            cls.rds.create_db_subnet_group(
                DBSubnetGroupName=name, DBSubnetGroupDescription=name, SubnetIds=["subnet-0a1b2c3d", "subnet-4e5f6a7b"]
            )

    def test_marker_is_the_last_name_of_the_page(self):
        page = self.rds.describe_db_subnet_groups(MaxRecords=20)
        names = [group["DBSubnetGroupName"] for group in page["DBSubnetGroups"]]
        self.assertEqual(names, ["default", *self.names][:20])
        self.assertEqual(base64.b64decode(page["Marker"]).decode(), names[-1])
        page = self.rds.describe_db_subnet_groups(MaxRecords=20, Marker=page["Marker"])
        self.assertEqual(page["DBSubnetGroups"][0]["DBSubnetGroupName"], self.names[19])

    def test_last_page_has_no_marker(self):
        self.assertNotIn("Marker", self.rds.describe_db_subnet_groups())

    def test_paginator_sees_each_once(self):
        pages = self.rds.get_paginator("describe_db_subnet_groups").paginate(PaginationConfig={"PageSize": 20})
        names = [group["DBSubnetGroupName"] for page in pages for group in page["DBSubnetGroups"]]
        self.assertEqual(names, ["default", *self.names])

    def test_deleted_name_as_marker(self):
        marker = base64.b64encode(b"group-17-gone").decode()
        page = self.rds.describe_db_subnet_groups(Marker=marker)
        self.assertEqual(page["DBSubnetGroups"][0]["DBSubnetGroupName"], "group-18")

    def test_limits(self):
        for call in (
            self.rds.describe_db_instances, self.rds.describe_db_clusters, self.rds.describe_db_subnet_groups,
            self.rds.describe_events, self.rds.describe_db_engine_versions,
        ):
            for wrong in (3, 101):
                self.refused(
                    "InvalidParameterValue", 400, f"Invalid value {wrong} for MaxRecords. Must be between 20 and 100",
                    call, MaxRecords=wrong,
                )
        self.refused("InvalidParameterValue", 400, None, self.rds.describe_db_subnet_groups, Marker="***")


class Filters(harness.EmulatorTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.one = harness.create_source(cls.rds, "one")
        cls.two = harness.create_source(cls.rds, "two")
        cls.rds.create_db_cluster(
            DBClusterIdentifier="home", Engine="aurora-postgresql", MasterUsername="postgres", MasterUserPassword=harness.PASSWORD
        )
        cls.rds.create_db_instance(
            DBInstanceIdentifier="member", DBClusterIdentifier="home", DBInstanceClass="db.r5.large", Engine="aurora-postgresql"
        )
        harness.instance_available(cls.rds, "member")

    def instances(self, **filters):
        wanted = [{"Name": name.replace("_", "-"), "Values": values} for name, values in filters.items()]
        return [row["DBInstanceIdentifier"] for row in self.rds.describe_db_instances(Filters=wanted)["DBInstances"]]

    def clusters(self, **filters):
        wanted = [{"Name": name.replace("_", "-"), "Values": values} for name, values in filters.items()]
        return [row["DBClusterIdentifier"] for row in self.rds.describe_db_clusters(Filters=wanted)["DBClusters"]]

    def test_instance_filters(self):
        self.assertEqual(self.instances(engine=["postgres"]), ["one", "two"])
        self.assertEqual(self.instances(db_cluster_id=["home"]), ["member"])
        self.assertEqual(self.instances(db_instance_id=["two", "member"]), ["member", "two"])
        self.assertEqual(self.instances(db_instance_id=[self.one["DBInstanceArn"]]), ["one"])
        self.assertEqual(self.instances(dbi_resource_id=[self.two["DbiResourceId"]]), ["two"])
        self.assertEqual(self.instances(engine=["postgres"], db_instance_id=["two", "member"]), ["two"])
        self.assertEqual(self.instances(db_instance_id=["nobody"]), [])

    def test_cluster_filters(self):
        self.assertEqual(self.clusters(db_cluster_id=["home"]), ["home"])
        self.assertEqual(self.clusters(engine=["aurora-postgresql"]), ["home"])
        self.assertEqual(self.clusters(engine=["postgres"]), [])
        resource = harness.cluster_of(self.rds, "home")["DbClusterResourceId"]
        self.assertEqual(self.clusters(db_cluster_resource_id=[resource]), ["home"])

    def test_wrong_filters(self):
        for call in (self.rds.describe_db_instances, self.rds.describe_db_clusters):
            self.refused(
                "InvalidParameterValue", 400, "Unrecognized filter name: color",
                call, Filters=[{"Name": "color", "Values": ["blue"]}],
            )
            self.refused("InvalidParameterCombination", 400, None, call, Filters=[{"Name": "engine", "Values": []}])

    def test_order_by_name(self):
        self.assertEqual(self.instances(), ["member", "one", "two"])


if __name__ == "__main__":
    harness.main()
