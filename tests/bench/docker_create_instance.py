"""CreateDBInstance of the Docker backend until the first SQL login, against `docker run` on a prepared volume. Both sides log
in once they are told that there is a server: a connection to a published port loses a second when it comes before that."""

import time

import measure
import sql
from create_instance import names
from docker_hand import DockerEmulator, Hand
from workspace import free_port

ROUNDS = 7
MOST = 1.3


def run(bench):
    home = bench.workspace.directory("docker-create-instance")
    with DockerEmulator(bench, home) as emulator:
        api, port = emulator.api, free_port()
        api.create_instance("model", Port=port)
        api.instance_available("model")
        hand = Hand(like=emulator.container_of(port))
        try:
            samples = measure.interleave(
                "docker_create_instance", ROUNDS, "s",
                ("CreateDBInstance", lambda: by_api(api)),
                ("docker run", lambda: by_docker(hand, hand.prepare())),
            )
        finally:
            hand.close()
    figure = measure.Figure("docker_create_instance", measure.ratio(*samples.values()), "x", most=MOST)
    return ["CreateDBInstance in a container until the first SQL login:", *measure.rows(samples, "s")], [figure]


def by_api(api):
    name, port = next(names), free_port()
    begun = time.perf_counter()
    api.create_instance(name, Port=port)
    api.instance_available(name)
    took = sql.first_login(port) - begun
    api.call("DeleteDBInstance", DBInstanceIdentifier=name, SkipFinalSnapshot="true")
    api.instance_gone(name)
    return took


def by_docker(hand, volume):
    begun = time.perf_counter()
    server = hand.start(volume)
    took = server.serves() - begun
    hand.forget(server)
    return took
