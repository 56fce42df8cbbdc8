#!/usr/bin/env python3
"""Runs the benchmarks, all or those named, and ends with one line a figure: BENCH <name> <value> <bound> ok|short.

A figure that is short is a measurement like any other: the exit status tells only whether everything could be measured."""

import argparse
import pathlib
import shutil
import signal
import subprocess
import sys
import traceback

import create_instance
import describe
import docker_create_instance
import docker_migration
import lag_accuracy
import measure
import metric_data
import metric_memory
import micro
import migration
import startup
import tracker
from fleet import Fleet
from workspace import Workspace

BENCHMARKS = {
    module.__name__: module
    for module in (
        micro, create_instance, docker_create_instance, migration, docker_migration, startup, describe, tracker, lag_accuracy,
        metric_data, metric_memory,
    )
}


class Bench:
    """What the benchmarks share."""

    def __init__(self, build, workspace):
        self._build = build
        self.program = build / "borealis"
        self.tools = build.parent / "bench-tools"  # programs of others to compare with, kept between runs
        self.workspace = workspace
        self.cache = workspace.path / "cache"  # templates; our own, so that every run starts alike
        self.fleet = Fleet(self)

    def built(self, name):
        return self._build / "tests" / "bench" / name


def main():
    arguments = parse_arguments()
    for sign in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, lambda number, _: sys.exit(128 + number))
    tables, figures, failed = [], [], []
    measure.warn_of_noise()
    with Workspace() as workspace:
        bench = Bench(arguments.build.resolve(), workspace)
        with bench.fleet:
            for name in dict.fromkeys(arguments.names) or by_default():
                measure.say(name)
                try:
                    table, found = BENCHMARKS[name].run(bench)
                except Exception:
                    traceback.print_exc()
                    failed.append(name)
                    continue
                tables.append(table)
                figures += found
    report(tables, figures, failed)
    return 1 if failed else 0


def by_default():
    """All of them; what needs a container engine only where one answers."""
    if shutil.which("docker") and subprocess.run(["docker", "version"], capture_output=True).returncode == 0:
        return list(BENCHMARKS)
    measure.say("No container engine answers: docker_* are left out")
    return [name for name in BENCHMARKS if not name.startswith("docker_")]


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=pathlib.Path, default=pathlib.Path("build/release"), help="the build to measure")
    parser.add_argument("names", nargs="*", metavar="name", help=f"one of {', '.join(BENCHMARKS)}; all of them by default")
    arguments = parser.parse_args()
    if unknown := [name for name in arguments.names if name not in BENCHMARKS]:
        parser.error(f"no benchmark named {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}")
    return arguments


def report(tables, figures, failed):
    for table in tables:
        print("", *table, sep="\n")
    print("\nMedians, and from where to where the samples reach. Both sides of a ratio were measured in turn.\n")
    for name in failed:
        print(f"{name} could not be measured; see above")
    for figure in figures:
        print(figure.line())


if __name__ == "__main__":
    sys.exit(main())
