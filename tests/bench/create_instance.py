"""CreateDBInstance until the first SQL login, against copying an initialised data directory and starting postgres."""

import itertools
import time

import measure
import sql
from by_hand import ByHand
from emulator import Emulator
from workspace import free_port

ROUNDS = 7
MOST = 1.5


def run(bench):
    home = bench.workspace.directory("create-instance")
    with Emulator(bench, home) as emulator:
        api = emulator.api
        model_port = free_port()
        api.create_instance("model", Port=model_port)
        api.instance_available("model")
        hand = ByHand(bench.workspace, "create-instance-by-hand", like=emulator.directory_of(model_port))
        template = hand.initialise("template")
        samples = measure.interleave(
            "create_instance", ROUNDS, "s",
            ("CreateDBInstance", lambda: by_api(api)),
            ("cp -a and postgres", lambda: by_cp(hand, template)),
        )
    figure = measure.Figure("create_instance", measure.ratio(*samples.values()), "x", most=MOST)
    return ["CreateDBInstance until the first SQL login of the master user:", *measure.rows(samples, "s")], [figure]


names = (f"fresh-{number}" for number in itertools.count())


def by_api(api):
    name, port = next(names), free_port()
    begun = time.perf_counter()
    api.create_instance(name, Port=port)
    took = sql.first_login(port) - begun
    api.instance_available(name)
    api.call("DeleteDBInstance", DBInstanceIdentifier=name, SkipFinalSnapshot="true")
    api.instance_gone(name)
    return took


def by_cp(hand, template):
    begun = time.perf_counter()
    server = hand.start(hand.copy(template, next(names)))
    took = server.serves() - begun
    server.remove()
    return took
