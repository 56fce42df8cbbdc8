"""Every other metric, held against what SQL did meanwhile: sessions, commits, deadlocks, bytes of WAL and of the
network, on an RDS instance, its Aurora read replica cluster, and an Aurora cluster of its own with a reader."""

import contextlib
import datetime
import threading
import time

import psycopg2

import harness

SOURCE, REPLICA, WRITER, READER = "source", "replica-1", "aurora-1", "aurora-2"

MACHINE = {
    "CPUUtilization": "Percent", "FreeableMemory": "Bytes", "SwapUsage": "Bytes",
    "ReadIOPS": "Count/Second", "WriteIOPS": "Count/Second",
    "ReadThroughput": "Bytes/Second", "WriteThroughput": "Bytes/Second",
    "NetworkReceiveThroughput": "Bytes/Second", "NetworkTransmitThroughput": "Bytes/Second",
}
BOTH = {**MACHINE, "DatabaseConnections": "Count", "MaximumUsedTransactionIDs": "Count", "TransactionLogsDiskUsage": "Bytes"}
RDS_ONLY = {"FreeStorageSpace": "Bytes", "TransactionLogsGeneration": "Bytes/Second", "CheckpointLag": "Seconds"}
AURORA_ONLY = {
    "BufferCacheHitRatio": "Percent", "EngineUptime": "Seconds", "FreeLocalStorage": "Bytes", "NetworkThroughput": "Bytes/Second",
}
WRITER_ONLY = {"CommitThroughput": "Count/Second", "Deadlocks": "Count/Second"}
PRECISE = {"PreciseReplicaLag", "LagMin", "WriteLag", "FlushLag", "ReceiverSilence", "ClockOffset", "ReplayPaused"}
NEVER = {"BurstBalance", "CPUCreditBalance", "DBLoad", "EBSIOBalance%", "AuroraReplicaLagFromWriter"}


def now():
    return datetime.datetime.now(datetime.timezone.utc)


class MetricsTest(harness.EmulatorTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.watch = cls.emulator.client("cloudwatch")

    def points(self, name, dimensions, since, namespace="AWS/RDS", unit=None):
        """Of every second: timestamp, sum, unit."""
        if isinstance(dimensions, str):
            dimensions = {"DBInstanceIdentifier": dimensions}
        answer = self.watch.get_metric_statistics(
            Namespace=namespace, MetricName=name, Period=1, Statistics=["Sum", "SampleCount"],
            Dimensions=[{"Name": key, "Value": value} for key, value in dimensions.items()],
            StartTime=since, EndTime=now() + datetime.timedelta(seconds=5), **({"Unit": unit} if unit else {}),
        )
        return sorted(answer["Datapoints"], key=lambda point: point["Timestamp"])

    def newest(self, name, dimensions, **more):
        found = self.points(name, dimensions, now() - datetime.timedelta(seconds=30), **more)
        return found[-1]["Sum"] if found else None

    def listed(self, namespace, instance):
        pages = self.watch.get_paginator("list_metrics").paginate(
            Namespace=namespace, Dimensions=[{"Name": "DBInstanceIdentifier", "Value": instance}]
        )
        return {metric["MetricName"] for page in pages for metric in page["Metrics"]}

    def await_listed(self, namespace, instance, wanted):
        def missing():
            return set(wanted) - self.listed(namespace, instance)
        try:
            harness.until(lambda: not missing(), within=30)
        except AssertionError:
            self.fail(f"{instance} has no {missing()}")


class Measured(MetricsTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.source = harness.create_source(cls.rds)
        cls.rds.create_db_cluster(
            DBClusterIdentifier="aurora", Engine="aurora-postgresql", EngineVersion=cls.source["EngineVersion"],
            MasterUsername="postgres", MasterUserPassword=harness.PASSWORD, DatabaseName="labdb",
        )
        for name in (WRITER, READER):
            cls.rds.create_db_instance(
                DBInstanceIdentifier=name, DBClusterIdentifier="aurora", DBInstanceClass="db.r5.large", Engine="aurora-postgresql"
            )
        harness.create_replica(cls.rds, cls.source, member=REPLICA)
        for name in (WRITER, READER):
            harness.instance_available(cls.rds, name)
        cls.aurora = harness.cluster_of(cls.rds, "aurora")

    def told_during(self, name, instance, work):
        """The values of all seconds from the beginning of the work until it shows no more, added up: of a metric per
        second that is the whole amount."""
        harness.until(lambda: self.newest(name, instance) is not None, within=30, what=f"a datapoint of {name}")
        begin = now()
        work()
        time.sleep(4)  # the reading that has seen the end of it
        return sum(point["Sum"] for point in self.points(name, instance, begin - datetime.timedelta(seconds=1)))

    def test_names_and_units(self):
        harness.sql(harness.writer(self.aurora), "CREATE TABLE few AS SELECT generate_series(1, 1000) AS n")
        for instance, wanted, unwanted in (
            (SOURCE, {**BOTH, **RDS_ONLY, "OldestReplicationSlotLag": "Bytes"}, {*AURORA_ONLY, *WRITER_ONLY, "ReplicaLag"}),
            (REPLICA, {**BOTH, **AURORA_ONLY, "RDSToAuroraPostgreSQLReplicaLag": "Seconds"}, {*RDS_ONLY, "AuroraReplicaLag"}),
            (WRITER, {**BOTH, **AURORA_ONLY, **WRITER_ONLY, "AuroraReplicaLagMaximum": "Milliseconds", "AuroraReplicaLagMinimum": "Milliseconds"},
             {*RDS_ONLY, "AuroraReplicaLag", "RDSToAuroraPostgreSQLReplicaLag"}),
            (READER, {**BOTH, "AuroraReplicaLag": "Milliseconds"}, {*RDS_ONLY, "AuroraReplicaLagMaximum"}),
        ):
            with self.subTest(instance=instance):
                self.await_listed("AWS/RDS", instance, wanted)
                self.assertFalse(self.listed("AWS/RDS", instance) & (unwanted | NEVER | PRECISE))
                for name, unit in wanted.items():
                    self.assertIsNotNone(self.newest(name, instance, unit=unit), f"{name} in {unit} of {instance}")

    def test_values_that_are_bounded(self):
        for instance in (SOURCE, WRITER):
            for name, least, most in (
                ("CPUUtilization", 0, 100), ("FreeableMemory", 1, 16 * 2**30), ("SwapUsage", 0, 2**34),
                ("MaximumUsedTransactionIDs", 1, 2**31),
            ):
                value = harness.until(lambda: self.newest(name, instance) is not None and [self.newest(name, instance)], what=name)[0]
                self.assertTrue(least <= value <= most, (name, value))
        hits = [p["Sum"] for p in self.points("BufferCacheHitRatio", WRITER, now() - datetime.timedelta(minutes=5))]
        self.assertTrue(all(0 <= ratio <= 100 for ratio in hits), hits)
        self.assertEqual(self.newest("TransactionLogsDiskUsage", WRITER), -1)  # Aurora without logical replication

    def test_connections_are_exactly_those_of_clients(self):
        for instance, address in ((SOURCE, harness.endpoint(self.source)), (WRITER, harness.writer(self.aurora))):
            harness.until(lambda: self.newest("DatabaseConnections", instance) == 0, what="no connection")
            with contextlib.ExitStack() as sessions:
                for _ in range(3):
                    sessions.enter_context(contextlib.closing(harness.connect(*address)))
                harness.until(lambda: self.newest("DatabaseConnections", instance) == 3, within=15, what="three connections")
            harness.until(lambda: self.newest("DatabaseConnections", instance) == 0, within=15, what="no connection left")

    def test_a_busy_session_shows_in_the_processor(self):
        harness.until(lambda: self.newest("CPUUtilization", SOURCE) is not None, what="a measurement")
        begin = now()
        harness.sql(harness.endpoint(self.source), "DO $$ DECLARE till timestamptz := clock_timestamp() + '3 s'; "
                    "BEGIN WHILE clock_timestamp() < till LOOP PERFORM 1; END LOOP; END $$")
        busy = harness.until(lambda: [p["Sum"] for p in self.points("CPUUtilization", SOURCE, begin) if p["Sum"] > 5], what="a busy second")
        self.assertLessEqual(max(busy), 100)

    def test_commits_add_up(self):
        commits = 400

        def work():
            with contextlib.closing(harness.connect(*harness.writer(self.aurora))) as session, session.cursor() as cursor:
                cursor.execute("CREATE TABLE IF NOT EXISTS counted (n int)")
                for n in range(commits):
                    cursor.execute("INSERT INTO counted VALUES (%s)", (n,))
                    time.sleep(0.005)

        idle = self.told_during("CommitThroughput", WRITER, lambda: time.sleep(3)) / 7
        begin = time.monotonic()
        told = self.told_during("CommitThroughput", WRITER, work)
        own = idle * (time.monotonic() - begin)  # what measuring and housekeeping commit
        self.assertTrue(0.75 * commits <= told <= 1.25 * commits + 2 * own + 20, (told, commits, own))
        latency = [p["Sum"] for p in self.points("CommitLatency", WRITER, now() - datetime.timedelta(minutes=1), unit="Milliseconds")]
        self.assertTrue(all(0 <= value < 60_000 for value in latency), latency)

    def test_a_deadlock_is_counted_once(self):
        address = harness.writer(self.aurora)
        harness.sql(address, "CREATE TABLE locked AS SELECT generate_series(1, 2) AS n, 0 AS value")
        victims = []

        def lock(first, second, barrier):
            with contextlib.closing(harness.connect(*address)) as session, session.cursor() as cursor:
                cursor.execute("BEGIN")
                cursor.execute("UPDATE locked SET value = value + 1 WHERE n = %s", (first,))
                barrier.wait(30)
                try:
                    cursor.execute("UPDATE locked SET value = value + 1 WHERE n = %s", (second,))
                except psycopg2.errors.DeadlockDetected as error:
                    victims.append(error)

        def provoke():
            barrier = threading.Barrier(2)
            both = [threading.Thread(target=lock, args=(*rows, barrier)) for rows in ((1, 2), (2, 1))]
            for thread in both:
                thread.start()
            for thread in both:
                thread.join(60)

        told = self.told_during("Deadlocks", WRITER, provoke)
        self.assertEqual(len(victims), 1)
        self.assertTrue(0.5 <= told <= 2, told)

    def test_generated_log_is_what_the_server_says(self):
        address = harness.endpoint(self.source)
        position = "SELECT pg_wal_lsn_diff(pg_current_wal_flush_lsn(), '0/0')::bigint"
        written = []

        def work():
            begin = harness.sql(address, position)[0][0]
            for _ in range(6):
                harness.sql(address, "DROP TABLE IF EXISTS filler; CREATE TABLE filler AS SELECT repeat('x', 1000) FROM generate_series(1, 5000)")
                time.sleep(0.3)
            written.append(harness.sql(address, position)[0][0] - begin)

        told = self.told_during("TransactionLogsGeneration", SOURCE, work)
        self.assertTrue(0.6 * written[0] <= told <= 1.5 * written[0], (told, written))
        self.assertTrue(any(p["Sum"] > 0 for p in self.points("WriteIOPS", SOURCE, now() - datetime.timedelta(minutes=1))))
        self.assertTrue(any(p["Sum"] > 2**20 for p in self.points("WriteThroughput", SOURCE, now() - datetime.timedelta(minutes=1))))

    def test_bytes_sent_are_bytes_received_by_the_client(self):
        sent = 4 * 5_000_000

        def work():
            for _ in range(4):
                harness.sql(harness.reader(self.aurora), "SELECT repeat('x', 5000000)")

        told = self.told_during("NetworkTransmitThroughput", READER, work)
        self.assertTrue(0.9 * sent <= told <= 1.2 * sent, told)

    def test_a_reader_is_behind_by_little_and_the_writer_tells_the_extremes(self):
        cluster = {"DBClusterIdentifier": "aurora"}
        lag = harness.until(lambda: self.points("AuroraReplicaLag", READER, now() - datetime.timedelta(minutes=1)), what="a reader's lag")
        self.assertTrue(all(0 <= point["Sum"] < 60_000 for point in lag), lag)
        for name in ("AuroraReplicaLagMaximum", "AuroraReplicaLagMinimum"):
            harness.until(lambda: self.newest(name, WRITER) is not None, what=name)
        self.assertIsNotNone(self.newest("AuroraReplicaLag", {**cluster, "Role": "READER"}))
        self.assertIsNone(self.newest("AuroraReplicaLag", {**cluster, "Role": "WRITER"}))

    def test_the_volume_is_there_at_once_under_both_spellings(self):
        empty = harness.sql(harness.writer(self.aurora), "SELECT pg_database_size('template0')")[0][0]
        for dimensions in ({"DBClusterIdentifier": "aurora"}, {"DbClusterIdentifier": "aurora", "EngineName": "aurora-postgresql"}):
            used = harness.until(
                lambda: self.points("VolumeBytesUsed", dimensions, now() - datetime.timedelta(minutes=10), unit="Bytes"), what="the volume"
            )
            self.assertGreater(used[-1]["Sum"], 4 * empty)  # templates, postgres, rdsadmin

    def test_the_uptime_grows(self):
        first = harness.until(lambda: self.newest("EngineUptime", WRITER), what="an uptime")
        harness.until(lambda: self.newest("EngineUptime", WRITER) >= first + 2, what="a longer uptime")

    def test_precise_series_have_a_namespace_of_their_own(self):
        for instance in (REPLICA, READER):
            self.await_listed("Borealis", instance, PRECISE)
            least, value, most = (
                self.points(name, instance, now() - datetime.timedelta(seconds=30), namespace="Borealis", unit="Milliseconds")
                for name in ("LagMin", "PreciseReplicaLag", "LagMax")
            )
            values = {point["Timestamp"]: point["Sum"] for point in value}
            self.assertTrue(all(point["Sum"] <= values[point["Timestamp"]] for point in least if point["Timestamp"] in values))
            self.assertTrue(all(point["Sum"] >= values[point["Timestamp"]] for point in most if point["Timestamp"] in values))
        self.assertNotIn("PreciseReplicaLag", self.listed("Borealis", SOURCE))

    def test_zz_what_is_deleted_is_silent(self):
        harness.delete_instance(self.rds, READER)
        gone = now() + datetime.timedelta(seconds=2)
        harness.until(lambda: any(p["Timestamp"] > gone for p in self.points("CPUUtilization", WRITER, gone)), what="the next seconds")
        for name in ("CPUUtilization", "AuroraReplicaLag", "DatabaseConnections"):
            self.assertFalse([p for p in self.points(name, READER, gone) if p["Timestamp"] > gone], name)
        self.assertFalse([p for p in self.points("AuroraReplicaLagMaximum", WRITER, gone) if p["Timestamp"] > gone])


if __name__ == "__main__":
    harness.main()
