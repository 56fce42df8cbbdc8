"""Servers look like RDS and Aurora from inside: roles and their rights, scram, aurora_version() on Aurora only, the
closed rdsadmin database, and dumps by the master user on the source and on the promoted cluster."""

import subprocess
import tempfile
import unittest

import harness
import psycopg2

OBJECTS = """
    CREATE TABLE parent (id int PRIMARY KEY, name text UNIQUE, doc jsonb);
    CREATE TABLE child (id bigserial PRIMARY KEY, parent int REFERENCES parent, at timestamptz DEFAULT now());
    INSERT INTO parent SELECT g, 'name ' || g, jsonb_build_object('n', g) FROM generate_series(1, 5000) g;
    INSERT INTO child (parent) SELECT id FROM parent;
    CREATE INDEX ON child (parent);
    CREATE VIEW busy AS SELECT name FROM parent WHERE id % 2 = 0;
    CREATE FUNCTION twice(i int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 2 * i; END $$;
    CREATE EXTENSION pg_trgm;
    CREATE MATERIALIZED VIEW counts AS SELECT count(*) FROM child;
"""


class Surface(harness.EmulatorTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        source = harness.create_source(cls.rds, MasterUsername="chief")
        cls.source = harness.endpoint(source)
        harness.sql(cls.source, OBJECTS, user="chief")
        cluster = harness.create_replica(cls.rds, source)
        cls.rds.promote_read_replica_db_cluster(DBClusterIdentifier="replica")
        cls.aurora = harness.writer(harness.cluster_available(cls.rds, "replica"))

    def ask(self, statement, address=None, **login):
        return harness.sql(address or self.source, statement, **{"user": "chief", **login})

    def denied(self, sqlstate, statement, **login):
        with self.assertRaises(psycopg2.Error) as caught:
            self.ask(statement, **login)
        self.assertEqual(caught.exception.pgcode, sqlstate, caught.exception)

    def test_roles(self):
        rows = self.ask("""
            SELECT rolname, rolsuper, rolcanlogin, rolcreatedb, rolcreaterole, rolreplication FROM pg_roles
            WHERE rolname IN ('chief', 'rdsadmin', 'rds_superuser', 'rds_replication', 'rds_password', 'rds_iam', 'rdsrepladmin')
            ORDER BY rolname COLLATE "C" """)
        self.assertEqual([row[0] for row in rows], [
            "chief", "rds_iam", "rds_password", "rds_replication", "rds_superuser", "rdsadmin", "rdsrepladmin"])
        roles = {row[0]: row[1:] for row in rows}
        self.assertEqual(roles["chief"], (False, True, True, True, False))
        self.assertEqual(roles["rds_superuser"][:2], (False, False))
        self.assertTrue(roles["rdsrepladmin"][4])
        self.assertEqual(self.ask("SELECT rolname FROM pg_roles WHERE rolsuper"), [("rdsadmin",)])
        self.assertEqual(self.ask("SELECT rolvaliduntil::text FROM pg_roles WHERE rolname = 'chief'"), [("infinity",)])
        for role in ("rds_superuser", "rds_replication", "rds_password", "pg_monitor", "pg_signal_backend"):
            self.assertEqual(self.ask(f"SELECT pg_has_role('chief', '{role}', 'member')"), [(True,)], role)

    def test_owner(self):
        self.assertEqual(self.ask("SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'rdsadmin'"), [("rdsadmin",)])
        self.assertEqual(self.ask("SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'labdb'"), [("chief",)])

    def test_what_the_master_user_may(self):
        self.ask("CREATE ROLE worker LOGIN PASSWORD 'w0rker-password'")
        self.ask("GRANT rds_replication TO worker")
        self.ask("GRANT rds_iam TO worker")
        self.ask("REVOKE rds_iam FROM worker")
        self.ask("CREATE DATABASE second")
        self.ask("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
        self.ask("SELECT count(*) FROM pg_stat_activity WHERE query IS NOT NULL")
        self.assertEqual(self.ask("SELECT current_user::text", user="worker", password="w0rker-password"), [("worker",)])
        self.ask("SET session_replication_role = replica")
        self.ask("CREATE PUBLICATION everything FOR TABLE parent")
        self.ask("DROP PUBLICATION everything")
        self.ask("DROP DATABASE second")
        self.ask("DROP ROLE worker")

    def test_what_the_master_user_may_not(self):
        for sqlstate, statement in (
            ("42501", "ALTER SYSTEM SET work_mem = '1GB'"),
            ("42501", "COPY parent TO '/tmp/parent'"),
            ("42501", "COPY parent FROM PROGRAM 'cat /etc/passwd'"),
            ("42501", "SELECT * FROM pg_authid"),
            ("42501", "CREATE ROLE boss SUPERUSER"),
            ("42501", "ALTER ROLE chief SUPERUSER"),
            ("42501", "ALTER ROLE rdsadmin PASSWORD 'mine-now-1'"),
            ("42501", "SET ROLE rdsadmin"),
            ("42501", "CREATE FUNCTION f() RETURNS int LANGUAGE internal AS 'int4in'"),
            ("42501", "SELECT pg_read_file('postgresql.conf')"),
        ):
            with self.subTest(statement=statement):
                self.denied(sqlstate, statement)
        for role in ("rdsadmin", "rds_superuser", "rdsrepladmin"):
            with self.subTest(role=role), self.assertRaises(psycopg2.Error):
                self.ask(f"DROP ROLE {role}")
        self.assertEqual(self.ask("SELECT count(*) FROM pg_roles WHERE rolname IN ('rdsadmin', 'rds_superuser', 'rdsrepladmin')"), [(3,)])

    def test_logins(self):
        for login, text in (
            ({"password": "wrong-password"}, "password authentication failed"),
            ({"database": "rdsadmin"}, 'pg_hba.conf rejects connection.*database "rdsadmin"'),
            ({"user": "rdsadmin", "password": ""}, "rejects connection|no password supplied|authentication failed"),
            ({"user": "rdsrepladmin", "password": ""}, "rejects connection|no password supplied|authentication failed"),
        ):
            with self.subTest(**login), self.assertRaisesRegex(psycopg2.OperationalError, text):
                self.ask("SELECT 1", **login)

    def test_scram(self):
        self.assertEqual(self.ask("SHOW password_encryption"), [("scram-sha-256",)])

    def test_versions(self):
        ((version, short),) = self.ask("SELECT version(), current_setting('server_version')")
        self.assertRegex(version, r"^PostgreSQL \d+\.\d+")
        self.denied("42883", "SELECT aurora_version()")
        ((aurora,),) = self.ask("SELECT aurora_version()", self.aurora)
        self.assertRegex(aurora, r"^\d+\.\d+\.\d+$")
        self.assertEqual(self.ask("SELECT aurora_db_instance_identifier()", self.aurora), [("replica-1",)])
        self.assertEqual(self.ask("SELECT count(*) FROM aurora_replica_status()", self.aurora), [(1,)])
        self.assertIn("pg_trgm", self.ask("SHOW rds.extensions")[0][0])

    def test_rds_wal_segments(self):
        self.assertEqual(self.ask("SHOW wal_segment_size"), [("64MB",)])

    def tool(self, *command):
        environment = {**harness.clean_environment(), "PGPASSWORD": harness.PASSWORD}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stderr, "")
        return done.stdout

    def test_dump_and_restore(self):
        """A dump of either side restores into a new database on either side, as the master user, without a warning."""
        summary = "SELECT count(*), md5(string_agg(p::text || c.id, ',' ORDER BY c.id)) FROM parent p JOIN child c ON c.parent = p.id"
        expected = self.ask(summary)
        for index, (taken_from, restored_to) in enumerate(
            ((self.source, self.source), (self.aurora, self.aurora), (self.source, self.aurora), (self.aurora, self.source))
        ):
            with self.subTest(case=index), tempfile.NamedTemporaryFile(suffix=".dump") as dump:
                name = f"restored{index}"
                host, port = taken_from
                self.tool("pg_dump", "-h", host, "-p", str(port), "-U", "chief", "-Fc", "-f", dump.name, "labdb")
                self.ask(f"CREATE DATABASE {name}", restored_to)
                host, port = restored_to
                self.tool("pg_restore", "-h", host, "-p", str(port), "-U", "chief", "-d", name, "--exit-on-error", dump.name)
                self.assertEqual(self.ask(summary, restored_to, database=name), expected)
                self.assertEqual(self.ask("SELECT twice(21)", restored_to, database=name), [(42,)])
                self.ask(f"DROP DATABASE {name}", restored_to)


if __name__ == "__main__":
    harness.main()
