"""Kills the emulator with SIGKILL at random moments while instances get read replicas, are promoted, fail over, stop, start
and are modified: each operation ends as it would have, no row is lost. BOREALIS_SEED=<n> repeats a run's moments."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import crash_test  # noqa: E402
from crash_test import harness  # noqa: E402

KILLS = max(12, crash_test.KILLS // 2)
NEW_PASSWORD = "an0ther-Secret-pw"
BUSY = ("InvalidDBInstanceState", "InvalidDBClusterStateFault")  # accepted before, and not repeatable


class Operations(harness.TestCase):
    setUp = crash_test.Crash.setUp
    tearDown = crash_test.Crash.tearDown
    postmasters = crash_test.Crash.postmasters
    create_source = crash_test.Crash.create_source

    def test_emulator_killed_along_the_operations(self):
        print(f"seed {crash_test.SEED}", flush=True)
        killer = crash_test.Killer(self.emulator, self.chance, list)
        killer.start()
        rounds, failure = 0, None
        try:
            while killer.kills < KILLS and not killer.failure:
                self.replica_round(f"r{rounds}")
                self.cluster_round(f"c{rounds}")
                rounds += 1
        except Exception as error:  # noqa: BLE001: the killer's own failure, if there is one, says more
            failure = error
        killer.finished.set()
        killer.join(60)
        if failure or killer.failure:
            raise AssertionError(f"round {rounds}, kill {killer.kills}: {killer.failure!r}") from failure
        print(f"{killer.kills} kills, {rounds} rounds", flush=True)
        harness.until(lambda: not self.postmasters(), within=20, what="all servers to be gone")

    def instance_when(self, name, condition):
        def looks():
            found = self.client.instance(name)
            return found and found["DBInstanceStatus"] == "available" and condition(found) and found
        return harness.until(looks, what=f"{name} to be as it was asked to")

    def rows(self, name, password=harness.PASSWORD):
        def count():
            try:
                address = harness.endpoint(self.client.instance(name))
                return harness.sql(address, "SELECT count(*) FROM ledger", password=password)[0]
            except harness.psycopg2.Error:
                return None
        return harness.until(count, what=f"an answer of {name}")[0]

    def remove(self, name):
        self.client(
            "delete_db_instance", tolerated=("DBInstanceNotFound", *BUSY), DBInstanceIdentifier=name, SkipFinalSnapshot=True
        )

    def replica_round(self, name):
        source = self.create_source(name)
        harness.sql(harness.endpoint(source), "CREATE TABLE ledger AS SELECT generate_series(1, 3000)")
        self.client(
            "create_db_instance_read_replica", tolerated=("DBInstanceAlreadyExists",), DBInstanceIdentifier=f"{name}-copy",
            SourceDBInstanceIdentifier=name,
        )
        self.client.wait(self.client.instance, "available", f"{name}-copy")
        harness.until(lambda: self.rows(f"{name}-copy") == 3000, what="the rows of the source")
        self.client("promote_read_replica", tolerated=BUSY, DBInstanceIdentifier=f"{name}-copy")
        copy = self.instance_when(f"{name}-copy", lambda i: "ReadReplicaSourceDBInstanceIdentifier" not in i)
        harness.sql(harness.endpoint(copy), "INSERT INTO ledger VALUES (0)")
        self.assertEqual(harness.sql(harness.endpoint(source), "SELECT count(*) FROM pg_replication_slots"), [(0,)])

        self.client(
            "modify_db_instance", tolerated=BUSY, DBInstanceIdentifier=name, MasterUserPassword=NEW_PASSWORD,
            DBInstanceClass="db.m5.large", ApplyImmediately=True,
        )
        self.instance_when(name, lambda i: not i["PendingModifiedValues"] and i["DBInstanceClass"] == "db.m5.large")
        self.assertEqual(self.rows(name, NEW_PASSWORD), 3000)
        self.client("stop_db_instance", tolerated=BUSY, DBInstanceIdentifier=name)
        self.client.wait(self.client.instance, "stopped", name)
        self.client("start_db_instance", tolerated=BUSY, DBInstanceIdentifier=name)
        self.client.wait(self.client.instance, "available", name)
        self.assertEqual(self.rows(name, NEW_PASSWORD), 3000)
        for instance in (name, f"{name}-copy"):
            self.remove(instance)
            self.client.wait(self.client.instance, None, instance)

    def cluster_round(self, name):
        self.client(
            "create_db_cluster", tolerated=("DBClusterAlreadyExistsFault",), DBClusterIdentifier=name, Engine="aurora-postgresql",
            MasterUsername="postgres", MasterUserPassword=harness.PASSWORD, DatabaseName="labdb",
        )
        members = [f"{name}-1", f"{name}-2"]
        for member in members:
            self.client(
                "create_db_instance", tolerated=("DBInstanceAlreadyExists",), DBInstanceIdentifier=member,
                DBClusterIdentifier=name, DBInstanceClass="db.r5.large", Engine="aurora-postgresql",
            )
        for member in members:
            self.client.wait(self.client.instance, "available", member)
        address = harness.endpoint(self.client.instance(members[0]))
        harness.sql(address, "CREATE TABLE ledger AS SELECT generate_series(1, 3000)")

        self.client("failover_db_cluster", tolerated=BUSY, DBClusterIdentifier=name, TargetDBInstanceIdentifier=members[1])
        cluster = self.client.wait(self.client.cluster, "available", name)
        writers = [m["DBInstanceIdentifier"] for m in cluster["DBClusterMembers"] if m["IsClusterWriter"]]
        self.assertEqual(writers, [members[1]])
        harness.sql(harness.endpoint(self.client.instance(members[1])), "INSERT INTO ledger VALUES (0)")
        self.client.wait(self.client.instance, "available", members[0])
        harness.until(lambda: self.rows(members[0]) == 3001, what="the rows of the new writer")

        for member in members:
            self.remove(member)
        self.client(
            "delete_db_cluster", tolerated=("DBClusterNotFoundFault", *BUSY), DBClusterIdentifier=name, SkipFinalSnapshot=True
        )
        self.client.wait(self.client.cluster, None, name)


if __name__ == "__main__":
    harness.main()
