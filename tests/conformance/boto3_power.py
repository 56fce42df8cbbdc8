"""Reboots, stops and starts of instances and clusters, failovers on request: real servers, and no row lost."""

import contextlib
import os
import signal
import unittest

import harness
import psycopg2


class Power(harness.EmulatorTest):
    def messages(self, source_type, name):
        events = self.rds.describe_events(SourceType=source_type, SourceIdentifier=name)["Events"]
        return [event["Message"] for event in events]

    def started_at(self, address):
        return harness.sql(address, "SELECT pg_postmaster_start_time()")[0][0]

    def status(self, name, wanted):
        return harness.until(
            lambda: (i := harness.instance_of(self.rds, name))["DBInstanceStatus"] == wanted and i, what=f"{name} to be {wanted}"
        )

    def cluster_status(self, name, wanted):
        return harness.until(
            lambda: (c := harness.cluster_of(self.rds, name))["Status"] == wanted and c, what=f"{name} to be {wanted}"
        )

    def test_reboot_stop_and_start_of_an_instance(self):
        address = harness.endpoint(harness.create_source(self.rds, "lamp"))
        harness.sql(address, "CREATE TABLE ledger AS SELECT generate_series(1, 100)")
        before = self.started_at(address)
        self.assertEqual(self.rds.reboot_db_instance(DBInstanceIdentifier="lamp")["DBInstance"]["DBInstanceStatus"], "rebooting")
        again = self.status("lamp", "available")
        self.assertEqual(harness.endpoint(again), address)
        self.assertGreater(self.started_at(address), before)
        told = self.messages("db-instance", "lamp")
        self.assertLess(told.index("DB instance shutdown"), told.index("DB instance restarted"))
        self.assertNotIn("Recovery of the DB instance is complete", told)

        self.assertEqual(self.rds.stop_db_instance(DBInstanceIdentifier="lamp")["DBInstance"]["DBInstanceStatus"], "stopping")
        self.status("lamp", "stopped")
        with self.assertRaises(psycopg2.OperationalError):
            harness.sql(address, "SELECT 1")
        self.refused(
            "InvalidDBInstanceState", 400, "Instance lamp is not in available state.",
            self.rds.stop_db_instance, DBInstanceIdentifier="lamp",
        )
        self.assertEqual(self.rds.start_db_instance(DBInstanceIdentifier="lamp")["DBInstance"]["DBInstanceStatus"], "starting")
        self.assertEqual(harness.endpoint(self.status("lamp", "available")), address)
        self.assertEqual(harness.sql(address, "SELECT count(*) FROM ledger"), [(100,)])
        told = self.messages("db-instance", "lamp")
        self.assertLess(told.index("DB instance stopped"), told.index("DB instance started"))
        self.rds.stop_db_instance(DBInstanceIdentifier="lamp")
        self.status("lamp", "stopped")
        harness.delete_instance(self.rds, "lamp")

    def make_cluster(self, name, members):
        self.rds.create_db_cluster(
            DBClusterIdentifier=name, Engine="aurora-postgresql", MasterUsername="postgres",
            MasterUserPassword=harness.PASSWORD, DatabaseName="labdb",
        )
        for number in range(1, members + 1):
            self.rds.create_db_instance(
                DBInstanceIdentifier=f"{name}-{number}", DBClusterIdentifier=name, DBInstanceClass="db.r5.large",
                Engine="aurora-postgresql", PromotionTier=number,
            )
        for number in range(1, members + 1):
            harness.instance_available(self.rds, f"{name}-{number}")
        return harness.cluster_available(self.rds, name)

    def writer_of(self, cluster):
        return [m["DBInstanceIdentifier"] for m in cluster["DBClusterMembers"] if m["IsClusterWriter"]]

    def remove(self, name, members):
        for number in range(1, members + 1):
            self.rds.delete_db_instance(DBInstanceIdentifier=f"{name}-{number}")
        harness.delete_cluster(self.rds, name)

    def test_stop_and_start_of_a_cluster(self):
        cluster = self.make_cluster("house", 2)
        harness.sql(harness.writer(cluster), "CREATE TABLE ledger AS SELECT generate_series(1, 100)")
        self.refused("InvalidDBClusterStateFault", 400, None, self.rds.stop_db_instance, DBInstanceIdentifier="house-1")
        self.assertEqual(self.rds.stop_db_cluster(DBClusterIdentifier="house")["DBCluster"]["Status"], "available")
        self.cluster_status("house", "stopped")
        for name in ("house-1", "house-2"):
            self.assertEqual(harness.instance_of(self.rds, name)["DBInstanceStatus"], "stopped")
        with self.assertRaises(psycopg2.OperationalError):
            harness.sql(harness.writer(cluster), "SELECT 1")
        self.assertEqual(self.rds.start_db_cluster(DBClusterIdentifier="house")["DBCluster"]["Status"], "stopped")
        cluster = self.cluster_status("house", "available")
        self.assertEqual(harness.sql(harness.writer(cluster), "SELECT count(*) FROM ledger"), [(100,)])
        harness.sql(harness.writer(cluster), "INSERT INTO ledger VALUES (101)")
        harness.until(
            lambda: harness.sql(harness.reader(cluster), "SELECT count(*) FROM ledger") == [(101,)], what="the reader"
        )
        told = self.messages("db-cluster", "house")
        self.assertLess(told.index("DB cluster stopped"), told.index("DB cluster started"))
        self.remove("house", 2)

    def test_failover_there_and_back(self):
        cluster = self.make_cluster("relay", 3)
        address = harness.writer(cluster)
        harness.sql(address, "CREATE TABLE ledger AS SELECT generate_series(1, 5000) AS id")
        endpoints = {f"relay-{n}": harness.endpoint(harness.instance_of(self.rds, f"relay-{n}")) for n in (1, 2, 3)}

        self.rds.failover_db_cluster(DBClusterIdentifier="relay")  # the lowest tier of the readers
        self.assertEqual(harness.cluster_of(self.rds, "relay")["Status"], "failing-over")
        cluster = self.cluster_status("relay", "available")
        self.assertEqual(self.writer_of(cluster), ["relay-2"])
        self.assertEqual(harness.writer(cluster), address)
        harness.sql(address, "INSERT INTO ledger SELECT generate_series(5001, 6000)")
        self.status("relay-1", "available")  # back as a reader
        for name in ("relay-1", "relay-3"):
            self.assertEqual(harness.endpoint(harness.instance_of(self.rds, name)), endpoints[name])
            harness.until(
                lambda: harness.sql(endpoints[name], "SELECT count(*), pg_is_in_recovery() FROM ledger") == [(6000, True)],
                what=f"the rows on {name}",
            )
        told = self.messages("db-cluster", "relay")
        self.assertIn("Started cross AZ failover to DB instance: relay-2", told)
        self.assertIn("Completed failover to DB instance: relay-2", told)

        self.rds.failover_db_cluster(DBClusterIdentifier="relay", TargetDBInstanceIdentifier="relay-1")
        cluster = self.cluster_status("relay", "available")
        self.assertEqual(self.writer_of(cluster), ["relay-1"])
        harness.sql(address, "INSERT INTO ledger SELECT generate_series(6001, 7000)")
        for name in ("relay-2", "relay-3"):
            self.status(name, "available")
            harness.until(lambda: harness.sql(endpoints[name], "SELECT count(*) FROM ledger") == [(7000,)], what=name)
        self.remove("relay", 3)

    def test_failover_when_the_writer_has_just_crashed(self):
        cluster = self.make_cluster("storm", 2)
        address = harness.writer(cluster)
        harness.sql(address, "CREATE TABLE ledger AS SELECT generate_series(1, 5000) AS id")
        old = harness.endpoint(harness.instance_of(self.rds, "storm-1"))
        other = harness.endpoint(harness.instance_of(self.rds, "storm-2"))
        ((last,),) = harness.sql(old, "SELECT pg_current_wal_flush_lsn()::text")
        received = "SELECT pg_last_wal_receive_lsn() >= %s::pg_lsn"
        harness.until(lambda: harness.sql(other, received, (last,)) == [(True,)], what="the reader to have all of it")
        os.kill(self.emulator.postmaster_at(old), signal.SIGKILL)
        self.rds.failover_db_cluster(DBClusterIdentifier="storm")
        cluster = self.cluster_status("storm", "available")
        self.assertEqual(self.writer_of(cluster), ["storm-2"])
        self.assertEqual(harness.sql(address, "SELECT count(*) FROM ledger"), [(5000,)])
        harness.sql(address, "INSERT INTO ledger VALUES (5001)")
        self.status("storm-1", "available")
        harness.until(lambda: harness.sql(old, "SELECT count(*) FROM ledger") == [(5001,)], what="the former writer")
        self.remove("storm", 2)

    @contextlib.contextmanager
    def receiver_stopped(self, name):
        """It streams for all that the reader tells, but nothing arrives."""
        reader = self.emulator.postmaster_at(harness.endpoint(harness.instance_of(self.rds, name)))
        with open(f"/proc/{reader}/task/{reader}/children") as children:
            receiver = next(
                int(pid) for pid in children.read().split() if b"walreceiver" in open(f"/proc/{pid}/cmdline", "rb").read()
            )
        os.kill(receiver, signal.SIGSTOP)
        try:
            yield
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.kill(receiver, signal.SIGCONT)

    def test_no_failover_to_a_reader_that_lacks_rows(self):
        cluster = self.make_cluster("brook", 2)
        address = harness.writer(cluster)
        harness.sql(address, "CREATE TABLE ledger AS SELECT generate_series(1, 5000) AS id")
        with self.receiver_stopped("brook-2"):
            harness.sql(address, "INSERT INTO ledger SELECT generate_series(5001, 6000)")
            self.rds.failover_db_cluster(DBClusterIdentifier="brook")
            cluster = self.cluster_status("brook", "available")
        self.assertEqual(self.writer_of(cluster), ["brook-1"])
        self.status("brook-1", "available")
        self.assertEqual(harness.sql(address, "SELECT count(*) FROM ledger"), [(6000,)])
        self.assertNotIn("Completed failover to DB instance: brook-2", self.messages("db-cluster", "brook"))
        self.remove("brook", 2)

    def test_reader_that_lacks_rows_takes_the_volume_of_a_writer_that_goes(self):
        cluster = self.make_cluster("creek", 2)
        address = harness.writer(cluster)
        harness.sql(address, "CREATE TABLE ledger AS SELECT generate_series(1, 5000) AS id")
        with self.receiver_stopped("creek-2"):
            harness.sql(address, "INSERT INTO ledger SELECT generate_series(5001, 6000)")
            self.rds.delete_db_instance(DBInstanceIdentifier="creek-1")
            harness.wait(self.rds, "db_instance_deleted", DBInstanceIdentifier="creek-1")
        cluster = self.cluster_status("creek", "available")
        self.assertEqual(self.writer_of(cluster), ["creek-2"])
        self.status("creek-2", "available")
        harness.sql(address, "INSERT INTO ledger VALUES (6001)")
        self.assertEqual(harness.sql(address, "SELECT count(*) FROM ledger"), [(6001,)])
        self.rds.delete_db_instance(DBInstanceIdentifier="creek-2")
        harness.delete_cluster(self.rds, "creek")

    def test_members_go_while_a_failover_is_under_way(self):
        for gone in ("1", "2"):
            with self.subTest(member=gone):
                name = f"gust{gone}"
                cluster = self.make_cluster(name, 2)
                harness.sql(harness.writer(cluster), "CREATE TABLE ledger AS SELECT generate_series(1, 5000) AS id")
                self.rds.failover_db_cluster(DBClusterIdentifier=name)
                self.rds.delete_db_instance(DBInstanceIdentifier=f"{name}-{gone}")
                harness.wait(self.rds, "db_instance_deleted", DBInstanceIdentifier=f"{name}-{gone}")
                cluster = self.cluster_status(name, "available")
                left = f"{name}-{3 - int(gone)}"
                self.assertEqual(self.writer_of(cluster), [left])
                self.status(left, "available")
                harness.sql(harness.writer(cluster), "INSERT INTO ledger VALUES (5001)")
                self.assertEqual(harness.sql(harness.writer(cluster), "SELECT count(*) FROM ledger"), [(5001,)])
                self.rds.delete_db_instance(DBInstanceIdentifier=left)
                harness.delete_cluster(self.rds, name)

    def test_failover_of_a_read_replica_cluster(self):
        source = harness.create_source(self.rds, "well")
        harness.sql(harness.endpoint(source), "CREATE TABLE ledger AS SELECT generate_series(1, 500)")
        harness.create_replica(self.rds, source, "pond", "pond-1")
        self.rds.create_db_instance(
            DBInstanceIdentifier="pond-2", DBClusterIdentifier="pond", DBInstanceClass="db.r5.large", Engine="aurora-postgresql"
        )
        harness.instance_available(self.rds, "pond-2")
        self.rds.failover_db_cluster(DBClusterIdentifier="pond")
        cluster = self.cluster_status("pond", "available")
        self.assertEqual(self.writer_of(cluster), ["pond-2"])
        self.status("pond-1", "available")
        harness.sql(harness.endpoint(source), "INSERT INTO ledger SELECT generate_series(501, 600)")
        for name in ("pond-1", "pond-2"):
            at = harness.endpoint(harness.instance_of(self.rds, name))
            harness.until(
                lambda: harness.sql(at, "SELECT count(*), pg_is_in_recovery() FROM ledger") == [(600, True)], what=name
            )
        self.rds.promote_read_replica_db_cluster(DBClusterIdentifier="pond")
        harness.until(
            lambda: "ReplicationSourceIdentifier" not in harness.cluster_of(self.rds, "pond"), what="the promotion"
        )
        cluster = self.cluster_status("pond", "available")
        harness.sql(harness.writer(cluster), "INSERT INTO ledger VALUES (601)")
        self.assertEqual(harness.sql(harness.endpoint(source), "SELECT count(*) FROM pg_replication_slots"), [(0,)])
        self.remove("pond", 2)
        harness.delete_instance(self.rds, "well")


if __name__ == "__main__":
    harness.main()
