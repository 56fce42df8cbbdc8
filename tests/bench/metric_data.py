"""GetMetricData of 100 metrics x 3 hours at 60 s, against DescribeDBInstances of one instance: median latency on one
connection that stays open, one request at a time, both sides in turn.

The bounded figure is what today's CLI and SDKs see: GetMetricData in awsJson1.0 (CLI, JavaScript) and in CBOR (Java, Go,
.NET), where no answer can come from the cache of answers, against a DescribeDBInstances that can't come from there either.
It asks for the same numbers again, as who watches them does, and their texts may come from a cache. The query protocol,
which older SDKs speak, the DescribeDBInstances that is asked again and comes from the cache, and numbers whose texts were
forgotten (or never made) are for information."""

import datetime
import itertools
import json
import random
import struct
import subprocess
import urllib.parse

import measure
from emulator import Api, HEADERS, form, raw_request

ROUNDS = 5
SECONDS = 3  # of load per sample
METRICS = 100
MINUTES = 180
PER_REQUEST = 1000  # data, as many as PutMetricData takes
QUESTIONS = 81  # different ones, with the same answer: more than the emulator keeps answers of
MOST_OF_DESCRIBE = 10
TURNS = 20  # of 100 metrics each that are asked for in turn: more numbers than the emulator keeps texts of

SERVICE = "GraniteServiceVersion20100801"


def run(bench):
    emulator = bench.fleet.running()
    port = emulator.api.port
    end = datetime.datetime.now(datetime.timezone.utc).replace(second=0, microsecond=0)
    put_metrics(port, end, "Bench", METRICS)
    check(port, end)
    same = [describe(port, 100)]
    new = [describe(port, 20 + number) for number in range(QUESTIONS)]
    data = {name: questions(port, end, request) for name, request in PROTOCOLS.items()}
    samples = measure.interleave(
        "metric_data", ROUNDS, "ms",
        ("DescribeDBInstances, asked again", lambda: p50(bench, 200, same)),
        ("DescribeDBInstances, always new", lambda: p50(bench, 200, new)),
        *((f"GetMetricData, {name}", lambda requests=requests: p50(bench, 40, requests)) for name, requests in data.items()),
    )
    again, always_new, *answers = samples.values()
    table = [f"GetMetricData of {METRICS} metrics x {MINUTES} minutes, median latency:", *measure.rows(samples, "ms")]
    figures = []
    for name, answer in zip(data, answers):
        bound = None if name == "query" else MOST_OF_DESCRIBE
        figures.append(measure.Figure(f"metric_data_{name}_to_describe", measure.ratio(answer, always_new), "x", most=bound))
        figures.append(measure.Figure(f"metric_data_{name}_to_describe_again", measure.ratio(answer, again), "x"))
    return add_unknown_numbers(bench, port, end, new, table, figures)


def add_unknown_numbers(bench, port, end, new, table, figures):
    put_metrics(port, end, "Unknown", TURNS * METRICS)
    requests = [
        by_json(port, get_metric_data(end, end + datetime.timedelta(seconds=number), "Unknown", number % TURNS * METRICS))
        for number in range(QUESTIONS)
    ]
    samples = measure.interleave(
        "metric_data, unknown numbers", ROUNDS, "ms",
        ("DescribeDBInstances, always new", lambda: p50(bench, 200, new)),
        ("GetMetricData, json, unknown numbers", lambda: p50(bench, 40, requests)),
    )
    always_new, unknown = samples.values()
    table += ["And of numbers whose texts the emulator has not:", *measure.rows(samples, "ms")]
    figures.append(measure.Figure("metric_data_json_unknown_to_describe", measure.ratio(unknown, always_new), "x"))
    return table, figures


def p50(bench, per_second, requests):
    """Median latency in ms, of requests that are far enough apart not to meet."""
    files = []
    for number, request in enumerate(requests):
        files.append(bench.workspace.path / f"request-{number}")
        files[-1].write_bytes(request)
    port = bench.fleet.running().api.port
    command = [bench.built("bench_paced_load"), port, per_second, 1, SECONDS, *files]
    result = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=SECONDS + 60)
    if result.returncode != 0:
        raise RuntimeError(f"bench_paced_load failed: {result.stderr}")
    return json.loads(result.stdout)["p50_ms"]


def describe(port, most):
    return raw_request(port, form("DescribeDBInstances", DBInstanceIdentifier="instance-00", MaxRecords=most))


def questions(port, end, request):
    """As a dashboard asks that moves with time: none of them twice. What is after `end` has no data."""
    return [request(port, get_metric_data(end, end + datetime.timedelta(seconds=number))) for number in range(QUESTIONS)]


def get_metric_data(end, until, name_space="Bench", first=0):
    stat = {"Period": 60, "Stat": "Average"}
    return {
        "StartTime": end - datetime.timedelta(minutes=MINUTES),
        "EndTime": until,
        "MetricDataQueries": [
            {
                "Id": f"m{metric}",
                "MetricStat": {"Metric": {"Namespace": name_space, "MetricName": f"Metric{first + metric}"}} | stat,
            }
            for metric in range(METRICS)
        ],
    }


def by_query(port, value):
    return raw_request(port, metric_form("GetMetricData", **dict(flat("", value))), "monitoring")


def by_json(port, value):
    headers = {"Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": f"{SERVICE}.GetMetricData"}
    return raw_request(port, json.dumps(value, default=lambda time: time.timestamp()), "monitoring", headers=headers)


def by_cbor(port, value):
    headers = {"Content-Type": "application/cbor", "Accept": "application/cbor", "Smithy-Protocol": "rpc-v2-cbor"}
    return raw_request(port, cbor(value), "monitoring", f"/service/{SERVICE}/operation/GetMetricData", headers)


PROTOCOLS = {"json": by_json, "cbor": by_cbor, "query": by_query}


def flat(name, value):
    """A value's members as the query protocol names them."""
    if isinstance(value, dict):
        parts = value.items()
    elif isinstance(value, list):
        parts = ((f"member.{position}", element) for position, element in enumerate(value, 1))
    else:
        yield name, text(value) if isinstance(value, datetime.datetime) else value
        return
    for key, part in parts:
        yield from flat(f"{name}.{key}" if name else key, part)


def cbor(value):
    def head(major, count):
        return bytes([major << 5 | count]) if count < 24 else bytes([major << 5 | 25]) + struct.pack(">H", count)

    if isinstance(value, dict):
        return head(5, len(value)) + b"".join(cbor(key) + cbor(part) for key, part in value.items())
    if isinstance(value, list):
        return head(4, len(value)) + b"".join(map(cbor, value))
    if isinstance(value, datetime.datetime):
        return b"\xc1\xfb" + struct.pack(">d", value.timestamp())
    if isinstance(value, int):
        return head(0, value)
    return head(3, len(value)) + value.encode()


def put_metrics(port, end, name_space, metrics):
    """A noisy value for every minute and metric."""
    chance = random.Random(1)
    api = MetricApi(port)
    data = itertools.product(range(metrics), range(1, MINUTES + 1))
    while chunk := list(itertools.islice(data, PER_REQUEST)):
        parameters = {"Namespace": name_space}
        for position, (metric, age) in enumerate(chunk, 1):
            datum = f"MetricData.member.{position}."
            parameters[datum + "MetricName"] = f"Metric{metric}"
            parameters[datum + "Timestamp"] = text(end - datetime.timedelta(minutes=age))
            parameters[datum + "Value"] = chance.random() * 100
        api.call("PutMetricData", **parameters)
    api.close()


def check(port, end):
    api = MetricApi(port)
    status, body = api.post(metric_form("GetMetricData", **dict(flat("", get_metric_data(end, end)))))
    api.close()
    points = body.count(b"<Timestamps>") and body.count(b"Z</member>")
    if status != 200 or points != METRICS * MINUTES:
        raise RuntimeError(f"{points} points instead of {METRICS * MINUTES}: {status} {body[:500]}")


def metric_form(action, **parameters):
    return urllib.parse.urlencode({"Action": action, "Version": "2010-08-01", **parameters})


def text(time):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


class MetricApi(Api):
    """One keep-alive connection to the CloudWatch API."""

    headers = {**HEADERS, "Authorization": HEADERS["Authorization"].replace("/rds/", "/monitoring/")}

    def call(self, action, **parameters):
        status, body = self.post(metric_form(action, **parameters))
        if status != 200:
            raise RuntimeError(f"{action}: {status} {body[:500]}")
        return body
