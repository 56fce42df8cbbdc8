"""The documented migration of a 150 MB source, from CreateDBCluster to the first write on the promoted cluster, against
the same with pg_basebackup, postgres and pg_promote."""

import itertools
import subprocess
import time

import measure
import sql
from by_hand import ByHand, replayed
from emulator import MASTER, PASSWORD, Emulator
from workspace import free_port, program

ROUNDS = 5
MOST = 1.25
SCALE = 10  # of pgbench: about 150 MB
DATABASE = "lab"
WRITE = "UPDATE pgbench_branches SET bbalance = bbalance + 1 WHERE bid = 1"

turns = itertools.count()


def run(bench):
    home = bench.workspace.directory("migration")
    with Emulator(bench, home) as emulator:
        port = free_port()
        emulator.api.create_instance("source", Port=port, DBName=DATABASE)
        source = emulator.api.instance_available("source")
        load(port)
        hand = ByHand(bench.workspace, "migration-by-hand", like=emulator.directory_of(port))
        hand_source = hand.start(hand.initialise("source"))
        hand_source.serves()
        sql.run(hand_source.port, f"CREATE DATABASE {DATABASE}")
        load(hand_source.port)

        steps = Steps()
        samples = measure.interleave(
            "migration", ROUNDS, "s",
            ("Borealis", lambda: by_api(emulator.api, source, port, steps)),
            ("pg_basebackup and pg_promote", lambda: by_basebackup(hand, hand_source, steps)),
        )
        hand_source.remove()
    figure = measure.Figure("migration", measure.ratio(*samples.values()), "x", most=MOST)
    table = ["Migration of a 150 MB source, until the first write:", *measure.rows(samples, "s"), *steps.rows()]
    return table, [figure]


def load(port):
    """Fills the database and leaves nothing to do for the background."""
    subprocess.run(
        [program("pgbench"), "-i", "-q", "-s", str(SCALE), "-h", "127.0.0.1", "-p", str(port), "-U", MASTER, DATABASE],
        check=True, capture_output=True, env={"PGPASSWORD": PASSWORD, "PATH": "/usr/bin:/bin"},
    )
    sql.run(port, "VACUUM ANALYZE", DATABASE)
    sql.run(port, "CHECKPOINT", DATABASE)


class Steps:
    """Where the time of both sides goes; the warm-up's is left out by keeping only the last rounds."""

    def __init__(self):
        self._samples = {}

    def begin(self, side):
        self._side = side
        self.begun = self._last = time.perf_counter()

    def done(self, step, at=None):
        at = at or time.perf_counter()
        self._samples.setdefault(f"  {self._side}: {step}", []).append(at - self._last)
        self._last = at

    def total(self):
        return self._last - self.begun

    def rows(self):
        return measure.rows({label: values[-ROUNDS:] for label, values in self._samples.items()}, "s")


def by_api(api, source, source_port, steps):
    name = f"replica-{next(turns)}"
    member = f"{name}-1"
    instance = source.find(".//DBInstance")
    steps.begin("Borealis")
    api.call(
        "CreateDBCluster", DBClusterIdentifier=name, Engine="aurora-postgresql",
        EngineVersion=instance.findtext("EngineVersion"), ReplicationSourceIdentifier=instance.findtext("DBInstanceArn"),
    )
    cluster = api.cluster_available(name)
    steps.done("base backup (cluster available)")
    api.create_member(member, name)
    api.instance_available(member)
    steps.done("standby (primary instance available)")
    writer_port = int(cluster.findtext(".//DBCluster/Port"))
    replayed(source_port, writer_port, DATABASE)
    steps.done("lag 0")
    api.call("PromoteReadReplicaDBCluster", DBClusterIdentifier=name)
    steps.done("promotion and first write", sql.first_write(writer_port, WRITE, DATABASE))
    took = steps.total()
    remove(api, name, member)
    return took


def remove(api, name, member):
    api.cluster_available(name)
    api.call("DeleteDBInstance", DBInstanceIdentifier=member, SkipFinalSnapshot="true")
    api.instance_gone(member)
    api.call("DeleteDBCluster", DBClusterIdentifier=name, SkipFinalSnapshot="true")
    api.cluster_gone(name)


def by_basebackup(hand, source, steps):
    name = f"replica_{next(turns)}"
    steps.begin("by hand")
    sql.run(source.port, f"SELECT pg_create_physical_replication_slot('{name}', true)")
    data = hand.base_backup(source, name, name)
    steps.done("base backup")
    standby = hand.start(data)
    standby.serves()
    steps.done("standby")
    replayed(source.port, standby.port, DATABASE)
    steps.done("lag 0")
    sql.run(standby.port, "SELECT pg_promote(false)")
    steps.done("promotion and first write", sql.first_write(standby.port, WRITE, DATABASE))
    took = steps.total()
    standby.remove()
    sql.run(source.port, f"SELECT pg_drop_replication_slot('{name}')")
    return took
