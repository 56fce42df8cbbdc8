"""The images and docker-compose.yml, as a team uses them: built from the Dockerfile, brought up, used from this machine and
from another service, taken down."""

import contextlib
import json
import unittest

import psycopg2

import containers
from containers import PASSWORD, aws, docker

PORT = "4570"
SERVER_PORTS = "54400-54419"
URL = f"http://127.0.0.1:{PORT}"

# Runs in another service: what it is told, and whether it can log in there.
SEEN_FROM_A_SERVICE = """
import boto3, json, psycopg2
rds = boto3.client("rds", endpoint_url="http://borealis:4566")
instance = rds.describe_db_instances(DBInstanceIdentifier="shop")["DBInstances"][0]["Endpoint"]
cluster = rds.describe_db_clusters(DBClusterIdentifier="shop-aurora")["DBClusters"][0]
seen = {}
for what, host, port in (("instance", instance["Address"], instance["Port"]), ("writer", cluster["Endpoint"], cluster["Port"]),
                         ("reader", cluster["ReaderEndpoint"], cluster["Port"])):
    with psycopg2.connect(host=host, port=port, user="app", password="%s", dbname="shop", connect_timeout=10) as connection:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM orders")
            seen[what] = [host, cursor.fetchone()[0]]
print(json.dumps(seen))
""" % PASSWORD


def setUpModule():
    with containers.compiled_objects() as objects:
        containers.build("borealis", containers.ROOT, *objects)
        containers.build("borealis:local", containers.ROOT, "--target", "local", *objects)
    containers.build("borealis-example-application", containers.ROOT / "fixtures/compose")


def sql(host, port, statement):
    with contextlib.closing(
        psycopg2.connect(host=host, port=port, user="app", password=PASSWORD, dbname="shop", connect_timeout=10)
    ) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []


class Images(unittest.TestCase):
    def test_emulator_is_small_and_runs_without_root(self):
        facts = containers.image_facts("borealis")
        print(f"image size: {facts['Size'] / 1e6:.1f} MB", flush=True)
        self.assertLess(facts["Size"], 60e6)
        self.assertNotIn(facts["Config"]["User"].split(":")[0], ("", "0", "root"))
        self.assertRegex(docker("run", "--rm", "--network", "none", "borealis", "version"), r"^borealis \d+\.")

    def test_local_runs_without_root(self):
        facts = containers.image_facts("borealis:local")
        print(f"image size with PostgreSQL: {facts['Size'] / 1e6:.1f} MB", flush=True)
        self.assertEqual(facts["Config"]["User"], "postgres")

    def test_health_says_what_is_so(self):
        name = docker("run", "--rm", "-d", "borealis:local").strip()
        try:
            containers.until(lambda: "is ready" in docker("exec", name, "borealis", "health", check=False), what="health")
            self.assertIn("no emulator answers", docker("exec", "-e", "BOREALIS_LISTEN=127.0.0.1:1", name, "borealis", "health", check=False))
        finally:
            docker("rm", "-fv", name)


class Compose(unittest.TestCase):
    def setUp(self):
        self.before = containers.everything()

    def tearDown(self):
        self.assertEqual(containers.everything(), self.before)

    def up(self, file, service):
        project = containers.Project(file, BOREALIS_PORT=PORT, BOREALIS_SERVER_PORTS=SERVER_PORTS)
        self.addCleanup(project, "down", "-v", "--remove-orphans", check=False)
        project("up", "-d", "--no-build", service)
        project.await_health(service)
        return project

    def test_local(self):
        project = self.up("docker-compose.yml", "local")
        self.check_journey(project)
        project("down", "-v")
        self.assertEqual(project.leftovers(), [])

    def test_docker(self):
        project = self.up("docker-compose.yml", "borealis")
        self.check_journey(project)
        servers = docker("ps", "-q", "--filter", "label=io.borealis.server").split()
        self.assertEqual(len(servers), 2, "a container for each DB instance")
        self.check_majors()
        project("down", "-v")
        self.assertEqual(project.leftovers(), [])

    def test_docker_after_a_kill(self):
        """What a killed emulator leaves is removed by its next start."""
        project = self.up("docker-compose.yml", "borealis")
        aws(URL, "rds", "create-db-instance", "--db-instance-identifier", "lost", "--engine", "postgres", "--engine-version", "15",
            "--db-instance-class", "db.t3.micro", "--allocated-storage", "20", "--master-username", "app",
            "--master-user-password", PASSWORD)
        aws(URL, "rds", "wait", "db-instance-available", "--db-instance-identifier", "lost")
        project("kill", "borealis")
        self.assertTrue(docker("ps", "-q", "--filter", "label=io.borealis.server"))
        project("up", "-d", "--no-build", "borealis")
        project.await_health("borealis")
        self.assertEqual(docker("ps", "-aq", "--filter", "label=io.borealis.server"), "")
        self.assertEqual(aws(URL, "rds", "describe-db-instances")["DBInstances"], [])
        project("down", "-v")
        self.assertEqual(project.leftovers(), [])

    def check_majors(self):
        """All images of the engine are on offer; the containers run what was asked for."""
        for major in ("13", "17"):
            name = f"major-{major}"
            aws(URL, "rds", "create-db-instance", "--db-instance-identifier", name, "--engine", "postgres", "--engine-version", major,
                "--db-instance-class", "db.t3.micro", "--allocated-storage", "20", "--db-name", "shop", "--master-username", "app",
                "--master-user-password", PASSWORD)
            aws(URL, "rds", "wait", "db-instance-available", "--db-instance-identifier", name)
            at = aws(URL, "rds", "describe-db-instances", "--db-instance-identifier", name)["DBInstances"][0]["Endpoint"]
            self.assertEqual(sql(at["Address"], at["Port"], "SHOW server_version_num")[0][0][:2], major)

    def check_journey(self, project):
        """The documented migration by the AWS CLI of this machine; endpoints are reached from here and from a service."""
        aws(URL, "rds", "create-db-instance", "--db-instance-identifier", "shop", "--engine", "postgres", "--engine-version", "15",
            "--db-instance-class", "db.t3.micro", "--allocated-storage", "20", "--db-name", "shop", "--master-username", "app", "--master-user-password", PASSWORD)
        aws(URL, "rds", "wait", "db-instance-available", "--db-instance-identifier", "shop")
        source = aws(URL, "rds", "describe-db-instances", "--db-instance-identifier", "shop")["DBInstances"][0]
        address = source["Endpoint"]["Address"], source["Endpoint"]["Port"]
        self.assertEqual(address[0], "127.0.0.1")
        sql(*address, "CREATE TABLE orders AS SELECT g AS id, md5(g::text) AS note FROM generate_series(1, 10000) g")

        aws(URL, "rds", "create-db-cluster", "--db-cluster-identifier", "shop-aurora", "--engine", "aurora-postgresql",
            "--replication-source-identifier", source["DBInstanceArn"])
        aws(URL, "rds", "create-db-instance", "--db-instance-identifier", "shop-aurora-1", "--db-cluster-identifier", "shop-aurora",
            "--engine", "aurora-postgresql", "--db-instance-class", "db.r6g.large")
        aws(URL, "rds", "wait", "db-instance-available", "--db-instance-identifier", "shop-aurora-1")
        cluster = aws(URL, "rds", "describe-db-clusters", "--db-cluster-identifier", "shop-aurora")["DBClusters"][0]
        writer = cluster["Endpoint"], cluster["Port"]
        containers.until(lambda: sql(*writer, "SELECT count(*) FROM orders") == [(10000,)], what="the rows at the writer endpoint")
        self.assertEqual(self.seen_from_a_service(project), {name: ["borealis", 10000] for name in ("instance", "writer", "reader")})

        aws(URL, "rds", "promote-read-replica-db-cluster", "--db-cluster-identifier", "shop-aurora")
        containers.until(lambda: sql(*writer, "SELECT pg_is_in_recovery()") == [(False,)], what="the promotion")
        sql(*writer, "INSERT INTO orders VALUES (0, 'first write')")
        self.assertEqual(sql(*address, "SELECT count(*) FROM orders"), [(10000,)])

    def seen_from_a_service(self, project):
        told = docker(
            "run", "--rm", "--network", project.network(), "-e", "AWS_ACCESS_KEY_ID=123456789012", "-e", "AWS_SECRET_ACCESS_KEY=any",
            "-e", "AWS_DEFAULT_REGION=us-east-1", "borealis-example-application", "python3", "-c", SEEN_FROM_A_SERVICE,
        )
        return json.loads(told)

    def test_example_application(self):
        project = containers.Project("fixtures/compose/docker-compose.yml")
        self.addCleanup(project, "down", "-v", check=False)
        said = project("up", "--no-build", "--exit-code-from", "application")
        self.assertIn("migrated: 50001 rows", said)
        project("down")
        self.assertEqual(project.leftovers(), [])


if __name__ == "__main__":
    containers.main()
