"""From starting `borealis serve` until /_borealis/health answers, and how much memory the program is resident with."""

import itertools
import shutil
import signal
import socket
import subprocess
import time

import measure
from emulator import Api, serve_command
from workspace import end, free_port

ROUNDS = 10
MOST_MS = 50
MOST_IDLE_MB = 20
MOST_WITH_FLEET_MB = 40
RETRY = 0.0002  # seconds
HEALTH = b"GET /_borealis/health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"

turns = itertools.count()


def run(bench):
    existing = bench.workspace.directory("startup") / "existing"
    leave_an_instance(bench, existing)
    samples = measure.interleave(
        "startup", ROUNDS, "ms",
        ("fresh data directory", lambda: start_on_fresh(bench)),
        ("data directory with an instance", lambda: start(bench, existing)),
    )
    fresh, used = samples.values()
    fleet = bench.fleet
    fleet.running()
    table = [
        "Start until /_borealis/health answers:", *measure.rows(samples, "ms"),
        "Resident memory of borealis:",
        measure.row("idle", [fleet.idle_megabytes], "MB"), measure.row("with 20 instances", [fleet.megabytes], "MB"),
    ]
    return table, [
        measure.Figure("startup_fresh", measure.median(fresh), "ms", most=MOST_MS),
        measure.Figure("startup_existing", measure.median(used), "ms", most=MOST_MS),
        measure.Figure("memory_idle", fleet.idle_megabytes, "MB", most=MOST_IDLE_MB),
        measure.Figure("memory_20_instances", fleet.megabytes, "MB", most=MOST_WITH_FLEET_MB),
    ]


def start_on_fresh(bench):
    data = bench.workspace.path / "startup" / f"fresh-{next(turns)}"
    took = start(bench, data)
    shutil.rmtree(data)
    return took


def start(bench, data, then=lambda port: None):
    """Starts the program, stops it again, and returns the milliseconds until it was healthy."""
    port = free_port()
    command = serve_command(bench, f"127.0.0.1:{port}", data)
    begun = time.perf_counter()
    process = bench.workspace.spawn(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    took = (until_healthy(port, process) - begun) * 1000
    then(port)
    end(process, signal.SIGTERM)
    bench.workspace.forget(process)
    return took


def leave_an_instance(bench, data):
    def create(port):
        api = Api(port)
        api.create_instance("kept")
        api.instance_available("kept")
        api.close()

    start(bench, data, then=create)


def until_healthy(port, process):
    deadline = time.monotonic() + 60
    while not healthy(port):
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError("borealis serve doesn't get healthy")
        time.sleep(RETRY)
    return time.perf_counter()


def healthy(port):
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            connection.sendall(HEALTH)
            return connection.recv(64).startswith(b"HTTP/1.1 200")
    except OSError:
        return False
