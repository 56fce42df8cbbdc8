"""CreateDBInstance of the Docker backend until the first SQL login, against `docker run` on a prepared volume."""

import time

import measure
from create_instance import by_api
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


def by_docker(hand, volume):
    begun = time.perf_counter()
    server = hand.start(volume)
    took = server.serves() - begun
    hand.forget(server)
    return took
