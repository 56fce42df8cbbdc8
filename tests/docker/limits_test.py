"""With --docker-limits a container gets the memory and processors of its DB instance class; without, none are set."""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "conformance"))

import harness  # noqa: E402
from server_containers import docker, names_of  # noqa: E402

GIBIBYTE = 1 << 30


class Limited(harness.EmulatorTest):
    options = ("--docker-limits",)

    def given(self):
        containers = json.loads(docker("container", "inspect", *names_of(self.emulator.data, "container"), check=False))
        (server,) = (one for one in containers if one["Config"]["Labels"]["io.borealis.role"] == "server")
        return server["HostConfig"]

    def test_memory_and_processors_are_those_of_the_class(self):
        harness.create_source(self.rds, "small")  # db.t3.micro
        self.assertEqual(self.given()["Memory"], GIBIBYTE)
        self.rds.modify_db_instance(DBInstanceIdentifier="small", DBInstanceClass="db.t3.small", ApplyImmediately=True)
        harness.until(
            lambda: harness.instance_of(self.rds, "small")["DBInstanceClass"] == "db.t3.small"
            and harness.instance_of(self.rds, "small")["DBInstanceStatus"] == "available",
            what="the other class",
        )
        self.assertEqual(self.given()["Memory"], 2 * GIBIBYTE)
        harness.delete_instance(self.rds, "small")


class Unlimited(Limited):
    options = ()

    def test_memory_and_processors_are_those_of_the_class(self):
        harness.create_source(self.rds, "small")
        self.assertEqual((self.given()["Memory"], self.given()["NanoCpus"]), (0, 0))
        harness.delete_instance(self.rds, "small")


if __name__ == "__main__":
    harness.main()
