"""Wrong input: AWS's code, HTTP status and text for each rule, and nothing changed by it."""

import re
import unittest

import harness

BAD_IDENTIFIER = (
    "The parameter {} is not a valid identifier. Identifiers must begin with a letter; must contain only ASCII letters, "
    "digits, and hyphens; and must not end with a hyphen or contain two consecutive hyphens."
)
MEMBER = "The requested DB Instance will be a member of a DB Cluster. "
STANDALONE = {
    "DBInstanceIdentifier": "wrong", "Engine": "postgres", "DBInstanceClass": "db.t3.micro", "AllocatedStorage": 20,
    "MasterUsername": "postgres", "MasterUserPassword": harness.PASSWORD,
}
OWN_CLUSTER = {
    "DBClusterIdentifier": "wrong-cluster", "Engine": "aurora-postgresql", "MasterUsername": "postgres",
    "MasterUserPassword": harness.PASSWORD,
}


class Negative(harness.EmulatorTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.source = harness.create_source(cls.rds)
        cls.fresh = harness.create_source(cls.rds, "fresh")
        cls.unsaved = harness.create_source(cls.rds, "unsaved", BackupRetentionPeriod=0)
        cls.cluster = harness.create_replica(cls.rds, cls.source)

    def setUp(self):
        self.before = self.everything()

    def tearDown(self):
        self.assertEqual(self.everything(), self.before)

    def everything(self):
        """All that a wrong request must leave as it is."""
        restorable = ("LatestRestorableTime", "EarliestRestorableTime")
        return [
            [{name: value for name, value in row.items() if name not in restorable} for row in rows]
            for rows in (
                self.rds.describe_db_instances()["DBInstances"],
                self.rds.describe_db_clusters()["DBClusters"],
                self.rds.describe_db_subnet_groups()["DBSubnetGroups"],
                [event for event in self.rds.describe_events()["Events"] if event["SourceIdentifier"].startswith("wrong")],
            )
        ]

    def each(self, call, base, violations):
        """Each violation: what differs from a right request (None: left out), and the error that it has to give."""
        for change, code, status, text in violations:
            wanted = {name: value for name, value in {**base, **change}.items() if value is not None}
            with self.subTest(**{name: str(value)[:70] for name, value in change.items()}):
                self.refused(code, status, text, call, **wanted)

    def test_create_db_instance(self):
        value, combination = ("InvalidParameterValue", 400), ("InvalidParameterCombination", 400)
        bad_id = BAD_IDENTIFIER.format("DBInstanceIdentifier")
        bad_password = (
            "The parameter MasterUserPassword is not a valid password. "
            "Only printable ASCII characters besides '/', '@', '\"', ' ' may be used."
        )
        not_blank = "The parameter {} must be provided and must not be blank."
        bad_name = "DBName must begin with a letter and contain only alphanumeric characters."
        self.each(self.rds.create_db_instance, STANDALONE, [
            *[({"DBInstanceIdentifier": name}, *value, bad_id) for name in ("1abc", "abc-", "a--b", "a_b", "a" * 64, "-a", "ä")],
            ({"DBInstanceIdentifier": "source"}, "DBInstanceAlreadyExists", 400, "DB instance already exists"),
            ({"DBInstanceIdentifier": "SOURCE"}, "DBInstanceAlreadyExists", 400, "DB instance already exists"),
            ({"Engine": "oracle9"}, *value, "Invalid DB engine: oracle9"),
            ({"EngineVersion": "15.999"}, *combination, "Cannot find version 15.999 for postgres"),
            ({"EngineVersion": "banana"}, *combination, "Cannot find version banana for postgres"),
            ({"EngineVersion": "11.22"}, *combination, re.compile(r"^Cannot find version 11\.22 for postgres\b")),
            ({"DBInstanceClass": "db.x"}, *value, "Invalid DB Instance class: db.x"),
            ({"AllocatedStorage": None}, *value, "The parameter AllocatedStorage must be provided and must not be null."),
            ({"AllocatedStorage": 1, "StorageType": "gp2"}, *value,
             "Invalid storage size for engine name postgres and storage type gp2: 1"),
            ({"AllocatedStorage": 70000, "StorageType": "gp3"}, *value,
             "Invalid storage size for engine name postgres and storage type gp3: 70000"),
            ({"StorageType": "floppy"}, *value, None),
            ({"MasterUsername": None}, *value, not_blank.format("MasterUsername")),
            ({"MasterUserPassword": None}, *value, not_blank.format("MasterUserPassword")),
            *[({"MasterUsername": name}, *value, f"MasterUsername {name} cannot be used as it is a reserved word used by the engine")
              for name in ("admin", "rdsadmin", "rdsadmin_monitor", "user", "rds_superuser", "all", "pg_monitor")],
            ({"MasterUsername": "1st"}, *value, None),
            ({"MasterUsername": "a" * 17}, *value, None),
            ({"MasterUserPassword": "short"}, *value,
             "The parameter MasterUserPassword is not a valid password because it is shorter than 8 characters."),
            ({"MasterUserPassword": "x" * 129}, *value,
             "The parameter MasterUserPassword is not a valid password because it is longer than 128 characters."),
            *[({"MasterUserPassword": "long-enough" + mark}, *value, bad_password) for mark in ("/", "@", '"', " ", "é")],
            ({"DBName": "1st"}, *value, bad_name),
            ({"DBName": "has-hyphen"}, *value, bad_name),
            ({"Port": 80}, *value, None),
            ({"Port": 65536}, *value, None),
            ({"BackupRetentionPeriod": 36}, *value, None),
            ({"BackupRetentionPeriod": -1}, *value, None),
            ({"MultiAZ": True, "AvailabilityZone": "us-west-2a"}, *combination,
             "Requesting a specific availability zone is not valid for Multi-AZ instances."),
            ({"PreferredBackupWindow": "05:00-05:30", "PreferredMaintenanceWindow": "mon:05:10-mon:05:45"}, *value,
             "The backup window and maintenance window must not overlap."),
            ({"MonitoringInterval": 60}, *combination,
             "A MonitoringRoleARN value is required if you specify a MonitoringInterval value other than 0."),
            ({"DBSubnetGroupName": "nowhere"}, "DBSubnetGroupNotFoundFault", 404, None),
            ({"DBParameterGroupName": "mine"}, "DBParameterGroupNotFound", 404, "DBParameterGroup not found: mine"),
            ({"OptionGroupName": "mine"}, "OptionGroupNotFoundFault", 404, "Specified OptionGroupName: mine not found."),
            ({"Engine": "aurora-postgresql", "DBInstanceClass": "db.r5.large"}, "InvalidParameterStateValue", 400,
             "Standalone instances for this engine are not supported"),
            ({"Tags": [{"Key": "aws:mine", "Value": "x"}]}, *value, None),
            ({"PromotionTier": 16, "DBClusterIdentifier": "replica"}, *value, None),
        ])

    def test_create_cluster_member(self):
        base = {
            "DBInstanceIdentifier": "wrong", "Engine": "aurora-postgresql", "DBInstanceClass": "db.r5.large",
            "DBClusterIdentifier": "replica",
        }
        combination = ("InvalidParameterCombination", 400)
        self.each(self.rds.create_db_instance, base, [
            ({"DBClusterIdentifier": "nowhere"}, "DBClusterNotFoundFault", 404, "DBCluster nowhere not found."),
            ({"AllocatedStorage": 20}, *combination,
             "The requested DB instance will be a member of a DB cluster. You don't need to set storage size."),
            ({"BackupRetentionPeriod": 7}, *combination, MEMBER + "Set backup retention period for the DB Cluster."),
            ({"PreferredBackupWindow": "05:00-05:30"}, *combination, MEMBER + "Set backup window for the DB Cluster."),
            ({"MasterUserPassword": harness.PASSWORD}, *combination, MEMBER + "Set master user password for the DB Cluster"),
            ({"MasterUsername": "postgres"}, *combination, re.compile("^" + MEMBER + "Set master user name for the DB Cluster")),
            ({"DBName": "labdb"}, *combination, re.compile("^" + MEMBER + "Set database name for the DB Cluster")),
            ({"VpcSecurityGroupIds": ["sg-1"]}, *combination,
             "The requested DB Instance will be a member of a DB Cluster and its vpc security group should not be set directly."),
            ({"Engine": "postgres"}, *combination,
             "The engine name requested for your DB instance (postgres) doesn't match the engine name of your DB cluster (aurora-postgresql)."),
            ({"MultiAZ": True}, *combination, re.compile("^VPC Multi-AZ DB Instances are not available for engine: aurora")),
            ({"DBInstanceClass": "db.t3.micro"}, *combination, re.compile(
                "^RDS does not support creating a DB instance with the following combination: DBInstanceClass=db.t3.micro, "
                "Engine=aurora-postgresql, EngineVersion=.*, LicenseModel=postgresql-license. For supported combinations of "
                "instance class and database engine version, see the documentation.$")),
        ])

    def test_create_db_cluster(self):
        value, combination = ("InvalidParameterValue", 400), ("InvalidParameterCombination", 400)
        bad_id = BAD_IDENTIFIER.format("DBClusterIdentifier")
        self.each(self.rds.create_db_cluster, OWN_CLUSTER, [
            *[({"DBClusterIdentifier": name}, *value, bad_id) for name in ("1abc", "abc-", "a--b", "a.b", "a" * 64)],
            ({"DBClusterIdentifier": "Replica"}, "DBClusterAlreadyExistsFault", 400, "DB Cluster already exists"),
            ({"Engine": "aurora-cobol"}, *value, "Invalid DB engine: aurora-cobol"),
            ({"EngineVersion": "15.999"}, *combination, "Cannot find version 15.999 for aurora-postgresql"),
            ({"MasterUsername": None}, *value, "The parameter MasterUsername must be provided and must not be blank."),
            ({"MasterUserPassword": None}, *value, "The parameter MasterUserPassword must be provided and must not be blank."),
            ({"MasterUserPassword": "short"}, *value,
             "The parameter MasterUserPassword is not a valid password because it is shorter than 8 characters."),
            ({"DBClusterInstanceClass": "db.r5.large"}, *combination,
             "DBClusterInstanceClass isn't supported for DB engine aurora-postgresql."),
            ({"BackupRetentionPeriod": 0}, *value, None),
            ({"BackupRetentionPeriod": 36}, *value, None),
            ({"Port": 80}, *value, None),
            ({"DatabaseName": "1st"}, *value, None),
            ({"DBSubnetGroupName": "nowhere"}, "DBSubnetGroupNotFoundFault", 404, None),
            ({"DBClusterParameterGroupName": "mine"}, "DBParameterGroupNotFound", 404, "DBClusterParameterGroup not found: mine"),
        ])

    def test_create_replica_cluster(self):
        combination = ("InvalidParameterCombination", 400)
        other = self.unsaved["DBInstanceArn"].replace(":db:unsaved", ":db:{}")
        version = self.source["EngineVersion"]
        base = {
            "DBClusterIdentifier": "wrong-cluster", "Engine": "aurora-postgresql", "EngineVersion": version,
            "ReplicationSourceIdentifier": self.fresh["DBInstanceArn"],
        }
        violations = [
            ({"MasterUsername": "postgres"}, *combination, "Cannot specify user name for instance cluster replication cluster"),
            ({"MasterUserPassword": harness.PASSWORD}, *combination, None),
            ({"DatabaseName": "labdb"}, *combination, None),
            ({"ReplicationSourceIdentifier": self.source["DBInstanceArn"]}, "InvalidDBInstanceState", 400,
             re.compile("already has an Aurora read replica")),
            ({"ReplicationSourceIdentifier": self.unsaved["DBInstanceArn"]}, "InvalidDBInstanceState", 400,
             "Automated backups are not enabled for this database instance. To enable automated backups, use ModifyDBInstance "
             "to set the backup retention period to a non-zero value."),
            ({"ReplicationSourceIdentifier": other.format("nobody")}, "DBInstanceNotFound", 404, re.compile("nobody")),
            ({"ReplicationSourceIdentifier": self.cluster["DBClusterArn"]}, *combination, None),
        ]
        self.each(self.rds.create_db_cluster, base, violations)
        for bad in (
            "arn:aws:rds:eu-west-1:123456789012:db:source", "arn:aws:rds:us-west-2:210987654321:db:source",
            "arn:aws:s3:::bucket", "arn:aws:rds:us-west-2:123456789012:db", "arn:", "source with spaces",
        ):
            with self.subTest(source=bad):
                self.refused(
                    "InvalidParameterValue", 400, "The specified resource name does not match an RDS resource in this region.",
                    self.rds.create_db_cluster, **{**base, "ReplicationSourceIdentifier": bad},
                )

    def test_replica_version(self):
        """The replica's version is the source's or a higher minor of the same major."""
        versions = [v["EngineVersion"] for v in self.rds.describe_db_engine_versions(Engine="aurora-postgresql")["DBEngineVersions"]]
        source = tuple(int(part) for part in self.source["EngineVersion"].split("."))
        lower = [v for v in versions if tuple(int(part) for part in v.split(".")) < source]
        self.assertTrue(lower)
        self.refused(
            "InvalidParameterCombination", 400, None, self.rds.create_db_cluster, DBClusterIdentifier="wrong-cluster",
            Engine="aurora-postgresql", EngineVersion=lower[-1], ReplicationSourceIdentifier=self.fresh["DBInstanceArn"],
        )

    def test_deletion(self):
        self.refused("DBInstanceNotFound", 404, "DBInstance nobody not found.",
                     self.rds.delete_db_instance, DBInstanceIdentifier="nobody", SkipFinalSnapshot=True)
        self.refused("InvalidParameterCombination", 400, "FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.",
                     self.rds.delete_db_instance, DBInstanceIdentifier="unsaved")
        self.refused("InvalidDBInstanceState", 400, None,
                     self.rds.delete_db_instance, DBInstanceIdentifier="source", SkipFinalSnapshot=True)
        self.refused("InvalidDBClusterStateFault", 400, re.compile("^Cannot delete the last instance of the read replica DB cluster."),
                     self.rds.delete_db_instance, DBInstanceIdentifier="replica-1")
        self.refused("InvalidParameterCombination", 400,
                     "FinalDBSnapshotIdentifier can not be specified when deleting a cluster instance",
                     self.rds.delete_db_instance, DBInstanceIdentifier="replica-1", FinalDBSnapshotIdentifier="last")
        self.refused("DBClusterNotFoundFault", 404, "DBCluster nobody not found.",
                     self.rds.delete_db_cluster, DBClusterIdentifier="nobody", SkipFinalSnapshot=True)
        self.refused("InvalidDBClusterStateFault", 400,
                     "Cluster cannot be deleted, it still contains DB instances in non-deleting state.",
                     self.rds.delete_db_cluster, DBClusterIdentifier="replica", SkipFinalSnapshot=True)

    def test_promotion(self):
        self.refused("DBClusterNotFoundFault", 404, "DBCluster nobody not found.",
                     self.rds.promote_read_replica_db_cluster, DBClusterIdentifier="nobody")


class NegativeStates(harness.EmulatorTest):
    """Violations that need a state of their own."""

    def test_deletion_protection(self):
        harness.create_source(self.rds, "guarded", DeletionProtection=True)
        self.refused("InvalidParameterCombination", 400,
                     "Cannot delete protected DB Instance, please disable deletion protection and try again.",
                     self.rds.delete_db_instance, DBInstanceIdentifier="guarded", SkipFinalSnapshot=True)
        self.rds.create_db_cluster(**{**OWN_CLUSTER, "DBClusterIdentifier": "guarded", "DeletionProtection": True})
        harness.cluster_available(self.rds, "guarded")
        self.refused("InvalidParameterCombination", 400,
                     "Cannot delete protected Cluster, please disable deletion protection and try again.",
                     self.rds.delete_db_cluster, DBClusterIdentifier="guarded", SkipFinalSnapshot=True)
        self.assertEqual(harness.instance_of(self.rds, "guarded")["DBInstanceStatus"], "available")

    def test_promotion_of_what_is_no_replica_and_twice(self):
        self.rds.create_db_cluster(**{**OWN_CLUSTER, "DBClusterIdentifier": "plain"})
        harness.cluster_available(self.rds, "plain")
        self.refused("InvalidDBClusterStateFault", 400, None,
                     self.rds.promote_read_replica_db_cluster, DBClusterIdentifier="plain")
        source = harness.create_source(self.rds, "twice")
        harness.create_replica(self.rds, source, "twice", "twice-1")
        self.rds.promote_read_replica_db_cluster(DBClusterIdentifier="twice")
        self.refused("InvalidDBClusterStateFault", 400, None,
                     self.rds.promote_read_replica_db_cluster, DBClusterIdentifier="twice")
        harness.cluster_available(self.rds, "twice")
        self.refused("InvalidDBClusterStateFault", 400, None,
                     self.rds.promote_read_replica_db_cluster, DBClusterIdentifier="twice")

    def test_deleting_twice(self):
        harness.create_source(self.rds, "leaving")
        self.rds.delete_db_instance(DBInstanceIdentifier="leaving", SkipFinalSnapshot=True)
        with self.assertRaises(self.rds.exceptions.ClientError) as caught:
            self.rds.delete_db_instance(DBInstanceIdentifier="leaving", SkipFinalSnapshot=True)
        error = caught.exception.response["Error"]
        self.assertIn((error["Code"], error["Message"]), [
            ("InvalidDBInstanceState", "Instance leaving is already being deleted."),
            ("DBInstanceNotFound", "DBInstance leaving not found."),  # gone in between
        ])


if __name__ == "__main__":
    harness.main()
