"""GetMetricData of 100 metrics x 3 hours at 60 s, against DescribeDBInstances of one instance: median latency on one
connection, through the query protocol. Asked again, a description comes from the cache of answers; metrics never do."""

import datetime
import itertools
import json
import random
import subprocess
import urllib.parse

import measure
from emulator import Api, HEADERS, form, raw_request

ROUNDS = 5
SECONDS = 3  # of load per sample
METRICS = 100
MINUTES = 180
PER_REQUEST = 1000  # data, as many as PutMetricData takes
MOST_OF_DESCRIBE = 10

SAME_QUESTION = [form("DescribeDBInstances", DBInstanceIdentifier="instance-00")]
# More different questions than the emulator keeps answers of, all with the same answer.
NEW_QUESTIONS = [
    form("DescribeDBInstances", DBInstanceIdentifier="instance-00", MaxRecords=most) for most in range(20, 101)
]


def run(bench):
    emulator = bench.fleet.running()
    port = emulator.api.port
    end = datetime.datetime.now(datetime.timezone.utc).replace(second=0, microsecond=0)
    put_metrics(port, end)
    question = [get_metric_data(end)]
    check(port, question[0])
    samples = measure.interleave(
        "metric_data", ROUNDS, "ms",
        ("DescribeDBInstances, the same question", lambda: p50(bench, port, 200, SAME_QUESTION)),
        ("DescribeDBInstances, always a new question", lambda: p50(bench, port, 200, NEW_QUESTIONS)),
        ("GetMetricData", lambda: p50(bench, port, 40, question, "monitoring")),
    )
    same, new, data = samples.values()
    table = [f"GetMetricData of {METRICS} metrics x {MINUTES} minutes, median latency:", *measure.rows(samples, "ms")]
    return table, [
        measure.Figure("metric_data_to_describe", measure.ratio(data, same), "x", most=MOST_OF_DESCRIBE),
        measure.Figure("metric_data_to_describe_uncached", measure.ratio(data, new), "x", most=MOST_OF_DESCRIBE),
    ]


def p50(bench, port, per_second, bodies, service="rds"):
    """Median latency in ms, of requests that are far enough apart not to meet."""
    files = []
    for number, body in enumerate(bodies):
        files.append(bench.workspace.path / f"request-{number}")
        files[-1].write_bytes(raw_request(port, body, service))
    command = [bench.built("bench_paced_load"), port, per_second, 1, SECONDS, *files]
    result = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=SECONDS + 60)
    if result.returncode != 0:
        raise RuntimeError(f"bench_paced_load failed: {result.stderr}")
    return json.loads(result.stdout)["p50_ms"]


def put_metrics(port, end):
    """A noisy value for every minute and metric."""
    chance = random.Random(1)
    api = MetricApi(port)
    data = itertools.product(range(METRICS), range(1, MINUTES + 1))
    while chunk := list(itertools.islice(data, PER_REQUEST)):
        parameters = {"Namespace": "Bench"}
        for position, (metric, age) in enumerate(chunk, 1):
            datum = f"MetricData.member.{position}."
            parameters[datum + "MetricName"] = f"Metric{metric}"
            parameters[datum + "Timestamp"] = text(end - datetime.timedelta(minutes=age))
            parameters[datum + "Value"] = chance.random() * 100
        api.call("PutMetricData", **parameters)
    api.close()


def get_metric_data(end):
    parameters = {"StartTime": text(end - datetime.timedelta(minutes=MINUTES)), "EndTime": text(end)}
    for metric in range(METRICS):
        query = f"MetricDataQueries.member.{metric + 1}."
        parameters[query + "Id"] = f"m{metric}"
        parameters[query + "MetricStat.Metric.Namespace"] = "Bench"
        parameters[query + "MetricStat.Metric.MetricName"] = f"Metric{metric}"
        parameters[query + "MetricStat.Period"] = 60
        parameters[query + "MetricStat.Stat"] = "Average"
    return metric_form("GetMetricData", **parameters)


def check(port, question):
    api = MetricApi(port)
    status, body = api.post(question)
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
