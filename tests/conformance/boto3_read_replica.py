"""Read replicas of DB instances on real servers: chains, promotion, sources that go, a replica beside an Aurora one."""

import os
import signal
import socket
import unittest

import harness
import psycopg2


def taken(intruder, address):
    """Whether the socket got the port, now that nobody listens there."""
    try:
        intruder.bind(address)
    except OSError:
        return False
    intruder.listen()
    return True


class ReadReplica(harness.EmulatorTest):
    def create(self, name, source, **more):
        return self.rds.create_db_instance_read_replica(
            DBInstanceIdentifier=name, SourceDBInstanceIdentifier=source, **more
        )["DBInstance"]

    def rows(self, name):
        try:
            return harness.sql(harness.endpoint(harness.instance_of(self.rds, name)), "SELECT count(*) FROM ledger")[0][0]
        except psycopg2.errors.UndefinedTable:
            return None

    def arrives(self, name, count):
        harness.until(lambda: self.rows(name) == count, what=f"{count} rows on {name}")

    def messages(self, name):
        events = self.rds.describe_events(SourceType="db-instance", SourceIdentifier=name)["Events"]
        return [event["Message"] for event in events]

    def slots(self, name):
        address = harness.endpoint(harness.instance_of(self.rds, name))
        return harness.sql(address, "SELECT count(*) FROM pg_replication_slots")[0][0]

    def standalone(self, name):
        return harness.until(
            lambda: (i := harness.instance_of(self.rds, name))["DBInstanceStatus"] == "available"
            and "ReadReplicaSourceDBInstanceIdentifier" not in i and i,
            what=f"{name} to be an instance of its own",
        )

    def test_chain_promotion_and_deletion_of_the_source(self):
        source = harness.create_source(self.rds, "origin")
        address = harness.endpoint(source)
        harness.sql(address, "CREATE TABLE ledger AS SELECT g AS id FROM generate_series(1, 1000) g")
        answer = self.create("copy", "origin")
        self.assertEqual(answer["DBInstanceStatus"], "creating")
        self.assertEqual(answer["ReadReplicaSourceDBInstanceIdentifier"], "origin")
        copy = harness.instance_available(self.rds, "copy")
        self.assertEqual(copy["StatusInfos"], [{"StatusType": "read replication", "Normal": True, "Status": "replicating"}])
        self.assertEqual(copy["BackupRetentionPeriod"], 0)
        self.assertEqual(harness.instance_of(self.rds, "origin")["ReadReplicaDBInstanceIdentifiers"], ["copy"])
        self.arrives("copy", 1000)
        with self.assertRaises(psycopg2.errors.ReadOnlySqlTransaction):
            harness.sql(harness.endpoint(copy), "INSERT INTO ledger VALUES (0)")
        self.assertIn("Replication for the Read Replica resumed", self.messages("copy"))

        # A replica of the replica, and an Aurora one of the source beside them.
        self.refused(
            "InvalidDBInstanceState", 400, None, self.rds.create_db_instance_read_replica,
            DBInstanceIdentifier="grandchild", SourceDBInstanceIdentifier="copy",
        )
        self.rds.modify_db_instance(DBInstanceIdentifier="copy", BackupRetentionPeriod=1, ApplyImmediately=True)
        harness.until(
            lambda: (i := harness.instance_of(self.rds, "copy"))["BackupRetentionPeriod"] == 1
            and i["DBInstanceStatus"] == "available", what="backups on the replica",
        )
        self.create("grandchild", "copy")
        harness.instance_available(self.rds, "grandchild")
        harness.create_replica(self.rds, source, "home", "home-1")
        harness.sql(address, "INSERT INTO ledger SELECT g FROM generate_series(1001, 2000) g")
        for name in ("copy", "grandchild", "home-1"):
            self.arrives(name, 2000)
        self.assertEqual(self.slots("origin"), 2)

        # The middle of the chain becomes an instance of its own; the chain below it stays.
        answer = self.rds.promote_read_replica(DBInstanceIdentifier="copy", BackupRetentionPeriod=2)["DBInstance"]
        self.assertEqual(answer["DBInstanceStatus"], "modifying")
        copy = self.standalone("copy")
        self.assertNotIn("StatusInfos", copy)
        self.assertEqual(copy["BackupRetentionPeriod"], 2)
        self.assertEqual(harness.instance_of(self.rds, "origin")["ReadReplicaDBInstanceIdentifiers"], [])
        self.assertEqual(self.slots("origin"), 1)
        harness.sql(harness.endpoint(copy), "INSERT INTO ledger SELECT g FROM generate_series(2001, 2500) g")
        self.arrives("grandchild", 2500)
        self.assertEqual(self.rows("origin"), 2000)
        self.refused(
            "InvalidDBInstanceState", 400, "DB Instance is not a read replica.",
            self.rds.promote_read_replica, DBInstanceIdentifier="copy",
        )

        # Its source goes: the last replica has every committed row and is promoted.
        harness.sql(harness.endpoint(copy), "INSERT INTO ledger SELECT g FROM generate_series(2501, 9000) g")
        harness.delete_instance(self.rds, "copy")
        grandchild = self.standalone("grandchild")
        self.assertEqual(self.rows("grandchild"), 9000)
        harness.sql(harness.endpoint(grandchild), "INSERT INTO ledger VALUES (9001)")
        harness.delete_instance(self.rds, "grandchild")

    def test_promotion_while_the_source_is_down(self):
        """The source is lost for a while: the replica says so, becomes an instance of its own, and the slot that it leaves
        goes when the source is back."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        source = harness.create_source(self.rds, "lost", Port=port)
        address = harness.endpoint(source)
        harness.sql(address, "CREATE TABLE ledger AS SELECT generate_series(1, 1000)")
        for name in ("heir", "waiting"):
            self.create(name, "lost")
        for name in ("heir", "waiting"):
            harness.instance_available(self.rds, name)
            self.arrives(name, 1000)
        with socket.socket() as intruder:  # the port is somebody else's when the source comes back
            intruder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            os.kill(self.emulator.postmaster_at(address), signal.SIGKILL)
            harness.until(lambda: taken(intruder, address), every=0.001, what="the port")
            self.status("lost", "incompatible-network")
            harness.until(
                lambda: harness.instance_of(self.rds, "heir")["StatusInfos"][0]["Status"] == "error", what="the replica to notice"
            )
            self.assertIn("Replication has stopped", self.messages("heir"))
            self.rds.promote_read_replica(DBInstanceIdentifier="heir")
            heir = self.standalone("heir")
            harness.sql(harness.endpoint(heir), "INSERT INTO ledger VALUES (1001)")
        self.status("lost", "available")
        self.assertEqual(self.rows("lost"), 1000)
        self.assertEqual(self.slots("lost"), 1)
        harness.until(
            lambda: harness.instance_of(self.rds, "waiting")["StatusInfos"][0]["Status"] == "replicating", what="replication again"
        )
        self.assertEqual(self.messages("waiting").count("Replication for the Read Replica resumed"), 2)
        harness.sql(address, "INSERT INTO ledger VALUES (1001), (1002)")
        self.arrives("waiting", 1002)
        for name in ("waiting", "lost", "heir"):
            harness.delete_instance(self.rds, name)

    def status(self, name, wanted):
        harness.until(lambda: harness.instance_of(self.rds, name)["DBInstanceStatus"] == wanted, what=f"{name} to be {wanted}")

    def test_deleting_a_replica_frees_its_slot(self):
        source = harness.create_source(self.rds, "lone")
        self.create("shortlived", "lone")
        harness.instance_available(self.rds, "shortlived")
        self.assertEqual(self.slots("lone"), 1)
        self.refused(
            "InvalidParameterCombination", 400, "FinalDBSnapshotIdentifier can not be specified when deleting a replica instance",
            self.rds.delete_db_instance, DBInstanceIdentifier="shortlived", FinalDBSnapshotIdentifier="last",
        )
        harness.delete_instance(self.rds, "shortlived")
        self.assertEqual(self.slots("lone"), 0)
        self.assertEqual(harness.sql(harness.endpoint(source), "SELECT 1"), [(1,)])
        harness.delete_instance(self.rds, "lone")


if __name__ == "__main__":
    harness.main()
