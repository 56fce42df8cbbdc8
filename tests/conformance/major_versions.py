"""PostgreSQL major versions side by side: a source of each one that there is migrates to Aurora of the same major with its
rows, while those of the others run; another major is refused."""

import contextlib
import re
import threading
import unittest

import harness


class MajorVersions(harness.EmulatorTest):
    def test_every_major_migrates_to_itself(self):
        """All at once, as a team that tests against several versions does it."""
        failures = {}

        def migrate(major, version):
            try:
                self.migrate(major, version)
            except BaseException as error:  # noqa: BLE001: told below, with the version
                failures[major] = error

        majors = self.majors()
        journeys = [threading.Thread(target=migrate, args=entry) for entry in majors.items()]
        for journey in journeys:
            journey.start()
        for journey in journeys:
            journey.join()
        self.assertEqual(failures, {})
        print("majors:", *majors)

    def majors(self):
        versions = self.rds.describe_db_engine_versions(Engine="postgres", DefaultOnly=False)["DBEngineVersions"]
        return {version["EngineVersion"].split(".")[0]: version["EngineVersion"] for version in versions}  # newest minor

    def migrate(self, major, version):
        rds = self.emulator.client("rds")  # clients are not for several threads
        source = harness.create_source(rds, f"source-{major}", EngineVersion=major)
        address = harness.endpoint(source)
        self.assertEqual(source["EngineVersion"].split(".")[0], major)
        self.assertEqual(harness.sql(address, "SHOW server_version_num")[0][0][:2], major)
        harness.sql(address, "CREATE TABLE ledger AS SELECT g AS id, md5(g::text) AS note FROM generate_series(1, 20000) g")
        cluster = harness.create_replica(rds, source, f"replica-{major}", f"replica-{major}-1")
        self.assertEqual(harness.sql(harness.writer(cluster), "SHOW server_version_num")[0][0][:2], major)
        harness.sql(address, "INSERT INTO ledger SELECT g, 'late' FROM generate_series(20001, 25000) g")
        harness.until(
            lambda: harness.sql(harness.writer(cluster), "SELECT count(*) FROM ledger") == [(25000,)], what="the rows at the replica"
        )
        self.check_lag(f"replica-{major}-1")
        rds.promote_read_replica_db_cluster(DBClusterIdentifier=f"replica-{major}")
        harness.until(
            lambda: "ReplicationSourceIdentifier" not in harness.cluster_of(rds, f"replica-{major}"), what="the promotion"
        )
        cluster = harness.cluster_available(rds, f"replica-{major}")
        summary = "SELECT count(*), sum(id), md5(string_agg(note, '' ORDER BY id)) FROM ledger"
        self.assertEqual(harness.sql(harness.writer(cluster), summary), harness.sql(address, summary))
        harness.sql(harness.writer(cluster), "INSERT INTO ledger VALUES (25001, 'first write')")
        self.assertTrue(harness.sql(harness.writer(cluster), "SELECT aurora_version()")[0][0].startswith(major))
        with self.assertRaises(harness.psycopg2.Error):
            harness.sql(address, "SELECT aurora_version()")

    def check_lag(self, member):
        """The tracker's statements have to suit each version."""
        cloudwatch = self.emulator.client("cloudwatch")

        def measured():
            metrics = cloudwatch.list_metrics(
                Namespace="AWS/RDS", MetricName="RDSToAuroraPostgreSQLReplicaLag",
                Dimensions=[{"Name": "DBInstanceIdentifier", "Value": member}],
            )["Metrics"]
            return bool(metrics)

        harness.until(measured, what=f"the lag of {member}")

    def test_another_major_is_refused(self):
        majors = self.majors()
        if len(majors) < 2:
            self.skipTest(f"only one major version is here: {', '.join(majors)}")
        (first, _), (other, others_version) = list(majors.items())[:2]
        with contextlib.ExitStack() as cleanup:
            source = harness.create_source(self.rds, "mixed", EngineVersion=first)
            cleanup.callback(harness.delete_instance, self.rds, "mixed")
            self.refused(
                "InvalidParameterCombination", 400, re.compile(re.escape(others_version)), self.rds.create_db_cluster,
                DBClusterIdentifier="mixed-replica", Engine="aurora-postgresql", EngineVersion=others_version,
                ReplicationSourceIdentifier=source["DBInstanceArn"],
            )
            self.assertNotIn("ReadReplicaDBClusterIdentifiers", harness.instance_of(self.rds, "mixed"))


if __name__ == "__main__":
    harness.main()
