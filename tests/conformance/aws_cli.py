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
