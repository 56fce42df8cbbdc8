"""Memory and disk of the metric store with 200 servers and 15 days of 60 s points; metric_memory.cpp says of what kind."""

import json
import subprocess

import measure

MOST_MB = 250


def run(bench):
    directory = bench.workspace.directory("metric_memory")
    command = [str(bench.built("bench_metric_memory")), str(directory)]
    result = subprocess.run(command, capture_output=True, text=True, timeout=3600)
    if result.returncode != 0:
        raise RuntimeError(f"bench_metric_memory failed: {result.stderr}")
    seen = json.loads(result.stdout)
    table = [
        f"Metrics of 200 servers, {seen['series']} series, {seen['points']} points of 60 s:",
        measure.row("resident memory at the end", [seen["resident_mb"]], "MB"),
        measure.row("resident memory at most", [seen["peak_mb"]], "MB"),
        measure.row("of that, datapoints", [seen["datapoints_mb"]], "MB"),
        measure.row("on disk", [seen["disk_mb"]], "MB"),
        measure.row("on disk, per point", [seen["disk_bytes_per_point"]], "B"),
    ]
    return table, [measure.Figure("memory_metrics_200_servers_15_days", seen["peak_mb"], "MB", most=MOST_MB)]
