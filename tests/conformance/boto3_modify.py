"""Modifications on real servers: passwords, classes, ports, names, versions, of instances and clusters."""

import unittest

import harness
import psycopg2

NEW_PASSWORD = "an0ther-Secret-pw"


class Modify(harness.EmulatorTest):
    def messages(self, source_type, name):
        events = self.rds.describe_events(SourceType=source_type, SourceIdentifier=name)["Events"]
        return [event["Message"] for event in events]

    def settled(self, name, condition):
        return harness.until(
            lambda: (i := harness.instance_of(self.rds, name))["DBInstanceStatus"] == "available"
            and not i["PendingModifiedValues"] and condition(i) and i, what=f"{name} to be modified",
        )

    def cluster_settled(self, name, condition):
        def looks():
            cluster = harness.cluster_of(self.rds, name)
            done = cluster["Status"] == "available" and "PendingModifiedValues" not in cluster and condition(cluster)
            return done and cluster
        return harness.until(looks, what=f"{name} to be modified")

    def test_instance(self):
        address = harness.endpoint(harness.create_source(self.rds, "clay", EngineVersion=self.version(0)))
        harness.sql(address, "CREATE TABLE ledger AS SELECT generate_series(1, 100)")

        answer = self.rds.modify_db_instance(DBInstanceIdentifier="clay", MasterUserPassword=NEW_PASSWORD)["DBInstance"]
        self.assertEqual(answer["DBInstanceStatus"], "available")
        self.assertEqual(answer["PendingModifiedValues"], {"MasterUserPassword": "****"})
        self.settled("clay", lambda i: True)
        self.assertEqual(harness.sql(address, "SELECT 1", password=NEW_PASSWORD), [(1,)])
        with self.assertRaises(psycopg2.OperationalError):
            harness.sql(address, "SELECT 1")
        self.assertIn("Reset master credentials", self.messages("db-instance", "clay"))

        began = harness.sql(address, "SELECT pg_postmaster_start_time()", password=NEW_PASSWORD)[0][0]
        answer = self.rds.modify_db_instance(
            DBInstanceIdentifier="clay", DBInstanceClass="db.m5.large", AllocatedStorage=40, ApplyImmediately=True
        )["DBInstance"]
        self.assertEqual(answer["PendingModifiedValues"], {"DBInstanceClass": "db.m5.large", "AllocatedStorage": 40})
        changed = self.settled("clay", lambda i: i["DBInstanceClass"] == "db.m5.large")
        self.assertEqual(changed["AllocatedStorage"], 40)
        self.assertGreater(harness.sql(address, "SELECT pg_postmaster_start_time()", password=NEW_PASSWORD)[0][0], began)
        told = self.messages("db-instance", "clay")
        for message in (
            "Applying modification to database instance class", "Finished applying modification to DB instance class",
            "Applying modification to allocated storage", "Finished applying modification to allocated storage",
            "DB instance shutdown", "DB instance restarted",
        ):
            self.assertIn(message, told)

        answer = self.rds.modify_db_instance(DBInstanceIdentifier="clay", MultiAZ=True)["DBInstance"]
        self.assertEqual(answer["PendingModifiedValues"], {"MultiAZ": True})  # until the maintenance window

        self.rds.modify_db_instance(DBInstanceIdentifier="clay", EngineVersion=self.version(1), ApplyImmediately=True)
        changed = self.settled("clay", lambda i: i["EngineVersion"] == self.version(1))
        self.assertTrue(changed["MultiAZ"])  # pending modifications go with those that are immediate
        self.assertIn("Database instance patched", self.messages("db-instance", "clay"))

        port = address[1] + 700
        self.rds.modify_db_instance(DBInstanceIdentifier="clay", DBPortNumber=port)
        changed = self.settled("clay", lambda i: i["Endpoint"]["Port"] == port)
        address = harness.endpoint(changed)

        arn, resource = changed["DBInstanceArn"], changed["DbiResourceId"]
        self.rds.modify_db_instance(DBInstanceIdentifier="clay", NewDBInstanceIdentifier="Pot", ApplyImmediately=True)
        harness.wait(self.rds, "db_instance_deleted", DBInstanceIdentifier="clay")  # nobody has the old name
        renamed = self.settled("pot", lambda i: True)
        self.assertEqual(renamed["DBInstanceArn"], arn.replace(":clay", ":pot"))
        self.assertEqual(renamed["DbiResourceId"], resource)
        self.assertEqual(harness.sql(address, "SELECT count(*) FROM ledger", password=NEW_PASSWORD), [(100,)])
        harness.delete_instance(self.rds, "pot")

    def version(self, position):
        found = self.rds.describe_db_engine_versions(Engine="postgres")["DBEngineVersions"]
        return [v["EngineVersion"] for v in found][position]

    def test_names_of_those_who_replicate(self):
        source = harness.create_source(self.rds, "spring")
        harness.sql(harness.endpoint(source), "CREATE TABLE ledger AS SELECT generate_series(1, 100)")
        harness.create_replica(self.rds, source, "lake", "lake-1")
        self.rds.create_db_instance_read_replica(DBInstanceIdentifier="brook", SourceDBInstanceIdentifier="spring")
        harness.instance_available(self.rds, "brook")
        self.refused(
            "InvalidParameterCombination", 400,
            "Cannot change master user password on an RDS postgres Read Replica because it uses physical replication and "
            "therefore cannot differ from its parent.",
            self.rds.modify_db_instance, DBInstanceIdentifier="brook", MasterUserPassword=NEW_PASSWORD,
        )
        self.rds.modify_db_instance(DBInstanceIdentifier="spring", NewDBInstanceIdentifier="fountain", ApplyImmediately=True)
        harness.wait(self.rds, "db_instance_deleted", DBInstanceIdentifier="spring")
        source = self.settled("fountain", lambda i: True)
        self.assertEqual(source["ReadReplicaDBInstanceIdentifiers"], ["brook"])
        self.assertEqual(source["ReadReplicaDBClusterIdentifiers"], ["lake"])
        self.assertEqual(harness.instance_of(self.rds, "brook")["ReadReplicaSourceDBInstanceIdentifier"], "fountain")
        self.assertEqual(harness.cluster_of(self.rds, "lake")["ReplicationSourceIdentifier"], source["DBInstanceArn"])

        self.rds.modify_db_cluster(DBClusterIdentifier="lake", NewDBClusterIdentifier="sea", ApplyImmediately=True)
        harness.wait(self.rds, "db_cluster_deleted", DBClusterIdentifier="lake")
        cluster = self.cluster_settled("sea", lambda c: True)
        self.assertEqual(harness.instance_of(self.rds, "fountain")["ReadReplicaDBClusterIdentifiers"], ["sea"])
        self.assertIn("Renamed cluster from lake to sea", self.messages("db-cluster", "sea"))
        harness.sql(harness.endpoint(source), "INSERT INTO ledger VALUES (101)")
        for address in (harness.writer(cluster), harness.endpoint(harness.instance_of(self.rds, "brook"))):
            harness.until(lambda: harness.sql(address, "SELECT count(*) FROM ledger") == [(101,)], what="the row")

        self.rds.promote_read_replica_db_cluster(DBClusterIdentifier="sea")
        self.cluster_settled("sea", lambda c: "ReplicationSourceIdentifier" not in c)
        self.rds.modify_db_cluster(DBClusterIdentifier="sea", MasterUserPassword=NEW_PASSWORD, Port=cluster["Port"] + 700)
        cluster = self.cluster_settled("sea", lambda c: c["Port"] == cluster["Port"] + 700)
        self.assertEqual(harness.sql(harness.writer(cluster), "SELECT count(*) FROM ledger", password=NEW_PASSWORD), [(101,)])
        self.assertIn("Reset master credentials", self.messages("db-cluster", "sea"))
        with self.assertRaises(psycopg2.OperationalError):
            harness.sql(harness.writer(cluster), "SELECT 1")
        self.rds.delete_db_instance(DBInstanceIdentifier="lake-1")
        harness.delete_cluster(self.rds, "sea")
        harness.delete_instance(self.rds, "fountain")
        self.settled("brook", lambda i: "ReadReplicaSourceDBInstanceIdentifier" not in i)


if __name__ == "__main__":
    harness.main()
