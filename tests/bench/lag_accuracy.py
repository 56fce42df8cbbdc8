"""How wrong the lag in seconds is, against a truth found by reading both servers a thousand times a second: the tracker's,
that of PostgreSQL's own walsender, AWS's formula and the exporters'."""

import time

import measure
from lag_pair import TRACKER, LagPair
from tracker import Program

TICK_MS = 100
SETTLE = 1.5  # seconds until the tracker knows the pair

WAYS = ("tracker", "walsender", "aws", "exporter")


def paused(pair):
    with pair.replay_paused():
        pair.commit_for(6)


def paused_and_silent(pair):
    with pair.replay_paused():
        pair.commit_for(1)
        time.sleep(7)


def delayed(pair):
    with pair.apply_delay("2s"):
        pair.commit_for(6)
        time.sleep(2)


def cut_off(pair):
    with pair.sender_stopped():
        pair.commit_for(6)


def idle(_):
    time.sleep(6)


def under_load(pair):
    pair.pgbench("-c", "4", "-T", "6")


def paused_under_load(pair):
    with pair.replay_paused():
        pair.pgbench("-c", "4", "-T", "5")


SCENARIOS = (paused, paused_and_silent, delayed, cut_off, idle, under_load, paused_under_load)


def run(bench):
    table = [f"Error of the lag in seconds, p50 / p95 / max, at {TICK_MS} ms:"]
    worst = {"p95": 0.0, "max": 0.0}
    with LagPair(bench.workspace, "accuracy") as pair:
        pair.pgbench("-i", "-s", "1", "-q")
        pair.await_replay()
        arguments = (TICK_MS, TRACKER, pair.primary.port, pair.standby.port)
        with Program(bench, pair, "accuracy", *arguments) as program:
            time.sleep(SETTLE)
            for scenario in SCENARIOS:
                seen = errors_in(program, pair, scenario)
                name = scenario.__name__.replace("_", " ")
                table.append(f"  {name:<20} " + "  ".join(f"{way} {text(seen[way])}" for way in WAYS))
                measure.say(table[-1])
                measure.say(f"    {worst_of(seen['tracker'])}")
                for key in worst:
                    worst[key] = max(worst[key], seen["tracker"][key])
    return table, [
        measure.Figure("lag_error_p95", worst["p95"] * 1000, "ms", most=TICK_MS / 2),
        measure.Figure("lag_error_max", worst["max"] * 1000, "ms", most=TICK_MS + 10),
    ]


def errors_in(program, pair, scenario):
    program.mark()
    scenario(pair)
    pair.await_replay()
    time.sleep(1)
    seen = program.mark()
    if seen["unknown"] or seen["tracker"]["n"] < 40:
        raise RuntimeError(f"{scenario.__name__}: {seen['tracker']['n']} samples, {seen['unknown']} without a lag")
    return seen


def worst_of(errors):
    worst = errors["worst"]
    return f"the tracker's worst: {worst['told']:.3f} s told for {worst['true']:.3f} s, {worst['after']:.1f} s into it"


def text(errors):
    return " / ".join(f"{errors[key]:.3f}" for key in ("p50", "p95", "max"))
