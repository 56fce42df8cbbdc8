"""DescribeDBInstances with 20 instances: requests per second, and the 99th percentile of latency at half of that load,
against a Beast server that returns the same bytes from memory, and requests per second against moto's server."""

import contextlib
import json
import pathlib
import re
import shutil
import socket
import subprocess

import measure
from emulator import HEADERS, Api, form, raw_request
from fleet import fill
from workspace import free_port, program, until

ROUNDS = 5
SECONDS = 3  # of load per sample
CONNECTIONS = 16
LEAST_OF_STATIC = 0.3
MOST_P99_OF_STATIC = 3.33  # 0.3 the other way round: a latency is better when it is smaller
LEAST_OF_MOTO = 50

# What waiters, consoles and people at a prompt do: ask the same again. The figures are of this.
SAME_QUESTION = [form("DescribeDBInstances")]
# More different questions than the emulator keeps answers of, so that each is answered from the state: for information.
NEW_QUESTIONS = [form("DescribeDBInstances", MaxRecords=most) for most in range(20, 101)]

HERE = pathlib.Path(__file__).parent


def run(bench):
    emulator = bench.fleet.running()
    with contextlib.ExitStack() as stack:
        static_port = stack.enter_context(static_server(bench, emulator.api.port))
        moto_port = stack.enter_context(moto_server(bench))
        rates = measure.interleave("describe", ROUNDS, "requests/s", *rate_sides(emulator.api.port, static_port, moto_port))
        half = measure.median(rates["Borealis, the same question"]) / 2
        latencies = measure.interleave(
            "describe p99", ROUNDS, "ms",
            ("Borealis", lambda: p99(bench, emulator.api.port, half)),
            ("static Beast server", lambda: p99(bench, static_port, half)),
        )
    table = ["DescribeDBInstances with 20 instances, requests per second:", *measure.rows(rates, "1/s")]
    if moto_port is None:
        table.append("  moto is not installed here (moto_server): no figure against it")
    table += [f"Latency, 99th percentile at {half:.0f} requests per second:", *measure.rows(latencies, "ms")]
    return table, figures(rates, latencies)


def rate_sides(port, static_port, moto_port):
    sides = [
        ("Borealis, the same question", lambda: rate(port, SAME_QUESTION)),
        ("static Beast server", lambda: rate(static_port, SAME_QUESTION)),
        ("Borealis, always a new question", lambda: rate(port, NEW_QUESTIONS)),
    ]
    if moto_port is not None:
        sides.append(("moto", lambda: rate(moto_port, SAME_QUESTION)))
    return sides


def figures(rates, latencies):
    same, static, new = (rates[name] for name in list(rates)[:3])
    found = [
        measure.Figure("describe_rate_to_static", measure.ratio(same, static), "x", least=LEAST_OF_STATIC),
        measure.Figure("describe_rate_to_static_uncached", measure.ratio(new, static), "x"),
        measure.Figure("describe_p99_to_static", measure.ratio(*latencies.values()), "x", most=MOST_P99_OF_STATIC),
    ]
    if "moto" in rates:
        found.append(measure.Figure("describe_rate_to_moto", measure.ratio(same, rates["moto"]), "x", least=LEAST_OF_MOTO))
        found.append(measure.Figure("describe_rate_to_moto_uncached", measure.ratio(new, rates["moto"]), "x"))
    return found


def rate(port, bodies):
    """Requests per second that wrk gets through with one thread."""
    command = [program("wrk"), "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "-s", str(HERE / "describe.lua")]
    for name, value in HEADERS.items():
        command += ["-H", f"{name}: {value}"]
    command += [f"http://127.0.0.1:{port}/", "--", *bodies]
    result = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS + 60)
    summary = re.search(r"SUMMARY (\{.*\})", result.stdout)
    if result.returncode != 0 or not summary:
        raise RuntimeError(f"wrk failed: {result.stdout}{result.stderr}")
    seen = json.loads(summary.group(1))
    if seen["failed"]:
        raise RuntimeError(f"{seen['failed']} of {seen['requests']} requests failed:\n{result.stdout}")
    return seen["requests"] / seen["seconds"]


def p99(bench, port, per_second):
    """99th percentile in ms, from when a request was due until its answer was there."""
    request = bench.workspace.path / "request"
    request.write_bytes(raw_request(port, SAME_QUESTION[0]))
    command = [bench.built("bench_paced_load"), port, round(per_second), CONNECTIONS, SECONDS, request]
    result = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=SECONDS + 60)
    if result.returncode != 0:
        raise RuntimeError(f"bench_paced_load failed: {result.stderr}")
    seen = json.loads(result.stdout)
    if seen["per_second"] < 0.95 * per_second:
        measure.say(f"    reached only {seen['per_second']:.0f} of {per_second:.0f} requests per second")
    return seen["p99_ms"]


@contextlib.contextmanager
def static_server(bench, port):
    """Serves the bytes that the emulator answers with; gives its port."""
    answer = bench.workspace.path / "answer"
    answer.write_bytes(raw_answer(port))
    process = bench.workspace.spawn([bench.built("bench_static_server"), answer], stdout=subprocess.PIPE)
    yield int(process.stdout.readline())
    process.terminate()


def raw_answer(port):
    """The bytes of a whole answer, headers and all."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(raw_request(port, SAME_QUESTION[0]))
        seen = b""
        while True:
            head, separator, body = seen.partition(b"\r\n\r\n")
            size = re.search(rb"content-length: (\d+)", head.lower())
            if separator and len(body) >= int(size.group(1)):
                break
            part = connection.recv(1 << 20)
            if not part:
                raise RuntimeError("the answer ends early")
            seen += part
    if not head.startswith(b"HTTP/1.1 200") or body.count(b"<DBInstanceIdentifier>") != 20:
        raise RuntimeError(f"not an answer with 20 instances: {head.decode()}")
    return seen


@contextlib.contextmanager
def moto_server(bench):
    """moto's server with 20 instances; gives its port, or None where it isn't installed."""
    found = shutil.which("moto_server")
    if found is None:
        yield None
        return
    port = free_port()
    log = open(bench.workspace.path / "moto.log", "wb")
    process = bench.workspace.spawn([found, "-H", "127.0.0.1", "-p", port], stdout=log, stderr=log)
    until(lambda: listens(port, process), "moto_server")
    api = Api(port)
    fill(api, available=False)
    api.close()
    yield port
    process.terminate()
    log.close()


def listens(port, process):
    if process.poll() is not None:
        raise RuntimeError("moto_server ended by itself")
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False
