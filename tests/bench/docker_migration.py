"""The documented migration of a 150 MB source with the Docker backend, against the same by hand with docker commands."""

import measure
import sql
from by_hand import replayed
from docker_hand import DockerEmulator, Hand
from migration import DATABASE, WRITE, Steps, by_api, load, turns
from workspace import free_port

ROUNDS = 5
MOST = 1.25


def run(bench):
    home = bench.workspace.directory("docker-migration")
    with DockerEmulator(bench, home) as emulator:
        port = free_port()
        emulator.api.create_instance("source", Port=port, DBName=DATABASE)
        source = emulator.api.instance_available("source")
        load(port)
        hand = Hand(like=emulator.container_of(port))
        hand_source = hand.start(hand.prepare())
        try:
            hand_source.serves()
            sql.run(hand_source.port, f"CREATE DATABASE {DATABASE}")
            load(hand_source.port)
            steps = Steps()
            samples = measure.interleave(
                "docker_migration", ROUNDS, "s",
                ("Borealis", lambda: by_api(emulator.api, source, port, steps)),
                ("docker commands", lambda: by_docker(hand, hand_source, steps)),
            )
        finally:
            hand.forget(hand_source)
            hand.close()
    figure = measure.Figure("docker_migration", measure.ratio(*samples.values()), "x", most=MOST)
    table = ["Migration of a 150 MB source in containers, until the first write:", *measure.rows(samples, "s"), *steps.rows()]
    return table, [figure]


def by_docker(hand, source, steps):
    slot = f"replica_{next(turns)}"
    steps.begin("by hand")
    sql.run(source.port, f"SELECT pg_create_physical_replication_slot('{slot}', true)")
    volume, conninfo = hand.base_backup(source, slot)
    steps.done("base backup")
    standby = hand.start(volume, "-c", f"primary_conninfo={conninfo}", "-c", f"primary_slot_name={slot}")
    standby.serves()
    steps.done("standby")
    replayed(source.port, standby.port, DATABASE)
    steps.done("lag 0")
    sql.run(standby.port, "SELECT pg_promote(false)")
    steps.done("promotion and first write", sql.first_write(standby.port, WRITE, DATABASE))
    took = steps.total()
    hand.forget(standby)
    sql.run(source.port, f"SELECT pg_drop_replication_slot('{slot}')")
    return took
