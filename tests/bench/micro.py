"""The hot paths of the program by themselves, with Google Benchmark: for information, without bounds."""

import json
import subprocess

import measure

REPETITIONS = 5


def run(bench):
    result = subprocess.run(
        [bench.built("bench_micro"), "--benchmark_format=json", f"--benchmark_repetitions={REPETITIONS}",
         "--benchmark_min_time=0.2", "--benchmark_enable_random_interleaving=true"],
        capture_output=True, text=True, check=True,
    )
    samples = {}
    for entry in json.loads(result.stdout)["benchmarks"]:
        if entry["run_type"] == "iteration":
            if entry.get("error_occurred"):
                raise RuntimeError(f"{entry['name']}: {entry['error_message']}")
            samples.setdefault(entry["run_name"], []).append(microseconds(entry))
    figures = [measure.Figure(f"micro_{name}", measure.median(values), "us") for name, values in sorted(samples.items())]
    return ["One call of:", *measure.rows(dict(sorted(samples.items())), "us")], figures


def microseconds(entry):
    return entry["cpu_time"] * {"ns": 1e-3, "us": 1, "ms": 1e3}[entry["time_unit"]]
