"""prometheus-postgres-exporter as Debian packages it, unpacked but not installed: the package would start a service.

Its leanest configuration with the tracker's information: every default off, one query with the tracker's columns."""

import http.client
import pathlib
import subprocess
import tempfile
import time

from lag_pair import EXPORTER, processor_seconds
from workspace import free_port, until

PACKAGE = "prometheus-postgres-exporter"
LEAN = ["--disable-default-metrics", "--disable-settings-metrics", "--no-collector.database", "--no-collector.bgwriter"]

QUERY = """
SELECT pg_is_in_recovery()::int AS in_recovery,
       extract(epoch FROM clock_timestamp()) AS now,
       CASE WHEN NOT pg_is_in_recovery() THEN pg_current_wal_flush_lsn() - '0/0' END AS flush,
       CASE WHEN pg_is_in_recovery() THEN pg_last_wal_receive_lsn() - '0/0' END AS receive,
       CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() - '0/0' END AS replay,
       extract(epoch FROM CASE WHEN pg_is_in_recovery() THEN pg_last_xact_replay_timestamp() END) AS last_commit,
       extract(epoch FROM w.last_msg_receipt_time) AS last_message,
       x.slot_name, x.active::int AS active, x.restart_lsn - '0/0' AS restart, x.confirmed_flush_lsn - '0/0' AS confirmed,
       x.safe_wal_size, x.sent_lsn - '0/0' AS sent, x.write_lsn - '0/0' AS written, x.flush_lsn - '0/0' AS flushed,
       x.replay_lsn - '0/0' AS replayed
FROM (SELECT 1) one
LEFT JOIN pg_stat_get_wal_receiver() w ON true
LEFT JOIN (pg_get_replication_slots() p FULL JOIN pg_stat_get_wal_senders() a ON a.pid = p.active_pid) x ON true
"""
LABELS = ("slot_name",)
GAUGES = (
    "in_recovery", "now", "flush", "receive", "replay", "last_commit", "last_message", "active", "restart", "confirmed",
    "safe_wal_size", "sent", "written", "flushed", "replayed",
)


class Exporter:
    """Use as a context: one exporter of the pair's primary."""

    def __init__(self, bench, pair, lean=True):
        self._bench = bench
        self._pair = pair
        self._lean = lean

    def __enter__(self):
        workspace, port = self._bench.workspace, free_port()
        command = [unpacked(self._bench), f"--web.listen-address=127.0.0.1:{port}", "--log.level=error"]
        if self._lean:
            command += [*LEAN, f"--extend.query-path={queries(workspace)}"]
        source = f"host=127.0.0.1 port={self._pair.primary.port} user={EXPORTER} dbname=postgres sslmode=disable"
        self._process = workspace.spawn(command, env={**self._pair.environment(), "DATA_SOURCE_NAME": source})
        self._http = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        until(self._answers, "the exporter's first answer", within=20)
        return self

    def __exit__(self, *_):
        self._http.close()
        self._process.terminate()
        self._process.wait()
        self._bench.workspace.forget(self._process)

    def scrape(self):
        self._http.request("GET", "/metrics")
        return self._http.getresponse().read()

    def seconds(self):
        """Its processor time so far."""
        return processor_seconds(*pathlib.Path(f"/proc/{self._process.pid}/task").iterdir())

    def _answers(self):
        try:
            text = self.scrape()
        except (OSError, http.client.HTTPException):
            self._http.close()
            return False
        return b"pg_up 1" in text and (not self._lean or b'lag_restart{' in text)


def scrape_all(exporters, seconds, per_second=None):
    """Scrapes each at the rate, evenly spread, or one after the other as fast as it goes. Returns how often."""
    pause = 1 / (per_second * len(exporters)) if per_second else 0
    begun, count = time.monotonic(), 0
    while (now := time.monotonic()) < begun + seconds:
        time.sleep(max(0, begun + count * pause - now))
        exporters[count % len(exporters)].scrape()
        count += 1
    return count


def queries(workspace):
    path = workspace.path / "exporter-queries.yaml"
    lines = ["lag:", "  query: |", *(f"    {line}" for line in QUERY.strip().splitlines()), "  metrics:"]
    for usage, names in (("LABEL", LABELS), ("GAUGE", GAUGES)):
        for name in names:
            lines += [f"    - {name}:", f"        usage: {usage}", f"        description: {name}"]
    path.write_text("\n".join(lines) + "\n")
    return path


def unpacked(bench):
    """The program from Debian's package, kept beside the build."""
    home = bench.tools / PACKAGE
    program = home / "usr" / "bin" / PACKAGE
    if not program.exists():
        with tempfile.TemporaryDirectory() as downloads:
            options = ["-o", "APT::Sandbox::User=root"]
            subprocess.run(["apt-get", "download", "-qq", *options, PACKAGE], cwd=downloads, check=True)
            [package] = pathlib.Path(downloads).glob("*.deb")
            home.mkdir(parents=True)
            subprocess.run(["dpkg-deb", "-x", package, home], check=True)
    return program
