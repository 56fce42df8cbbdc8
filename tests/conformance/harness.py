"""What the conformance tests share: one emulator per test file, AWS clients on it, SQL connections to its servers,
and the check at the end that nothing is left."""

import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request

import boto3
import botocore.exceptions
import psycopg2
from botocore.config import Config

import server_containers

PROGRAM = os.environ["BOREALIS"]
CACHE = os.environ["BOREALIS_CACHE"]
REGION = "us-west-2"
ACCOUNT = "123456789012"
PASSWORD = "n0t-a-Secret-pw"
QUICK = {"Delay": 0.1, "MaxAttempts": 600}
READY_WITHIN = 20
STOPPED_WITHIN = 10


class Emulator:
    """A running `borealis serve`. Its data live in a directory of our own: an ephemeral one makes its directory there,
    because it is its TMPDIR, and has to remove it again; a lasting one is told to use it."""

    def __init__(self, *options, ephemeral=True, environment=None):
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="borealis-test-"))
        self.data = self.home / "data"
        for directory in (self.home, self.data):
            directory.mkdir(exist_ok=True)
            directory.chmod(0o755)  # servers run as another user when we are root
        self.options = ["--ephemeral"] if ephemeral else ["--data-dir", str(self.data)]
        self.options += ["--backend", os.environ.get("BOREALIS_TEST_BACKEND", "auto"), *options]
        self.environment = {"TMPDIR": str(self.data), **(environment or {})}
        self.process = None
        self.last_log = None
        self.url = ""
        self.sockets = set()

    def start(self):
        self.log = open(self.home / "emulator.log", "ab")
        command = [PROGRAM, "serve", "--listen", "127.0.0.1:0", "--cache-dir", CACHE]
        self.process = subprocess.Popen(
            command + self.options, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self.log,
            env={**clean_environment(), **self.environment},
        )
        deadline = time.monotonic() + READY_WITHIN
        os.set_blocking(self.process.stdout.fileno(), False)
        seen = b""
        while time.monotonic() < deadline and self.process.poll() is None:
            seen += self.process.stdout.read() or b""
            if ready := re.search(rb"http://[\d.]+:\d+", seen):
                self.url = ready.group(0).decode()
                return self
            time.sleep(0.01)
        self.process.kill()
        raise RuntimeError(f"not ready: {seen!r}\n{self.logged()}")

    def stop(self):
        """SIGTERM, as an init system sends it. Returns the exit status; raises where it takes too long."""
        self.sockets |= self.socket_directories()
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(STOPPED_WITHIN)
        finally:
            self.process.stdout.close()
            self.log.close()

    def kill(self):
        """SIGKILL: the emulator gets no chance to say good-bye."""
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.log.close()

    def logged(self):
        """All of its log, also after remove()."""
        if self.last_log is not None:
            return self.last_log
        log = self.home / "emulator.log"
        return log.read_text(errors="replace") if log.exists() else ""

    def servers(self):
        """Process ids of everything that works inside our data directory; of containers, their first processes."""
        if server_containers.USED:
            return list(server_containers.processes_of(self.data))
        inside = f"{self.data}/"
        found = []
        for entry in pathlib.Path("/proc").iterdir():
            try:
                if entry.name.isdigit() and (os.readlink(entry / "cwd") + "/").startswith(inside):
                    found.append(int(entry.name))
            except OSError:
                continue
        return found

    def postmaster_at(self, address):
        """The process id of the server at (host, port)."""
        if server_containers.USED:
            for pid, port in server_containers.processes_of(self.data).items():
                if port == address[1]:
                    return pid
            raise AssertionError(f"no container at {address}")
        for pid in self.servers():
            try:
                lines = (pathlib.Path(f"/proc/{pid}/cwd") / "postmaster.pid").read_text().splitlines()
            except OSError:
                continue
            if len(lines) > 3 and lines[3] == str(address[1]) and lines[0] == str(pid):
                return pid
        raise AssertionError(f"no server at {address}")

    def server_directories(self):
        """Names of what is kept of servers in a lasting emulator's data directory."""
        kept = self.data / (server_containers.FOLDER if server_containers.USED else "servers")
        return [path.name for path in kept.iterdir() if path.is_dir() and not path.name.startswith(".")]

    def socket_directories(self):
        """Where our servers have their unix sockets: line 5 of postmaster.pid, perhaps outside our data directory."""
        lines = [path.read_text().splitlines() for path in self.data.glob("*/servers/*/data/postmaster.pid")]
        return {pathlib.Path(line[4]) for line in lines if len(line) > 4 and line[4]}

    def leftovers(self):
        """What an ephemeral emulator must not leave: processes and directories."""
        deadline = time.monotonic() + 2
        while self.servers() and time.monotonic() < deadline:
            time.sleep(0.05)
        left = [f"process {pid}: {command_line(pid)}" for pid in self.servers()]
        left += [f"file {path}" for path in sorted(self.data.rglob("*"))[:20]]
        left += server_containers.everything_of(self.data) if server_containers.USED else []
        left += [f"socket directory {path}" for path in sorted(self.sockets) if path.exists()]
        return left

    def remove(self):
        """Ends what is left by process id, or by the name of its container, and removes our directory."""
        if server_containers.USED:
            server_containers.remove_everything_of(self.data)
        for pid in self.servers():
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.last_log = self.logged()
        subprocess.run(["rm", "-rf", str(self.home)], check=True)

    def client(self, service, account=ACCOUNT, region=REGION, secret="any"):
        return boto3.client(
            service, endpoint_url=self.url, region_name=region, aws_access_key_id=account, aws_secret_access_key=secret,
            config=Config(retries={"total_max_attempts": 1}, read_timeout=30, connect_timeout=5),
        )

    def admin(self, path, method="GET", body=None):
        request = urllib.request.Request(self.url + path, method=method, data=json.dumps(body).encode() if body else None)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read()


def clean_environment():
    """Ours without what would configure an emulator or an AWS client."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("BOREALIS", "AWS_", "PG"))}


def command_line(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return "(gone)"


class TestCase(unittest.TestCase):
    """Prints the end of the emulator's log after a test that failed."""

    emulator = None

    def run(self, result=None):
        known = len(result.failures) + len(result.errors)
        super().run(result)
        if self.emulator and len(result.failures) + len(result.errors) > known:
            print(f"{self.id()} failed; the end of the emulator's log:\n{self.emulator.logged()[-6000:]}", file=sys.stderr)
        return result


class EmulatorTest(TestCase):
    """Base of all test classes here: the emulator starts with the class and must leave nothing when it ends."""

    options = ()
    environment = {}

    @classmethod
    def setUpClass(cls):
        cls.emulator = Emulator(*cls.options, environment=cls.environment)
        cls.addClassCleanup(cls.emulator.remove)
        cls.emulator.start()
        cls.addClassCleanup(cls.check_end)
        cls.rds = cls.emulator.client("rds")

    @classmethod
    def check_end(cls):
        crashed = cls.emulator.process.poll()
        if crashed is not None:
            raise AssertionError(f"the emulator ended by itself with {crashed}\n{cls.emulator.logged()[-4000:]}")
        status = cls.emulator.stop()
        left = cls.emulator.leftovers()
        if status != 0 or left:
            raise AssertionError(f"exit status {status}, left behind: {left}\n{cls.emulator.logged()[-4000:]}")

    def refused(self, code, status, text, call, **parameters):
        """The call must fail with AWS's code, HTTP status and text (all of it, or a compiled pattern)."""
        with self.assertRaises(botocore.exceptions.ClientError) as caught:
            call(**parameters)
        answer = caught.exception.response
        self.assertEqual(answer["Error"]["Code"], code, answer)
        self.assertEqual(answer["ResponseMetadata"]["HTTPStatusCode"], status, answer)
        if isinstance(text, re.Pattern):
            self.assertRegex(answer["Error"]["Message"], text)
        elif text is not None:
            self.assertEqual(answer["Error"]["Message"], text)


def main():
    unittest.main(warnings="ignore")  # of sockets that botocore leaves to the garbage collector


def until(condition, within=60, every=0.05, what="the condition"):
    """Waits for a condition to give something true and returns it."""
    deadline = time.monotonic() + within
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"{what} did not come true within {within} s")
        time.sleep(every)


def create_source(rds, name="source", **changes):
    """A PostgreSQL DB instance with sample values; returns its description once it is available."""
    wanted = {
        "DBInstanceIdentifier": name, "Engine": "postgres", "DBInstanceClass": "db.t3.micro", "AllocatedStorage": 20,
        "MasterUsername": "postgres", "MasterUserPassword": PASSWORD, "DBName": "labdb",
    }
    wanted.update(changes)
    rds.create_db_instance(**wanted)
    return instance_available(rds, name)


def create_replica(rds, source, name="replica", member="replica-1"):
    """An Aurora read replica cluster of the source with its primary instance, both available."""
    rds.create_db_cluster(
        DBClusterIdentifier=name, Engine="aurora-postgresql", EngineVersion=source["EngineVersion"],
        ReplicationSourceIdentifier=source["DBInstanceArn"],
    )
    cluster_available(rds, name)
    rds.create_db_instance(
        DBInstanceIdentifier=member, DBClusterIdentifier=name, DBInstanceClass="db.r5.large", Engine="aurora-postgresql"
    )
    instance_available(rds, member)
    return cluster_of(rds, name)


def instance_of(rds, name):
    return rds.describe_db_instances(DBInstanceIdentifier=name)["DBInstances"][0]


def cluster_of(rds, name):
    return rds.describe_db_clusters(DBClusterIdentifier=name)["DBClusters"][0]


def instance_available(rds, name):
    wait(rds, "db_instance_available", DBInstanceIdentifier=name)
    return instance_of(rds, name)


def cluster_available(rds, name):
    wait(rds, "db_cluster_available", DBClusterIdentifier=name)
    return cluster_of(rds, name)


def wait(rds, waiter, **parameters):
    """boto3's own waiter, asking often; where it gives up, the events say why."""
    try:
        rds.get_waiter(waiter).wait(WaiterConfig=QUICK, **parameters)
    except botocore.exceptions.WaiterError as error:
        told = [f"{event['SourceIdentifier']}: {event['Message']}" for event in rds.describe_events()["Events"]]
        raise AssertionError("\n".join([str(error), *told[-8:]])) from None


def delete_instance(rds, name):
    rds.delete_db_instance(DBInstanceIdentifier=name, SkipFinalSnapshot=True)
    wait(rds, "db_instance_deleted", DBInstanceIdentifier=name)


def delete_cluster(rds, name):
    rds.delete_db_cluster(DBClusterIdentifier=name, SkipFinalSnapshot=True)
    wait(rds, "db_cluster_deleted", DBClusterIdentifier=name)


def connect(host, port, user="postgres", password=PASSWORD, database="labdb"):
    """An autocommit connection; the caller closes it (contextlib.closing)."""
    connection = psycopg2.connect(
        host=host, port=port, user=user, password=password, dbname=database, connect_timeout=10
    )
    connection.autocommit = True
    return connection


def sql(address, statement, parameters=None, **login):
    """Runs one statement at (host, port) on a connection of its own and returns its rows."""
    connection = connect(*address, **login)
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def endpoint(instance):
    return instance["Endpoint"]["Address"], instance["Endpoint"]["Port"]


def writer(cluster):
    return cluster["Endpoint"], cluster["Port"]


def reader(cluster):
    return cluster["ReaderEndpoint"], cluster["Port"]
