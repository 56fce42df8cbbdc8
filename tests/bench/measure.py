"""Samples, their medians and spread, and the figures that are made from them."""

import dataclasses
import os
import statistics
import sys


@dataclasses.dataclass(frozen=True)
class Figure:
    """One line of the result. `most` and `least` bound the value; without either it is for information only."""

    name: str
    value: float
    unit: str  # follows the value: "x", "ms", "MB"
    most: float | None = None
    least: float | None = None

    @property
    def bound(self):
        if self.most is not None:
            return f"<={self.most:g}{self.unit}"
        if self.least is not None:
            return f">={self.least:g}{self.unit}"
        return "-"

    @property
    def short(self):
        return (self.most is not None and self.value > self.most) or (self.least is not None and self.value < self.least)

    def line(self):
        return f"BENCH {self.name} {number(self.value)}{self.unit} {self.bound} {'short' if self.short else 'ok'}"


def number(value):
    """Three significant digits or a whole number, whichever says more."""
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


def say(text):
    """Progress, for people: it goes where it doesn't mix with the results."""
    print(text, file=sys.stderr, flush=True)


def warn_of_noise():
    """Ratios bear some other load on the machine, absolute times and high percentiles don't."""
    load, processors = os.getloadavg()[0], os.cpu_count()
    if load > processors / 2:
        say(f"This machine is busy (load {load:.1f} on {processors} processors): expect larger times and wider spreads")


def interleave(what, rounds, unit, *sides, warm_up=1):
    """Measures the sides in turn, A B A B, so that what else the machine does meets all of them. Each side is a name and
    a callable that returns one sample. Returns the samples by name; those of the warm-up are thrown away."""
    samples = {name: [] for name, _ in sides}
    for turn in range(-warm_up, rounds):
        seen = []
        for name, take in sides:
            value = take()
            seen.append(f"{name} {number(value)} {unit}")
            if turn >= 0:
                samples[name].append(value)
        label = "warm-up" if turn < 0 else f"round {turn + 1}/{rounds}"
        say(f"  {what} {label}: {', '.join(seen)}")
    return samples


def median(samples):
    return statistics.median(samples)


def ratio(over, under):
    return median(over) / median(under)


def row(label, samples, unit):
    """A row of the table: the median and, where there are several samples, from where to where they reach."""
    text = f"  {label:<44} {number(median(samples)):>8} {unit:<5}"
    if len(samples) > 1:
        text += f" [{number(min(samples))} .. {number(max(samples))}, n={len(samples)}]"
    return text


def rows(samples, unit):
    return [row(label, values, unit) for label, values in samples.items()]
