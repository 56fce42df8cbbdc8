"""Metrics as time passes: the lags that climb on an idle pair, as AWS computes them, and the silence of what is stopped."""

import datetime
import time

import harness
from boto3_metrics import PRECISE, REPLICA, MetricsTest, now

WRITTEN = "SELECT tup_inserted + tup_updated FROM pg_stat_database WHERE datname = 'rdsadmin'"


class InstancesOfTheirOwn(MetricsTest):
    def test_a_read_replica_has_the_lag_that_aws_computes(self):
        address = harness.endpoint(harness.create_source(self.rds, "origin"))
        before = harness.sql(address, WRITTEN)[0][0]
        self.rds.create_db_instance_read_replica(DBInstanceIdentifier="copy", SourceDBInstanceIdentifier="origin")
        harness.instance_available(self.rds, "copy")

        def lag():
            return self.newest("ReplicaLag", "copy", unit="Seconds") or 0

        harness.until(lambda: harness.sql(address, WRITTEN)[0][0] > before, what="the commit of RDS's own")
        harness.sql(address, "CREATE TABLE committed AS SELECT 1")
        harness.until(lambda: lag() > 3, what="time since the last commit to pass")
        harness.sql(address, "INSERT INTO committed SELECT 2")
        harness.until(lambda: self.points("ReplicaLag", "copy", now() - datetime.timedelta(seconds=3)) and lag() < 3, what="the commit")
        self.assertNotIn("ReplicaLag", self.listed("AWS/RDS", "origin"))
        self.await_listed("Borealis", "copy", PRECISE)

    def test_what_is_stopped_is_silent(self):
        harness.create_source(self.rds, "lone")
        self.await_listed("AWS/RDS", "lone", {"CPUUtilization", "FreeStorageSpace"})
        self.rds.stop_db_instance(DBInstanceIdentifier="lone")
        harness.until(lambda: harness.instance_of(self.rds, "lone")["DBInstanceStatus"] == "stopped", what="the stop")
        time.sleep(1.5)  # what was measured before is on its way for a second
        stopped = now()
        time.sleep(3)
        for name in ("CPUUtilization", "DatabaseConnections", "FreeStorageSpace", "TransactionLogsDiskUsage"):
            self.assertFalse(self.points(name, "lone", stopped), name)
        self.rds.start_db_instance(DBInstanceIdentifier="lone")
        harness.instance_available(self.rds, "lone")
        harness.until(lambda: self.points("CPUUtilization", "lone", stopped), what="points after the start")


class AsAwsComputesIt(MetricsTest):
    """--replica-lag aws: the lag climbs on an idle pair, and a commit of RDS's own ends that from time to time."""

    options = ("--replica-lag", "aws")

    def test_lag_climbs_on_an_idle_pair_that_the_source_commits_for(self):
        source = harness.create_source(self.rds)
        address = harness.endpoint(source)
        before = harness.sql(address, WRITTEN)[0][0]
        harness.create_replica(self.rds, source, member=REPLICA)
        harness.until(lambda: harness.sql(address, WRITTEN)[0][0] > before, what="the heartbeat")
        lag = lambda: self.newest("RDSToAuroraPostgreSQLReplicaLag", REPLICA) or 0
        harness.until(lambda: lag() > 3, what="a lag that climbs")
        self.assertLess(self.newest("PreciseReplicaLag", REPLICA, namespace="Borealis"), 3000)


if __name__ == "__main__":
    harness.main()
