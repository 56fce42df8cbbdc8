"""The commands of the AWS page as printed there, in a shell after `eval "$(borealis env)"`, with Debian's AWS CLI."""

import json
import os
import subprocess
import unittest

import harness


class AwsCli(harness.EmulatorTest):
    def shell(self, script, fails=False):
        """Runs a script in a fresh shell that was led to our emulator; returns its output."""
        address = self.emulator.url.removeprefix("http://")
        environment = {
            **harness.clean_environment(), "AWS_DEFAULT_REGION": "us-west-2", "AWS_PAGER": "", "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull, "AWS_EC2_METADATA_DISABLED": "true",
        }
        prologue = f'set -e\neval "$({harness.PROGRAM} env --listen {address})"\n'
        done = subprocess.run(
            ["bash", "-c", prologue + script], env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120
        )
        self.assertEqual(done.returncode != 0, fails, done.stdout + done.stderr)
        return done.stderr if fails else done.stdout

    def available(self, kind, name):
        if kind == "instance":
            return harness.instance_available(self.rds, name)
        return harness.cluster_available(self.rds, name)

    def test_the_page(self):
        self.shell("""
            aws rds create-db-instance --db-instance-identifier master-postgresql-instance --engine postgres \\
                --db-instance-class db.t3.micro --allocated-storage 20 --master-username postgres \\
                --master-user-password a-password-for-tests
            aws rds create-db-subnet-group --db-subnet-group-name mysubnetgroup --db-subnet-group-description test \\
                --subnet-ids subnet-0a1b2c3d subnet-4e5f6a7b
        """)
        self.available("instance", "master-postgresql-instance")
        # The page's commands; its instance class is a placeholder of the reader's.
        created = json.loads(self.shell("""
            aws rds create-db-cluster --db-cluster-identifier sample-replica-cluster --engine aurora-postgresql \\
                --db-subnet-group-name mysubnetgroup --vpc-security-group-ids sg-c7e5b0d2 \\
                --replication-source-identifier arn:aws:rds:us-west-2:123456789012:db:master-postgresql-instance
        """))["DBCluster"]
        self.assertEqual(created["Status"], "creating")
        self.assertEqual(created["VpcSecurityGroups"], [{"VpcSecurityGroupId": "sg-c7e5b0d2", "Status": "active"}])
        self.available("cluster", "sample-replica-cluster")
        self.shell("""
            aws rds create-db-instance \\
                --db-cluster-identifier sample-replica-cluster \\
                --db-instance-class db.r5.large \\
                --db-instance-identifier myreadreplicainstance \\
                --engine aurora-postgresql
        """)
        self.available("instance", "myreadreplicainstance")
        self.shell("aws rds wait db-instance-available --db-instance-identifier myreadreplicainstance")

        refusal = self.shell(
            "aws rds delete-db-instance --db-instance-identifier master-postgresql-instance --skip-final-snapshot", fails=True
        )
        self.assertIn("(InvalidDBInstanceState)", refusal)
        self.shell("aws rds promote-read-replica-db-cluster --db-cluster-identifier sample-replica-cluster")
        self.available("cluster", "sample-replica-cluster")
        events = self.shell(
            "aws rds describe-events --source-type db-cluster --source-identifier sample-replica-cluster "
            "--query 'Events[].Message' --output text"
        )
        self.assertIn("Promoted Read Replica cluster to a stand-alone database cluster", events)
        self.shell("aws rds delete-db-instance --db-instance-identifier master-postgresql-instance --skip-final-snapshot")

    def test_what_is_done_with_what_runs(self):
        """A read replica, a reboot, a modification, the log, a stop and a start, with the CLI's own waiters."""
        harness.create_source(self.rds, "engine")
        replica = json.loads(self.shell("""
            aws rds create-db-instance-read-replica --db-instance-identifier trailer --source-db-instance-identifier engine
        """))["DBInstance"]
        self.assertEqual(replica["ReadReplicaSourceDBInstanceIdentifier"], "engine")
        self.available("instance", "trailer")
        self.assertIn("(InvalidDBInstanceState)", self.shell("aws rds stop-db-instance --db-instance-identifier engine", fails=True))
        self.shell("aws rds promote-read-replica --db-instance-identifier trailer")
        harness.until(
            lambda: "ReadReplicaSourceDBInstanceIdentifier" not in harness.instance_of(self.rds, "trailer"), what="the promotion"
        )
        self.available("instance", "trailer")
        with self.assertRaises(harness.psycopg2.Error):
            harness.sql(harness.endpoint(harness.instance_of(self.rds, "engine")), "SELECT * FROM no_such_table")
        files = json.loads(self.shell("aws rds describe-db-log-files --db-instance-identifier engine"))["DescribeDBLogFiles"]
        self.assertEqual([file["LogFileName"] for file in files], ["error/postgresql.log"])
        self.assertGreater(files[0]["Size"], 0)
        log = self.shell("""
            aws rds download-db-log-file-portion --db-instance-identifier engine --log-file-name error/postgresql.log \
                --starting-token 0 --output text
        """)
        self.assertIn('relation "no_such_table" does not exist', log)
        self.assertIn("ready to accept connections", log)

        modified = json.loads(self.shell("""
            aws rds modify-db-instance --db-instance-identifier engine --backup-retention-period 3 --db-instance-class db.m5.large
        """))["DBInstance"]
        self.assertEqual(modified["PendingModifiedValues"], {"DBInstanceClass": "db.m5.large"})
        self.assertEqual(modified["BackupRetentionPeriod"], 3)
        self.shell("aws rds reboot-db-instance --db-instance-identifier engine")
        self.available("instance", "engine")
        self.shell("aws rds stop-db-instance --db-instance-identifier engine")
        harness.until(lambda: harness.instance_of(self.rds, "engine")["DBInstanceStatus"] == "stopped", what="the stop")
        self.shell("aws rds start-db-instance --db-instance-identifier engine")
        self.available("instance", "engine")
        self.assertEqual(harness.sql(harness.endpoint(harness.instance_of(self.rds, "engine")), "SELECT 1"), [(1,)])

    def test_other_services(self):
        identity = json.loads(self.shell("aws sts get-caller-identity"))
        self.assertEqual(identity["Account"], "123456789012")
        self.assertEqual(json.loads(self.shell("aws cloudwatch list-metrics --namespace AWS/EC2"))["Metrics"], [])

    def test_errors_look_like_aws(self):
        refusal = self.shell("aws rds describe-db-clusters --db-cluster-identifier nobody", fails=True)
        self.assertIn(
            "An error occurred (DBClusterNotFoundFault) when calling the DescribeDBClusters operation: DBCluster nobody not found.",
            refusal,
        )

    def test_keeps_the_users_credentials(self):
        account = self.shell("AWS_ACCESS_KEY_ID=210987654321 AWS_SECRET_ACCESS_KEY=x aws sts get-caller-identity --query Account --output text")
        self.assertEqual(account.strip(), "210987654321")


if __name__ == "__main__":
    harness.main()
