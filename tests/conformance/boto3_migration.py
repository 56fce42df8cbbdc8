"""The documented migration with boto3 and real rows: what both sides show at each step, and that every row arrives."""

import threading
import unittest

import harness
import psycopg2


class Migration(harness.EmulatorTest):
    def test_journey(self):
        rds = self.rds
        source = harness.create_source(rds, "rpg-source-db")
        at_source = harness.endpoint(source)
        harness.sql(at_source, "CREATE TABLE ledger (id bigint PRIMARY KEY, note text NOT NULL)")
        harness.sql(at_source, "INSERT INTO ledger SELECT g, md5(g::text) FROM generate_series(1, 200000) g")

        rds.create_db_subnet_group(
            DBSubnetGroupName="mysubnetgroup", DBSubnetGroupDescription="two zones",
            SubnetIds=["subnet-0a1b2c3d", "subnet-4e5f6a7b"],
        )
        answer = rds.create_db_cluster(
            DBClusterIdentifier="sample-replica-cluster", Engine="aurora-postgresql", EngineVersion=source["EngineVersion"],
            DBSubnetGroupName="mysubnetgroup", VpcSecurityGroupIds=["sg-c7e5b0d2"],
            ReplicationSourceIdentifier=source["DBInstanceArn"],
        )["DBCluster"]
        self.assertEqual(answer["Status"], "creating")
        self.assertEqual(answer["ReplicationSourceIdentifier"], source["DBInstanceArn"])
        self.assertEqual(answer["MasterUsername"], "postgres")
        self.assertEqual(answer["VpcSecurityGroups"], [{"VpcSecurityGroupId": "sg-c7e5b0d2", "Status": "active"}])
        self.assertEqual(answer["DBSubnetGroup"], "mysubnetgroup")
        self.assertEqual(
            harness.instance_of(rds, "rpg-source-db")["ReadReplicaDBClusterIdentifiers"], ["sample-replica-cluster"]
        )

        with Writer(at_source) as writer:
            harness.cluster_available(rds, "sample-replica-cluster")
            rds.create_db_instance(
                DBInstanceIdentifier="sample-primary", DBClusterIdentifier="sample-replica-cluster",
                DBInstanceClass="db.r5.large", Engine="aurora-postgresql",
            )
            harness.instance_available(rds, "sample-primary")
            cluster = harness.cluster_of(rds, "sample-replica-cluster")
            self.check_replica(cluster)
            harness.until(
                lambda: harness.sql(harness.writer(cluster), "SELECT max(id) FROM ledger")[0][0] > 200000,
                what="a row written during the migration at the replica",
            )

        ((last,),) = harness.sql(at_source, "SELECT pg_current_wal_lsn()::text")
        harness.until(
            lambda: harness.sql(harness.writer(cluster), "SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", (last,)) == [(True,)],
            what="the replica to catch up",
        )
        self.check_linked_refusals()

        rds.promote_read_replica_db_cluster(DBClusterIdentifier="sample-replica-cluster")
        cluster = harness.cluster_available(rds, "sample-replica-cluster")
        self.assertNotIn("ReplicationSourceIdentifier", cluster)
        self.assertNotIn("ReadReplicaDBClusterIdentifiers", harness.instance_of(rds, "rpg-source-db"))
        messages = [event["Message"] for event in rds.describe_events(
            SourceType="db-cluster", SourceIdentifier="sample-replica-cluster")["Events"]]
        self.assertTrue(
            any("Promoted Read Replica cluster to a stand-alone database cluster" in message for message in messages), messages
        )
        self.check_promoted(cluster, at_source, writer)

        harness.delete_instance(rds, "rpg-source-db")
        rds.delete_db_instance(DBInstanceIdentifier="sample-primary")
        harness.delete_cluster(rds, "sample-replica-cluster")
        rds.delete_db_subnet_group(DBSubnetGroupName="mysubnetgroup")

    def check_replica(self, cluster):
        self.assertEqual(
            [(m["DBInstanceIdentifier"], m["IsClusterWriter"]) for m in cluster["DBClusterMembers"]], [("sample-primary", True)]
        )
        self.assertEqual(harness.sql(harness.writer(cluster), "SELECT pg_is_in_recovery()"), [(True,)])
        self.assertEqual(
            harness.sql(harness.writer(cluster), "SELECT count(*) FROM ledger WHERE id <= 200000"), [(200000,)]
        )
        with self.assertRaises(psycopg2.errors.ReadOnlySqlTransaction) as caught:
            harness.sql(harness.writer(cluster), "INSERT INTO ledger VALUES (-1, 'no')")
        self.assertEqual(caught.exception.pgcode, "25006")

    def check_linked_refusals(self):
        """While both are linked, neither the source nor the last member can go."""
        self.refused(
            "InvalidDBInstanceState", 400, None,
            self.rds.delete_db_instance, DBInstanceIdentifier="rpg-source-db", SkipFinalSnapshot=True,
        )
        self.refused(
            "InvalidDBClusterStateFault", 400,
            "Cannot delete the last instance of the read replica DB cluster. "
            "Promote the DB cluster to a standalone DB cluster in order to delete it.",
            self.rds.delete_db_instance, DBInstanceIdentifier="sample-primary", SkipFinalSnapshot=True,
        )

    def check_promoted(self, cluster, at_source, writer):
        summary = "SELECT count(*), sum(id), md5(string_agg(id || note, ',' ORDER BY id)) FROM ledger"
        at_cluster = harness.writer(cluster)
        self.assertEqual(harness.sql(at_cluster, summary), harness.sql(at_source, summary))
        self.assertTrue(writer.acknowledged)
        arrived = {key for (key,) in harness.sql(at_cluster, "SELECT id FROM ledger WHERE id > 200000")}
        self.assertEqual(set(writer.acknowledged) - arrived, set())
        harness.sql(at_cluster, "INSERT INTO ledger VALUES (-1, 'first write')")
        timeline = "SELECT pg_is_in_recovery(), substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)"
        self.assertEqual(harness.sql(at_cluster, timeline), [(False, "00000002")])
        slots = "SELECT slot_name FROM pg_replication_slots"
        self.assertEqual(harness.sql(at_source, slots), [])

    def test_source_untouched_by_a_wrong_request(self):
        source = harness.create_source(self.rds, "calm", BackupRetentionPeriod=0)
        self.refused(
            "InvalidDBInstanceState", 400,
            "Automated backups are not enabled for this database instance. To enable automated backups, "
            "use ModifyDBInstance to set the backup retention period to a non-zero value.",
            self.rds.create_db_cluster, DBClusterIdentifier="never", Engine="aurora-postgresql",
            EngineVersion=source["EngineVersion"], ReplicationSourceIdentifier=source["DBInstanceArn"],
        )
        self.assertEqual(harness.sql(harness.endpoint(source), "SELECT count(*) FROM pg_replication_slots"), [(0,)])
        self.assertEqual(self.rds.describe_db_clusters(Filters=[{"Name": "db-cluster-id", "Values": ["never"]}])["DBClusters"], [])
        harness.delete_instance(self.rds, "calm")


class Writer(threading.Thread):
    """Writes keyed rows to the source, one commit each, and remembers which were acknowledged."""

    def __init__(self, address):
        super().__init__()
        self.address = address
        self.acknowledged = []
        self.stopping = threading.Event()

    def run(self):
        connection = harness.connect(*self.address)
        try:
            with connection.cursor() as cursor:
                key = 200000
                while not self.stopping.wait(0.005):
                    key += 1
                    cursor.execute("INSERT INTO ledger VALUES (%s, 'while migrating')", (key,))
                    self.acknowledged.append(key)
        finally:
            connection.close()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stopping.set()
        self.join()


if __name__ == "__main__":
    harness.main()
