"""Kills the emulator with SIGKILL at random moments of the journey, at least thirty times, and starts it again on the same
data: servers serve on while it is down, unfinished work finishes, no row is lost, nothing is there twice or left over.
Then kills PostgreSQL servers, and looks at SIGTERM. BOREALIS_SEED=<n> repeats a run's moments."""

import os
import pathlib
import random
import signal
import sys
import threading
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "conformance"))

import harness  # noqa: E402

SEED = int(os.environ.get("BOREALIS_SEED", random.SystemRandom().randrange(10**6)))
KILLS = int(os.environ.get("BOREALIS_KILLS", 30))
LONGEST_PAUSE = 3.0 if harness.server_containers.USED else 1.2  # seconds from a start to the kill: about a step of the journey


class Killer(threading.Thread):
    """Lets the emulator live for a random while, kills it, looks whether its servers still serve, starts it again."""

    def __init__(self, emulator, chance, serving):
        super().__init__(daemon=True)
        self.emulator, self.chance, self.serving = emulator, chance, serving
        self.kills = 0
        self.failure = None
        self.finished = threading.Event()

    def longest_pause(self):
        """Longer with every kill: on a machine so busy that no step ends within a second, some must end all the same."""
        return LONGEST_PAUSE * (1 + self.kills / 15)

    def run(self):
        try:
            while not self.finished.wait(self.chance.uniform(0.02, self.longest_pause())):
                expected = self.serving()
                self.emulator.kill()
                self.kills += 1
                for address in expected:
                    harness.sql(address, "SELECT count(*) FROM ledger")
                self.emulator.start()
        except Exception as failure:  # noqa: BLE001: told by the main thread
            self.failure = failure


class Client:
    """An AWS client that goes on asking while the emulator is down, on whatever port it comes back."""

    def __init__(self, emulator):
        self.emulator = emulator
        self.url, self.rds = None, None

    def client(self):
        """A client for where the emulator is now; making one takes a while, so it is kept until that changes."""
        if self.url != self.emulator.url:
            self.url, self.rds = self.emulator.url, self.emulator.client("rds")
        return self.rds

    def __call__(self, operation, tolerated=(), within=60, **parameters):
        """Repeats a call until it is answered. An answer with a tolerated error code counts as done: the call may have
        been accepted just before the emulator was killed."""
        deadline = time.monotonic() + within
        while True:
            try:
                return getattr(self.client(), operation)(**parameters)
            except harness.botocore.exceptions.ClientError as error:
                if error.response["Error"]["Code"] in tolerated:
                    return None
                raise
            except (harness.botocore.exceptions.BotoCoreError, OSError):
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.02)

    def instance(self, name):
        answer = self("describe_db_instances", tolerated=("DBInstanceNotFound",), DBInstanceIdentifier=name)
        return answer["DBInstances"][0] if answer else None

    def cluster(self, name):
        answer = self("describe_db_clusters", tolerated=("DBClusterNotFoundFault",), DBClusterIdentifier=name)
        return answer["DBClusters"][0] if answer else None

    def wait(self, what, status, name):
        """Waits for a status of an instance or cluster, or for its absence (None)."""
        key = "DBInstanceStatus" if what == self.instance else "Status"

        def reached():
            found = what(name)
            now = found[key] if found else None
            if now in ("failed", "incompatible-network", "migration-failed", "storage-full"):
                raise AssertionError(f"{name} is {now}")
            return now == status

        harness.until(reached, within=60, what=f"{name} to become {status}")
        return what(name)


class Crash(harness.TestCase):
    def setUp(self):
        self.chance = random.Random(SEED)
        self.emulator = harness.Emulator("--log-level", "warn", ephemeral=False)
        self.addCleanup(self.emulator.remove)
        self.emulator.start()
        self.client = Client(self.emulator)

    def tearDown(self):
        """SIGTERM ends everything within ten seconds; what stays are the data of what still exists."""
        if self.emulator.process.poll() is None:
            began = time.monotonic()
            self.assertEqual(self.emulator.stop(), 0)
            self.assertLess(time.monotonic() - began, 10)
        self.assertEqual([harness.command_line(pid) for pid in self.emulator.servers()], [])

    def postmasters(self):
        """Process ids of the servers' first processes: one a data directory, or a server is there twice."""
        parents = {pid: parent_of(pid) for pid in self.emulator.servers()}
        return [pid for pid, parent in parents.items() if parent is not None and parent not in parents]

    def create_source(self, name):
        self.client(
            "create_db_instance", tolerated=("DBInstanceAlreadyExists",), DBInstanceIdentifier=name, Engine="postgres",
            DBInstanceClass="db.t3.micro", AllocatedStorage=20, MasterUsername="postgres",
            MasterUserPassword=harness.PASSWORD, DBName="labdb",
        )
        return self.client.wait(self.client.instance, "available", name)

    def create_replica(self, source, name):
        self.client(
            "create_db_cluster", tolerated=("DBClusterAlreadyExistsFault",), DBClusterIdentifier=name,
            Engine="aurora-postgresql", EngineVersion=source["EngineVersion"], ReplicationSourceIdentifier=source["DBInstanceArn"],
        )
        self.client(
            "create_db_instance", tolerated=("DBInstanceAlreadyExists",), DBInstanceIdentifier=f"{name}-1",
            DBClusterIdentifier=name, DBInstanceClass="db.r5.large", Engine="aurora-postgresql",
        )
        self.client.wait(self.client.instance, "available", f"{name}-1")
        return self.client.wait(self.client.cluster, "available", name)

    def test_emulator_killed_along_the_journey(self):
        print(f"seed {SEED}", flush=True)
        serving = []
        killer = Killer(self.emulator, self.chance, lambda: list(serving))
        killer.start()
        journeys, failure = 0, None
        try:
            while killer.kills < KILLS and not killer.failure:
                self.journey(f"j{journeys}", serving)
                journeys += 1
        except Exception as error:  # noqa: BLE001: the killer's own failure, if there is one, says more
            failure = error
        killer.finished.set()
        killer.join(60)
        if failure or killer.failure:
            raise AssertionError(f"journey {journeys}, kill {killer.kills}: {killer.failure!r}") from failure
        print(f"{killer.kills} kills, {journeys} journeys", flush=True)
        self.assertGreaterEqual(killer.kills, KILLS)
        harness.until(lambda: not self.postmasters(), within=20, what="all servers to be gone")
        self.assertEqual(self.emulator.server_directories(), [])

    def journey(self, name, serving):
        source = self.create_source(name)
        address = harness.endpoint(source)
        harness.sql(address, "CREATE TABLE ledger AS SELECT g AS id, md5(g::text) AS note FROM generate_series(1, 20000) g")
        serving.append(address)
        cluster = self.create_replica(source, f"{name}-r")
        member = self.client.instance(f"{name}-r-1")
        replica = harness.endpoint(member)  # the server itself: cluster endpoints are the emulator's
        serving.append(replica)
        harness.sql(address, "INSERT INTO ledger SELECT g, 'late' FROM generate_series(20001, 25000) g")
        ((last,),) = harness.sql(address, "SELECT pg_current_wal_lsn()::text")
        harness.until(
            lambda: harness.sql(replica, "SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", (last,)) == [(True,)], what="the replica"
        )
        serving.remove(replica)  # promotion may restart it
        running = [harness.command_line(pid) for pid in self.postmasters()]
        self.assertEqual(len(running), 2, running)

        self.client("promote_read_replica_db_cluster", tolerated=("InvalidDBClusterStateFault",), DBClusterIdentifier=f"{name}-r")
        harness.until(
            lambda: "ReplicationSourceIdentifier" not in (self.client.cluster(f"{name}-r") or {"ReplicationSourceIdentifier": 1}),
            what="the promotion",
        )
        cluster = self.client.wait(self.client.cluster, "available", f"{name}-r")
        harness.sql(replica, "CREATE TABLE first_write (x int)")
        summary = "SELECT count(*), sum(id), md5(string_agg(note, '' ORDER BY id)) FROM ledger"
        self.assertEqual(harness.sql(replica, summary), harness.sql(address, summary))
        self.assertEqual(harness.sql(address, "SELECT count(*) FROM pg_replication_slots"), [(0,)])
        self.assertEqual([m["IsClusterWriter"] for m in cluster["DBClusterMembers"]], [True])

        serving.remove(address)
        gone = ("DBInstanceNotFound", "InvalidDBInstanceState", "DBClusterNotFoundFault", "InvalidDBClusterStateFault")
        for instance in (name, f"{name}-r-1"):
            self.client("delete_db_instance", tolerated=gone, DBInstanceIdentifier=instance, SkipFinalSnapshot=True)
        self.client("delete_db_cluster", tolerated=gone, DBClusterIdentifier=f"{name}-r", SkipFinalSnapshot=True)
        for instance in (name, f"{name}-r-1"):
            self.client.wait(self.client.instance, None, instance)
        self.client.wait(self.client.cluster, None, f"{name}-r")

    def test_postgresql_killed(self):
        """kill -9 of a server is noticed, told and repaired: source, replica, promoted cluster."""
        source = self.create_source("victim")
        address = harness.endpoint(source)
        harness.sql(address, "CREATE TABLE ledger AS SELECT g AS id FROM generate_series(1, 1000) g")
        self.create_replica(source, "victims")
        replica = harness.endpoint(self.client.instance("victims-1"))
        for name, at in (("victim", address), ("victims-1", replica)):
            with self.subTest(server=name):
                self.kill_server(at)
                harness.until(lambda: serves(at), within=30, what=f"{name} to serve again")
                self.client.wait(self.client.instance, "available", name)
                events = self.client("describe_events", SourceType="db-instance", SourceIdentifier=name)["Events"]
                messages = [event["Message"] for event in events]
                self.assertTrue(any(m.startswith("Recovery of the DB instance has started") for m in messages), messages)
                self.assertIn("Recovery of the DB instance is complete", messages)
        harness.sql(address, "INSERT INTO ledger VALUES (1001)")
        harness.until(lambda: harness.sql(replica, "SELECT count(*) FROM ledger") == [(1001,)], what="replication to go on")

    def test_postgresql_killed_while_the_emulator_is_down(self):
        source = self.create_source("lonely")
        address = harness.endpoint(source)
        self.emulator.kill()
        self.assertTrue(serves(address))
        self.kill_server(address)
        self.emulator.start()
        harness.until(lambda: serves(address), within=30, what="the server to serve again")
        self.client.wait(self.client.instance, "available", "lonely")

    def test_stop_and_start_again(self):
        """SIGTERM stops the servers; the next start brings them back where they were."""
        source = self.create_source("sleeper")
        address = harness.endpoint(source)
        harness.sql(address, "CREATE TABLE ledger AS SELECT 1 AS id")
        self.assertEqual(self.emulator.stop(), 0)
        self.assertEqual(self.emulator.servers(), [])
        self.emulator.start()
        again = self.client.wait(self.client.instance, "available", "sleeper")
        self.assertEqual(harness.endpoint(again), address)
        self.assertEqual(harness.sql(address, "SELECT id FROM ledger"), [(1,)])

    def kill_server(self, address):
        os.kill(self.emulator.postmaster_at(address), signal.SIGKILL)


def parent_of(pid):
    """None for a process that has just ended."""
    try:
        return int(pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
    except OSError:
        return None


def serves(address):
    try:
        return bool(harness.sql(address, "SELECT 1"))
    except harness.psycopg2.Error:
        return False


class Interrupted(unittest.TestCase):
    """Work under way that nobody wants any more: instances deleted, and the emulator ended, while servers are being made."""

    def test_deletion_and_sigterm_in_the_middle_of_creation(self):
        chance = random.Random(SEED)
        for _ in range(8):
            emulator = harness.Emulator().start()
            try:
                rds = emulator.client("rds")
                for name in ("first", "second", "third"):
                    rds.create_db_instance(
                        DBInstanceIdentifier=name, Engine="postgres", DBInstanceClass="db.t3.micro", AllocatedStorage=20,
                        MasterUsername="postgres", MasterUserPassword=harness.PASSWORD,
                    )
                time.sleep(chance.uniform(0, 0.5))
                rds.delete_db_instance(DBInstanceIdentifier="second", SkipFinalSnapshot=True)
                time.sleep(chance.uniform(0, 0.3))
                self.assertEqual(emulator.stop(), 0, f"seed {SEED}: {emulator.logged()[-2000:]}")
                self.assertEqual(emulator.leftovers(), [], f"seed {SEED}")
            finally:
                emulator.remove()


if __name__ == "__main__":
    harness.main()
