"""A primary and a standby of it for the benchmarks of the tracker, and what is done to them."""

import contextlib
import os
import pathlib
import secrets
import signal
import subprocess
import threading
import time

import by_hand
import sql
from emulator import MASTER, PASSWORD

CONFIGURATION = """\
max_connections = 450
shared_buffers = 128MB
min_wal_size = 192MB
wal_level = replica
max_wal_senders = 10
max_replication_slots = 10
fsync = off
autovacuum = off
"""
TRACKER, EXPORTER = "tracker_monitor", "exporter_monitor"  # roles of their own, to tell their backends apart
SLOT = "standby"


class LagPair:
    """Use as a context."""

    def __init__(self, workspace, name):
        self._workspace = workspace
        self._name = name
        self.password = secrets.token_hex(16)
        self.primary = self.standby = None

    def __enter__(self):
        like = self._workspace.directory(f"{self._name}-configuration")
        (like / "postgresql.conf").write_text(CONFIGURATION)
        servers = by_hand.ByHand(self._workspace, self._name, like)
        self.primary = servers.start(servers.initialise("primary"))
        self.primary.serves()
        for role in (TRACKER, EXPORTER):
            self.on_primary(f"CREATE ROLE {role} LOGIN PASSWORD '{self.password}' IN ROLE pg_monitor")
        self.on_primary("CREATE TABLE ledger (id bigserial PRIMARY KEY, note text)")
        self.on_primary(f"SELECT pg_create_physical_replication_slot('{SLOT}', true)")
        self.standby = servers.start(servers.base_backup(self.primary, "standby", SLOT))
        self.standby.serves()
        self.await_replay()
        return self

    def __exit__(self, *_):
        for server in (self.standby, self.primary):
            if server:
                server.remove()

    def on_primary(self, statement):
        return sql.run(self.primary.port, statement)

    def on_standby(self, statement):
        return sql.run(self.standby.port, statement)

    def await_replay(self):
        by_hand.replayed(self.primary.port, self.standby.port, "postgres")

    def environment(self):
        return {**os.environ, "PGPASSWORD": self.password}

    def pgbench(self, *arguments):
        subprocess.run(
            [by_hand.binaries() / "pgbench", "-h", "127.0.0.1", "-p", str(self.primary.port), "-U", MASTER, "-n", *arguments,
             "postgres"],
            env={**os.environ, "PGPASSWORD": PASSWORD}, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )

    @contextlib.contextmanager
    def commits(self, per_second):
        """Commits a row at this rate as long as the context lasts."""
        done = threading.Event()

        def write():
            with sql.connection(self.primary.port) as execute:
                while not done.wait(1 / per_second):
                    execute("INSERT INTO ledger (note) VALUES ('x')")

        writer = threading.Thread(target=write)
        writer.start()
        try:
            yield
        finally:
            done.set()
            writer.join()

    def commit_for(self, seconds, per_second=20):
        with self.commits(per_second):
            time.sleep(seconds)

    @contextlib.contextmanager
    def replay_paused(self):
        self.on_standby("SELECT pg_wal_replay_pause()")
        try:
            yield
        finally:
            self.on_standby("SELECT pg_wal_replay_resume()")

    @contextlib.contextmanager
    def apply_delay(self, delay):
        self._set_on_standby(f"recovery_min_apply_delay = '{delay}'")
        try:
            yield
        finally:
            self._set_on_standby("recovery_min_apply_delay = 0")

    def _set_on_standby(self, setting):
        self.on_standby(f"ALTER SYSTEM SET {setting}")
        self.on_standby("SELECT pg_reload_conf()")

    @contextlib.contextmanager
    def sender_stopped(self):
        """The walsender stands still: a link that is cut without anybody noticing."""
        [(pid,)] = self.on_primary("SELECT pid FROM pg_stat_replication")
        os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(pid, signal.SIGCONT)

    @contextlib.contextmanager
    def standby_stopped(self):
        """All of the standby's processes stand still: a server that hangs."""
        pids = processes_of(self.standby.data)
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in pids:
                os.kill(pid, signal.SIGCONT)

    def backend_seconds(self, role):
        """Processor time of the role's backends on the primary, in seconds."""
        backends = self.on_primary(f"SELECT pid FROM pg_stat_activity WHERE usename = '{role}'")
        return sum(processor_seconds(f"/proc/{pid}") for (pid,) in backends)


def processor_seconds(*directories):
    """From schedstat, whose first number is nanoseconds on a processor."""
    return sum(int((pathlib.Path(each) / "schedstat").read_text().split()[0]) for each in directories) / 1e9


def processes_of(data):
    """The postmaster and all that it started: they stay in their data directory."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if entry.name.isdigit() and os.readlink(entry / "cwd") == str(data):
                found.append(int(entry.name))
    return found
