"""A DB instance from creation to deletion, as boto3 sees it: answers, statuses, fields, SQL login, waiters, isolation."""

import datetime
import unittest

import harness


class Instance(harness.EmulatorTest):
    def test_create_answer_and_description(self):
        answer = self.rds.create_db_instance(
            DBInstanceIdentifier="My-First", Engine="postgres", DBInstanceClass="db.m5.large", AllocatedStorage=50,
            MasterUsername="chief", MasterUserPassword=harness.PASSWORD, DBName="labdb", EngineVersion="15",
            BackupRetentionPeriod=7, Tags=[{"Key": "team", "Value": "blue"}],
        )["DBInstance"]
        self.assertEqual(answer["DBInstanceIdentifier"], "my-first")
        self.assertEqual(answer["DBInstanceStatus"], "creating")
        self.assertEqual(answer["PendingModifiedValues"], {"MasterUserPassword": "****"})
        self.assertNotIn("Endpoint", answer)
        self.assertNotIn("InstanceCreateTime", answer)

        made = harness.instance_available(self.rds, "my-first")
        self.assertEqual(made["DBInstanceArn"], f"arn:aws:rds:{harness.REGION}:{harness.ACCOUNT}:db:my-first")
        self.assertRegex(made["DbiResourceId"], r"^db-[A-Z2-7]{26}$")
        self.assertRegex(made["EngineVersion"], r"^15\.\d+$")
        self.assertEqual(made["DBParameterGroups"], [
            {"DBParameterGroupName": "default.postgres15", "ParameterApplyStatus": "in-sync"}
        ])
        self.assertEqual(made["OptionGroupMemberships"], [
            {"OptionGroupName": "default:postgres-15", "Status": "in-sync"}
        ])
        self.assertEqual(made["TagList"], [{"Key": "team", "Value": "blue"}])
        self.assertEqual(made["PendingModifiedValues"], {})
        self.assertIsInstance(made["InstanceCreateTime"], datetime.datetime)
        for name, value in {
            "Engine": "postgres", "DBInstanceClass": "db.m5.large", "AllocatedStorage": 50, "MasterUsername": "chief",
            "DBName": "labdb", "BackupRetentionPeriod": 7, "MultiAZ": False, "LicenseModel": "postgresql-license",
            "DbInstancePort": 0, "DeletionProtection": False, "AutoMinorVersionUpgrade": True, "StorageEncrypted": False,
            "MonitoringInterval": 0, "IAMDatabaseAuthenticationEnabled": False, "CACertificateIdentifier": "rds-ca-rsa2048-g1",
            "ReadReplicaDBInstanceIdentifiers": [], "DBSecurityGroups": [], "DomainMemberships": [], "AssociatedRoles": [],
        }.items():
            self.assertEqual(made[name], value, name)
        for absent in ("ReadReplicaDBClusterIdentifiers", "StatusInfos", "DBClusterIdentifier", "KmsKeyId", "PromotionTier"):
            self.assertNotIn(absent, made)

        ((user, database),) = harness.sql(
            harness.endpoint(made), "SELECT current_user::text, current_database()::text", user="chief"
        )
        self.assertEqual((user, database), ("chief", "labdb"))

        self.assertEqual(harness.instance_of(self.rds, "MY-FIRST")["DBInstanceIdentifier"], "my-first")
        self.assertEqual(harness.instance_of(self.rds, made["DBInstanceArn"])["DBInstanceIdentifier"], "my-first")

        deleted = self.rds.delete_db_instance(DBInstanceIdentifier="my-first", SkipFinalSnapshot=True)["DBInstance"]
        self.assertEqual(deleted["DBInstanceStatus"], "deleting")
        self.rds.get_waiter("db_instance_deleted").wait(DBInstanceIdentifier="my-first", WaiterConfig=harness.QUICK)
        self.refused(
            "DBInstanceNotFound", 404, "DBInstance my-first not found.",
            self.rds.describe_db_instances, DBInstanceIdentifier="my-first",
        )

    def test_without_a_database_name(self):
        made = harness.create_source(self.rds, "bare", DBName="tmp")
        self.assertEqual(made["DBName"], "tmp")
        self.rds.create_db_instance(
            DBInstanceIdentifier="nameless", Engine="postgres", DBInstanceClass="db.t3.micro", AllocatedStorage=20,
            MasterUsername="postgres", MasterUserPassword=harness.PASSWORD,
        )
        nameless = harness.instance_available(self.rds, "nameless")
        self.assertNotIn("DBName", nameless)
        names = [name for (name,) in harness.sql(
            harness.endpoint(nameless), "SELECT datname FROM pg_database WHERE NOT datistemplate ORDER BY 1", database="postgres"
        )]
        self.assertEqual(names, ["postgres", "rdsadmin"])
        harness.delete_instance(self.rds, "bare")
        harness.delete_instance(self.rds, "nameless")

    def test_port_asked_for(self):
        taken = harness.create_source(self.rds, "porter")
        free = taken["Endpoint"]["Port"] + 1500
        made = harness.create_source(self.rds, "ported", Port=free)
        self.assertEqual(made["Endpoint"]["Port"], free)
        harness.delete_instance(self.rds, "porter")
        harness.delete_instance(self.rds, "ported")

    def test_accounts_and_regions_are_apart(self):
        harness.create_source(self.rds, "shared-name")
        other_account = self.emulator.client("rds", account="210987654321")
        other_region = self.emulator.client("rds", region="eu-west-1")
        for client in (other_account, other_region):
            self.assertEqual(client.describe_db_instances()["DBInstances"], [])
            self.refused("DBInstanceNotFound", 404, None, client.delete_db_instance, DBInstanceIdentifier="shared-name")
        theirs = harness.create_source(other_account, "shared-name")
        self.assertEqual(theirs["DBInstanceArn"], f"arn:aws:rds:{harness.REGION}:210987654321:db:shared-name")
        self.assertNotEqual(
            harness.endpoint(theirs), harness.endpoint(harness.instance_of(self.rds, "shared-name"))
        )
        self.assertEqual(self.emulator.admin("/_borealis/reset?account=210987654321", "POST")[0] // 100, 2)
        self.assertEqual(other_account.describe_db_instances()["DBInstances"], [])
        self.assertEqual(harness.instance_of(self.rds, "shared-name")["DBInstanceStatus"], "available")
        harness.delete_instance(self.rds, "shared-name")

    def test_caller_identity(self):
        identity = self.emulator.client("sts").get_caller_identity()
        self.assertEqual(identity["Account"], harness.ACCOUNT)
        self.assertEqual(self.emulator.client("sts", account="AKIDEXAMPLE").get_caller_identity()["Account"], harness.ACCOUNT)
        self.assertEqual(self.emulator.client("sts", account="210987654321").get_caller_identity()["Account"], "210987654321")

    def test_port_that_is_taken(self):
        """A server that cannot start ends in a status and an event that say why."""
        harness.create_source(self.rds, "holder")
        port = harness.instance_of(self.rds, "holder")["Endpoint"]["Port"]
        self.rds.create_db_instance(
            DBInstanceIdentifier="late", Engine="postgres", DBInstanceClass="db.t3.micro", AllocatedStorage=20,
            MasterUsername="postgres", MasterUserPassword=harness.PASSWORD, Port=port,
        )
        status = harness.until(
            lambda: next((s for s in [harness.instance_of(self.rds, "late")["DBInstanceStatus"]] if s != "creating"), None),
            what="an end of creating",
        )
        self.assertEqual(status, "incompatible-network")
        messages = [e["Message"] for e in self.rds.describe_events(
            SourceType="db-instance", SourceIdentifier="late")["Events"]]
        self.assertTrue(any(str(port) in message for message in messages), messages)
        harness.delete_instance(self.rds, "late")
        harness.delete_instance(self.rds, "holder")

    def test_engine_versions_and_classes(self):
        versions = self.rds.describe_db_engine_versions(Engine="postgres")["DBEngineVersions"]
        self.assertTrue(versions)
        for version in versions:
            self.assertEqual(version["Engine"], "postgres")
            self.assertEqual(version["DBParameterGroupFamily"], "postgres" + version["EngineVersion"].split(".")[0])
        default = self.rds.describe_db_engine_versions(Engine="aurora-postgresql", DefaultOnly=True)["DBEngineVersions"]
        majors = {version["EngineVersion"].split(".")[0] for version in versions}
        self.assertEqual(sorted(version["EngineVersion"].split(".")[0] for version in default), sorted(majors))
        options = self.rds.describe_orderable_db_instance_options(
            Engine="postgres", EngineVersion=versions[-1]["EngineVersion"], MaxRecords=1000
        )["OrderableDBInstanceOptions"]
        self.assertIn("db.t3.micro", {option["DBInstanceClass"] for option in options})
        self.refused(
            "InvalidParameterValue", 400, "Invalid value 3 for MaxRecords. Must be between 20 and 1000",
            self.rds.describe_orderable_db_instance_options, Engine="postgres", MaxRecords=3,
        )


if __name__ == "__main__":
    harness.main()
