"""Aurora clusters without a replication source: writer, readers that stream from it, endpoints, deletion in the order
that clients use."""

import unittest

import harness
import psycopg2


class Cluster(harness.EmulatorTest):
    def create(self, name):
        return self.rds.create_db_cluster(
            DBClusterIdentifier=name, Engine="aurora-postgresql", MasterUsername="postgres",
            MasterUserPassword=harness.PASSWORD, DatabaseName="labdb",
        )["DBCluster"]

    def add(self, cluster, name, **more):
        return self.rds.create_db_instance(
            DBInstanceIdentifier=name, DBClusterIdentifier=cluster, DBInstanceClass="db.r5.large", Engine="aurora-postgresql", **more
        )["DBInstance"]

    def test_life_of_a_cluster(self):
        answer = self.create("Home")
        self.assertEqual(answer["DBClusterIdentifier"], "home")
        self.assertEqual(answer["Status"], "creating")
        self.assertTrue(answer["Endpoint"] and answer["ReaderEndpoint"])
        self.assertEqual(answer["DBClusterMembers"], [])
        self.assertNotIn("ReplicationSourceIdentifier", answer)

        made = harness.cluster_available(self.rds, "home")  # without any instance, as in AWS
        self.assertEqual(made["DBClusterArn"], f"arn:aws:rds:{harness.REGION}:{harness.ACCOUNT}:cluster:home")
        self.assertRegex(made["DbClusterResourceId"], r"^cluster-[A-Z2-7]{26}$")
        for name, value in {
            "Engine": "aurora-postgresql", "EngineMode": "provisioned", "DatabaseName": "labdb", "MasterUsername": "postgres",
            "AllocatedStorage": 1, "BackupRetentionPeriod": 1, "MultiAZ": False, "ReadReplicaIdentifiers": [],
            "StorageEncrypted": False, "DeletionProtection": False,
        }.items():
            self.assertEqual(made[name], value, name)
        self.assertEqual(len(made["AvailabilityZones"]), 3)

        member = self.add("home", "home-1")
        self.assertEqual(member["DBClusterIdentifier"], "home")
        self.assertEqual(member["AllocatedStorage"], 1)
        member = harness.instance_available(self.rds, "home-1")
        self.assertEqual(member["StorageType"], "aurora")
        self.assertEqual(member["PromotionTier"], 1)
        self.assertEqual(member["MasterUsername"], "postgres")
        self.add("home", "home-2", PromotionTier=2)
        harness.instance_available(self.rds, "home-2")

        described = harness.cluster_of(self.rds, "home")
        self.assertEqual(
            {m["DBInstanceIdentifier"]: (m["IsClusterWriter"], m["PromotionTier"]) for m in described["DBClusterMembers"]},
            {"home-1": (True, 1), "home-2": (False, 2)},
        )
        self.check_sql(described)

        self.refused(
            "InvalidDBClusterStateFault", 400,
            "Cluster cannot be deleted, it still contains DB instances in non-deleting state.",
            self.rds.delete_db_cluster, DBClusterIdentifier="home", SkipFinalSnapshot=True,
        )
        for name in ("home-2", "home-1"):
            self.assertEqual(self.rds.delete_db_instance(DBInstanceIdentifier=name)["DBInstance"]["DBInstanceStatus"], "deleting")
        answer = self.rds.delete_db_cluster(DBClusterIdentifier="home", SkipFinalSnapshot=True)["DBCluster"]
        self.assertEqual(answer["Status"], "deleting")
        self.rds.get_waiter("db_cluster_deleted").wait(DBClusterIdentifier="home", WaiterConfig=harness.QUICK)
        self.assertEqual(self.rds.describe_db_instances()["DBInstances"], [])

    def check_sql(self, cluster):
        """What is written at the writer endpoint arrives at the reader endpoint, which refuses writes."""
        harness.sql(harness.writer(cluster), "CREATE TABLE notes AS SELECT g AS n FROM generate_series(1, 1000) g")
        harness.until(
            lambda: harness.sql(harness.reader(cluster), "SELECT to_regclass('notes') IS NOT NULL") == [(True,)],
            what="the table on the reader",
        )
        harness.until(
            lambda: harness.sql(harness.reader(cluster), "SELECT count(*) FROM notes") == [(1000,)], what="the rows on the reader"
        )
        self.assertEqual(harness.sql(harness.reader(cluster), "SELECT pg_is_in_recovery()"), [(True,)])
        with self.assertRaises(psycopg2.errors.ReadOnlySqlTransaction):
            harness.sql(harness.reader(cluster), "INSERT INTO notes VALUES (0)")
        ((version,),) = harness.sql(harness.writer(cluster), "SELECT aurora_version()")
        self.assertRegex(version, r"^\d+\.\d+")

    def test_reader_endpoint_with_only_a_writer(self):
        self.create("single")
        self.add("single", "single-1")
        harness.instance_available(self.rds, "single-1")
        cluster = harness.cluster_available(self.rds, "single")
        self.assertEqual(harness.sql(harness.reader(cluster), "SELECT pg_is_in_recovery()"), [(False,)])
        self.rds.delete_db_instance(DBInstanceIdentifier="single-1")
        harness.delete_cluster(self.rds, "single")

    def count(self, name):
        """The rows at the writer endpoint, once somebody is writer there."""
        def rows():
            try:
                return harness.sql(harness.writer(harness.cluster_of(self.rds, name)), "SELECT count(*) FROM kept")[0]
            except psycopg2.OperationalError:
                return None
        return harness.until(rows, what="an answer at the writer endpoint")[0]

    def gone(self, name):
        harness.wait(self.rds, "db_instance_deleted", DBInstanceIdentifier=name)

    def test_rows_outlive_every_writer(self):
        """Writers go one after the other, also while the last failover is under way, and at the end all of them."""
        self.create("relay")
        for number in (1, 2, 3):
            self.add("relay", f"relay-{number}", PromotionTier=number)
        for number in (1, 2, 3):
            harness.instance_available(self.rds, f"relay-{number}")
        harness.sql(harness.writer(harness.cluster_of(self.rds, "relay")), "CREATE TABLE kept AS SELECT generate_series(1, 500)")

        self.rds.delete_db_instance(DBInstanceIdentifier="relay-1")
        self.rds.delete_db_instance(DBInstanceIdentifier="relay-2")
        self.gone("relay-1")
        self.gone("relay-2")
        cluster = harness.until(
            lambda: (c := harness.cluster_of(self.rds, "relay"))["Status"] == "available" and c, what="the end of the failover"
        )
        self.assertEqual(
            [(m["DBInstanceIdentifier"], m["IsClusterWriter"]) for m in cluster["DBClusterMembers"]], [("relay-3", True)]
        )
        self.assertEqual(self.count("relay"), 500)
        messages = [e["Message"] for e in self.rds.describe_events(SourceType="db-cluster", SourceIdentifier="relay")["Events"]]
        self.assertIn("Completed failover to DB instance: relay-3", messages)

        self.add("relay", "relay-4")  # still creating when its writer goes: it inherits the volume
        self.rds.delete_db_instance(DBInstanceIdentifier="relay-3")
        self.gone("relay-3")
        harness.instance_available(self.rds, "relay-4")
        self.assertEqual(self.count("relay"), 500)

        self.rds.delete_db_instance(DBInstanceIdentifier="relay-4")  # the volume stays with the cluster
        self.gone("relay-4")
        self.add("relay", "relay-5")
        harness.instance_available(self.rds, "relay-5")
        self.assertEqual(self.count("relay"), 500)
        self.rds.delete_db_instance(DBInstanceIdentifier="relay-5")
        harness.delete_cluster(self.rds, "relay")

    def test_cluster_that_never_had_an_instance(self):
        self.create("empty")
        harness.cluster_available(self.rds, "empty")
        harness.delete_cluster(self.rds, "empty")
        self.refused(
            "DBClusterNotFoundFault", 404, "DBCluster empty not found.",
            self.rds.describe_db_clusters, DBClusterIdentifier="empty",
        )


if __name__ == "__main__":
    harness.main()
