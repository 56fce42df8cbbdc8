"""A directory for one run of the benchmarks, and the promise that nothing outlives it: no file, no process."""

import contextlib
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time


class Workspace:
    """Use as a context. Everything that is measured lives below `path`."""

    def __init__(self):
        self.path = None
        self._processes = []

    def __enter__(self):
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="borealis-bench-"))
        self.path.chmod(0o755)  # PostgreSQL's user must get through when we are root
        return self

    def __exit__(self, *_):
        for process in reversed(self._processes):
            end(process)
        until(self._nobody_left, "the end of what works below our directory", within=20)
        subprocess.run(["rm", "-rf", str(self.path)], check=True)

    def spawn(self, command, **options):
        """A process that is ended with us at the latest."""
        process = subprocess.Popen([str(part) for part in command], stdin=subprocess.DEVNULL, **options)
        self._processes.append(process)
        return process

    def forget(self, process):
        self._processes.remove(process)

    def directory(self, name):
        """A new directory, open for PostgreSQL's user to get through."""
        made = self.path / name
        made.mkdir(mode=0o755)
        return made

    def _nobody_left(self):
        left = self._left()
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return not left

    def _left(self):
        """What still works below our directory: PostgreSQL's processes stay in their data directory."""
        found = []
        for entry in pathlib.Path("/proc").iterdir():
            try:
                if entry.name.isdigit() and (os.readlink(entry / "cwd") + "/").startswith(f"{self.path}/"):
                    found.append(int(entry.name))
            except OSError:
                continue
        return found


def end(process, sign=signal.SIGTERM, within=20):
    """Asks the process to end, and makes it where it doesn't."""
    if process.poll() is None:
        process.send_signal(sign)
        try:
            process.wait(within)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port():
    """A port that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def program(name):
    """Where a program is; raises where it is missing."""
    found = shutil.which(name)
    if found is None:
        raise RuntimeError(f"{name} is not installed; ./dev bench installs what it needs")
    return found


def until(condition, what, within=120, every=0.01):
    """Calls `condition` until it gives something true, and returns that."""
    deadline = time.monotonic() + within
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise RuntimeError(f"{what}: not within {within} s")
        time.sleep(every)
