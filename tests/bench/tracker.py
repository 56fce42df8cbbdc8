"""What the lag tracker costs per sample, against prometheus-postgres-exporter and against a bare libpq loop, and how it
keeps its pace with hundreds of servers and beside one that hangs. All connections are TCP over loopback, as members of
pg_monitor. Costs per sample are compared for the same information: the tracker's fast lane alone, the exporter's leanest
configuration. The tracker's side includes the hand-over to a sink, the exporter's no parsing of what it answers."""

import contextlib
import json
import subprocess
import time

import measure
from exporter import Exporter, scrape_all
from lag_pair import EXPORTER, TRACKER, LagPair

ROUNDS = 5
WINDOW = 5  # seconds
RATE = 10  # samples a second
SCRAPES = 1  # a second, of each exporter
FLEETS = (1, 10, 100)
CROWD = 200
FULL_SPEED = 8, 500  # connections, samples a second of each
BUSY = 64, 200
WITHOUT_REST = 1000  # samples a second of each that the servers cannot give: who owes an answer is not asked
CPU_TO_EXPORTER, SERVER_CPU_TO_EXPORTER, TO_BARE_LOOP = 1 / 20, 1 / 5, 0.7
MOST_OF_A_CORE, MOST_LATE_MS = 15, 2


class Program:
    """bench_tracker in a mode that answers each line of input. Use as a context."""

    def __init__(self, bench, pair, mode, *arguments):
        self._workspace = bench.workspace
        self._command = [bench.built("bench_tracker"), mode, *map(str, arguments)]
        self._environment = pair.environment()

    def __enter__(self):
        self._process = subprocess.Popen(
            self._command, env=self._environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        return self

    def __exit__(self, *_):
        self._process.stdin.close()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            raise

    def mark(self):
        """What happened since the last mark."""
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def during(self, seconds):
        self.mark()
        time.sleep(seconds)
        return self.mark()


def paced(bench, pair, connections, rate=RATE, mode="pace"):
    return Program(bench, pair, mode, 1000 // rate, TRACKER, pair.primary.port, connections)


def run(bench):
    parts = []
    with LagPair(bench.workspace, "tracker") as pair:
        for part in (at_full_speed, by_fleet, bare_loop, crowd, one_hangs):
            parts.append(part(bench, pair))
    return [line for table, _ in parts for line in table], [figure for _, figures in parts for figure in figures]


class Costs:
    """Microseconds of processor time per sample: of the program itself, and of the server for it."""

    def __init__(self):
        self.own, self.server = {}, {}

    def add(self, name, took):
        self.own.setdefault(name, []).append(took[0])
        self.server.setdefault(name, []).append(took[1])
        measure.say(f"  {name}: {took[0]:.0f} us of its own, {took[1]:.0f} us of the server's a sample")

    def table(self, title):
        return [f"Processor time per sample {title}, of the program:", *measure.rows(self.own, "us"),
                f"Processor time per sample {title}, of the server for it:", *measure.rows(self.server, "us")]

    def figures(self, name, tracker, exporter, bounded):
        """The ratios of two of the names."""
        bounds = (CPU_TO_EXPORTER, SERVER_CPU_TO_EXPORTER) if bounded else (None, None)
        return [
            measure.Figure(f"tracker_cpu_to_exporter_{name}", measure.ratio(self.own[tracker], self.own[exporter]), "x",
                           most=bounds[0]),
            measure.Figure(f"tracker_server_cpu_to_exporter_{name}",
                           measure.ratio(self.server[tracker], self.server[exporter]), "x", most=bounds[1]),
        ]


def at_full_speed(bench, pair):
    """Thousands of samples a second, which keeps the caches warm on both sides; the exporter is asked again as soon as
    it has answered."""
    costs = Costs()
    connections, rate = FULL_SPEED
    tracker, lean, default = f"tracker, {connections} times {rate} a second", "exporter, leanest", "exporter, its defaults"
    for _ in range(ROUNDS):
        with paced(bench, pair, connections, rate, "fast") as program:
            costs.add(tracker, tracker_costs(pair, program))
        for name, is_lean in ((lean, True), (default, False)):
            with Exporter(bench, pair, is_lean) as exporter:
                costs.add(name, exporter_costs(pair, [exporter]))
    return costs.table("at full speed"), costs.figures("at_full_speed", tracker, lean, bounded=True)


def by_fleet(bench, pair):
    """As they are used: one tracker for all servers at its 10 samples a second, one exporter for each at the shortest
    interval that people scrape at. Everything is cold that the other processes have driven out of the caches."""
    costs, figures = Costs(), []
    for servers in FLEETS:
        tracker, lean = f"tracker, {servers} servers", f"{servers} exporters, leanest"
        with contextlib.ExitStack() as stack:
            exporters = [stack.enter_context(Exporter(bench, pair)) for _ in range(servers)]
            for _ in range(ROUNDS):
                with paced(bench, pair, servers, mode="fast") as program:
                    costs.add(tracker, tracker_costs(pair, program))
                costs.add(lean, exporter_costs(pair, exporters, SCRAPES))
        figures += costs.figures(f"{servers}_servers", tracker, lean, bounded=servers == FLEETS[-1])
    return costs.table("as used"), figures


def tracker_costs(pair, program):
    time.sleep(2)
    program.mark()
    before = pair.backend_seconds(TRACKER)
    time.sleep(WINDOW)
    after = pair.backend_seconds(TRACKER)
    seen = program.mark()
    return seen["cpu_seconds"] / seen["samples"] * 1e6, (after - before) / seen["samples"] * 1e6


def exporter_costs(pair, exporters, rate=None):
    def used():
        return sum(each.seconds() for each in exporters), pair.backend_seconds(EXPORTER)

    before = used()
    scrapes = scrape_all(exporters, WINDOW, rate)
    return tuple((late - early) / scrapes * 1e6 for early, late in zip(before, used()))


def bare_loop(bench, pair):
    """Samples per second of processor time on the client's side. A process that has slept is dear to wake, for who sends
    it something: so the loop that the tracker is compared with has as many connections. It never rests, while the tracker
    at its pace does half of the time, when all that it needs goes cold. Where neither rests the programs are compared, and
    where both do; the loop of one connection is for information."""
    connections, rate = BUSY

    def tracked(rate):
        with paced(bench, pair, connections, rate, "fast") as program:
            time.sleep(2)
            seen = program.during(WINDOW)
            return seen["samples"] / seen["cpu_seconds"]

    def bare(connections, *period):
        words = [bench.built("bench_tracker"), "bare", WINDOW, TRACKER, pair.primary.port, connections, *period]
        ran = subprocess.run(list(map(str, words)), env=pair.environment(), capture_output=True, check=True)
        seen = json.loads(ran.stdout)
        return seen["samples"] / seen["cpu_seconds"]

    samples = measure.interleave(
        "samples per core", ROUNDS, "/s", (f"tracker, {connections} connections", lambda: tracked(rate)),
        (f"bare loop, {connections} connections", lambda: bare(connections)), ("bare loop, 1 connection", lambda: bare(1)),
        ("tracker that never rests", lambda: tracked(WITHOUT_REST)),
        ("bare loop at the tracker's pace", lambda: bare(connections, 1000 // rate)),
    )
    table = ["Samples per second of the client's processor time:", *measure.rows(samples, "/s")]
    tracker, loop, single, restless, resting_loop = samples.values()
    return table, [
        measure.Figure("tracker_samples_to_bare_loop", measure.ratio(tracker, loop), "x", least=TO_BARE_LOOP),
        measure.Figure("tracker_samples_to_bare_loop_without_rest", measure.ratio(restless, loop), "x", least=TO_BARE_LOOP),
        measure.Figure("tracker_samples_to_bare_loop_at_its_pace", measure.ratio(tracker, resting_loop), "x"),
        measure.Figure("tracker_samples_to_bare_loop_of_1", measure.ratio(tracker, single), "x"),
    ]


def crowd(bench, pair):
    cpu, late = [], []
    with paced(bench, pair, CROWD) as program:
        time.sleep(5)
        for _ in range(ROUNDS):
            seen = program.during(WINDOW)
            cpu.append(seen["cpu_seconds"] / seen["seconds"] * 100)
            late.append(percentile(seen["delays"], 0.99) / 1000)
            rate = seen["samples"] / seen["seconds"] / CROWD
            measure.say(f"  {CROWD} servers: {rate:.2f} a second, {cpu[-1]:.1f} % of a core, p99 {late[-1]:.2f} ms late")
    table = [f"{CROWD} servers, {RATE} samples a second each:", measure.row("of a core", cpu, "%"),
             measure.row("delay of a turn, p99", late, "ms")]
    return table, [
        measure.Figure("tracker_200_servers_cpu", measure.median(cpu), "%", most=MOST_OF_A_CORE),
        measure.Figure("tracker_200_servers_late_p99", measure.median(late), "ms", most=MOST_LATE_MS),
    ]


def percentile(delays, fraction):
    """Microseconds, interpolated within the bucket where it falls."""
    wanted = fraction * sum(delays["turns"])
    lower = 0
    for upper, turns in zip([*delays["bounds_us"], 2 * delays["bounds_us"][-1]], delays["turns"]):
        if turns and wanted <= turns:
            return lower + (upper - lower) * wanted / turns
        wanted -= turns
        lower = upper
    return lower


def one_hangs(bench, pair):
    """99 connections to one server and one to another, which is stopped meanwhile."""
    rates, late = {}, {}
    arguments = (1000 // RATE, TRACKER, pair.primary.port, 99, pair.standby.port, 1)
    with Program(bench, pair, "pace", *arguments) as program:
        time.sleep(3)
        for _ in range(ROUNDS):
            for name, condition, answering in (("all answer", contextlib.nullcontext, 100),
                                               ("one hangs", pair.standby_stopped, 99)):
                with condition():
                    time.sleep(1)  # until its answer is overdue
                    seen = program.during(WINDOW)
                time.sleep(6)  # until it is connected again
                if len(seen["published"]) != answering - 98:
                    raise RuntimeError(f"{name}: published were {seen['published']}")
                rates.setdefault(name, []).append(seen["samples"] / seen["seconds"] / answering)
                late.setdefault(name, []).append(percentile(seen["delays"], 0.99) / 1000)
                measure.say(f"  {name}: {rates[name][-1]:.2f} samples a second, {late[name][-1]:.2f} ms late at p99")
    table = ["99 servers beside one that hangs, samples a second each:", *measure.rows(rates, "/s"),
             "Delay of a turn, p99:", *measure.rows(late, "ms")]
    ratio = measure.ratio(rates["one hangs"], rates["all answer"])
    return table, [
        measure.Figure("tracker_rate_beside_hung_server", ratio, "x", least=0.995),
        measure.Figure("tracker_late_beside_hung_server", measure.ratio(late["one hangs"], late["all answer"]), "x"),
    ]
