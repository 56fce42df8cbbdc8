"""An emulator with 20 DB instances, made once for the benchmarks that want one."""

import contextlib

import measure
from emulator import Emulator, resident_megabytes, settle

SIZE = 20


class Fleet:
    """Use as a context; `running()` gives the emulator."""

    def __init__(self, bench):
        self._bench = bench
        self._stack = contextlib.ExitStack()
        self._emulator = None
        self.idle_megabytes = None  # resident memory before the first instance
        self.megabytes = None  # and with all of them

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        return self._stack.__exit__(*failure)

    def running(self):
        if self._emulator is None:
            emulator = self._stack.enter_context(Emulator(self._bench, self._bench.workspace.directory("fleet")))
            settle()
            self.idle_megabytes = resident_megabytes(emulator.process.pid)
            measure.say(f"  creating {SIZE} instances")
            fill(emulator.api)
            settle()
            self.megabytes = resident_megabytes(emulator.process.pid)
            self._emulator = emulator
        return self._emulator


def fill(api, available=True):
    names = [f"instance-{number:02}" for number in range(SIZE)]
    for name in names:
        api.create_instance(name, DBName="lab")
    for name in names:
        if available:
            api.instance_available(name)
