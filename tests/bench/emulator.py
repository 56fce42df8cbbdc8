"""A running `borealis serve` and its API, called as cheaply as possible: what is measured is the server, not an SDK."""

import http.client
import os
import pathlib
import re
import time
import urllib.parse
import xml.etree.ElementTree

from workspace import end, until

REGION = "us-east-1"
ACCOUNT = "123456789012"
MASTER = "postgres"
PASSWORD = "n0t-a-Secret-pw"
READY_WITHIN = 60

# As an SDK sends them; the signature isn't verified by default.
HEADERS = {
    "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
    "User-Agent": "Boto3/1.26.27 Python/3.11.2 Linux/6.1 Botocore/1.29.27",
    "X-Amz-Date": "20260101T000000Z",
    "Authorization": f"AWS4-HMAC-SHA256 Credential={ACCOUNT}/20260101/{REGION}/rds/aws4_request, "
    "SignedHeaders=content-type;host;x-amz-date, "
    "Signature=6f1d1d0cbb6b1e1f4a4d6b0c1f2e3d4c5b6a79880716253443526170f0e1d2c3",
}


class ApiError(Exception):
    """An error answer of AWS's form."""

    def __init__(self, status, body):
        code = re.search(rb"<Code>([^<]*)</Code>", body)
        self.code = code.group(1).decode() if code else ""
        super().__init__(f"{status}: {body.decode(errors='replace')}")


class Api:
    """One keep-alive connection to an endpoint that speaks the RDS API."""

    headers = HEADERS

    def __init__(self, port):
        self.port = port
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def post(self, body):
        """Sends a form; returns status and body."""
        try:
            return self._once(body)
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            self._connection.close()
            return self._once(body)

    def _once(self, body):
        self._connection.request("POST", "/", body=body, headers=self.headers)
        answer = self._connection.getresponse()
        return answer.status, answer.read()

    def call(self, action, **parameters):
        """Returns the answer as XML without its namespace; raises ApiError."""
        status, body = self.post(form(action, **parameters))
        if status != 200:
            raise ApiError(status, body)
        return xml.etree.ElementTree.fromstring(re.sub(rb' xmlns="[^"]*"', b"", body, count=1))

    def close(self):
        self._connection.close()

    def create_instance(self, name, **parameters):
        wanted = {
            "DBInstanceClass": "db.t3.micro", "Engine": "postgres", "AllocatedStorage": 20,
            "MasterUsername": MASTER, "MasterUserPassword": PASSWORD,
        }
        return self.call("CreateDBInstance", DBInstanceIdentifier=name, **(wanted | parameters))

    def create_member(self, name, cluster):
        return self.call(
            "CreateDBInstance", DBInstanceIdentifier=name, DBClusterIdentifier=cluster, Engine="aurora-postgresql",
            DBInstanceClass="db.r5.large",
        )

    def instance_available(self, name):
        return until(lambda: self._available("DescribeDBInstances", "DBInstanceIdentifier", name, "DBInstanceStatus"), name)

    def cluster_available(self, name):
        return until(lambda: self._available("DescribeDBClusters", "DBClusterIdentifier", name, "Status"), name)

    def instance_gone(self, name):
        until(lambda: self._gone("DescribeDBInstances", "DBInstanceIdentifier", name, "DBInstanceNotFound"), name)

    def cluster_gone(self, name):
        until(lambda: self._gone("DescribeDBClusters", "DBClusterIdentifier", name, "DBClusterNotFoundFault"), name)

    def _available(self, action, key, name, status):
        answer = self.call(action, **{key: name})
        seen = answer.findtext(f".//{status}")
        if seen in ("failed", "migration-failed", "incompatible-network", "storage-full"):
            raise RuntimeError(f"{name} is {seen}")
        return answer if seen == "available" else None

    def _gone(self, action, key, name, code):
        try:
            self.call(action, **{key: name})
        except ApiError as error:
            if error.code == code:
                return True
            raise
        return False


def form(action, **parameters):
    return urllib.parse.urlencode({"Action": action, "Version": "2014-10-31", **parameters})


def raw_request(port, body, service="rds", path="/", headers=None):
    """The bytes of a whole request, for load generators and for those who want the bytes of a whole answer. Without
    `headers` the body is a form; else they take the place of a form's."""
    signed = HEADERS["Authorization"].replace("/rds/", f"/{service}/")
    fields = HEADERS | {"Authorization": signed, "Host": f"127.0.0.1:{port}", "Content-Length": len(body)} | (headers or {})
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"POST {path} HTTP/1.1\r\n{head}\r\n".encode() + (body if isinstance(body, bytes) else body.encode())


class Emulator:
    """`borealis serve` with ephemeral servers below `home`. Use as a context; `api` is ready inside."""

    def __init__(self, bench, home):
        self._bench = bench
        self.home = home
        self.data = home / "data"

    def __enter__(self):
        self._log = open(self.home / "emulator.log", "wb")
        self.process = self._bench.workspace.spawn(
            self.command(),
            stdout=open(self.home / "emulator.out", "wb"), stderr=self._log,
        )
        self.api = Api(until(self._port, "borealis serve", within=READY_WITHIN))
        return self

    def command(self):
        return [*serve_command(self._bench, "127.0.0.1:0", self.data), "--ephemeral"]

    def __exit__(self, *_):
        if hasattr(self, "api"):
            self.api.close()
        end(self.process)
        self._bench.workspace.forget(self.process)
        self._log.close()

    def _port(self):
        if self.process.poll() is not None:
            raise RuntimeError(f"borealis ended:\n{(self.home / 'emulator.log').read_text(errors='replace')}")
        ready = re.search(r"http://[\d.]+:(\d+)", (self.home / "emulator.out").read_text())
        return int(ready.group(1)) if ready else None

    def directory_of(self, port):
        """The data directory of the server that listens on a port."""
        for path in self.data.rglob("postmaster.pid"):
            lines = path.read_text().splitlines()
            if len(lines) > 3 and lines[3].strip() == str(port):
                return path.parent
        raise RuntimeError(f"no server of ours listens on {port}")


def serve_command(bench, listen, data):
    return [bench.program, "serve", "--listen", listen, "--data-dir", data, "--cache-dir", bench.cache, "--log-level", "warn"]


def resident_megabytes(pid):
    """VmRSS of one process, without its children. 1 MB is 10^6 bytes."""
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+) kB", status).group(1)) * 1024 / 1e6


def settle(seconds=3):
    """Lets what was just begun come to rest."""
    os.sync()
    time.sleep(seconds)
