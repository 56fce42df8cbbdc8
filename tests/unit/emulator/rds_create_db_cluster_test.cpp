// CreateDBCluster: clusters of their own, and read replicas of DB instances.
#include "tests/unit/emulator/rds_fixture.hpp"

namespace borealis::emulator {
namespace {

class create_db_cluster_test : public rds_test {
  protected:
    std::string refused(const json& changes) {
        return refusal("CreateDBCluster", with(cluster_input("wrong"), changes));
    }
    std::string refused_replica(const json& changes) {
        return refusal("CreateDBCluster", with(replica_input("wrong"), changes));
    }
};

TEST_F(create_db_cluster_test, answers_as_aws_does_while_creating) {
    options.advertised_host = "db.test";
    const auto answer =
        ask("CreateDBCluster", with(cluster_input("Target"), {{"DatabaseName", "labdb"}}))["DBCluster"];
    EXPECT_EQ(answer["DBClusterIdentifier"], "target");
    EXPECT_EQ(answer["Status"], "creating");
    EXPECT_EQ(answer["Endpoint"], "db.test");
    EXPECT_EQ(answer["ReaderEndpoint"], "127.0.0.2");
    EXPECT_EQ(answer["Port"], 5432);
    EXPECT_EQ(answer["AllocatedStorage"], 1);
    EXPECT_EQ(answer["EngineVersion"], "15.18");
    EXPECT_EQ(answer["EngineMode"], "provisioned");
    EXPECT_EQ(answer["DatabaseName"], "labdb");
    EXPECT_EQ(answer["DBSubnetGroup"], "default");
    EXPECT_EQ(answer["DBClusterParameterGroup"], "default.aurora-postgresql15");
    EXPECT_EQ(answer["AvailabilityZones"], (json{"us-west-2a", "us-west-2b", "us-west-2c"}));
    EXPECT_EQ(answer["DBClusterMembers"], json::array());
    EXPECT_EQ(answer["ReadReplicaIdentifiers"], json::array());
    EXPECT_EQ(answer["ClusterCreateTime"], time.at);
    for (const auto* absent :
         {"ReplicationSourceIdentifier",
          "ActivityStreamStatus",
          "EarliestRestorableTime",
          "LatestRestorableTime",
          "StorageType",
          "KmsKeyId",
          "PendingModifiedValues",
          "PercentProgress",
          "StatusInfos"})
        EXPECT_FALSE(answer.contains(absent)) << absent;
    const auto& row = cluster("target");
    EXPECT_EQ(row.server_id, "cluster-" + std::string(26, 'a'));
    EXPECT_EQ(row.volume, volume_state::empty);
    EXPECT_TRUE(row.password_verifier.starts_with("SCRAM-SHA-256$"));
    EXPECT_EQ(everything().dump().find(password), std::string::npos);
}

TEST_F(create_db_cluster_test, refuses_violations) {
    make_cluster("taken");
    const std::pair<json, std::string> violations[] = {
        {{{"DBClusterIdentifier", "1abc"}},
         "InvalidParameterValue 400: The parameter DBClusterIdentifier is not a valid identifier. "
         "Identifiers must begin with a letter; "
         "must contain only ASCII letters, digits, and hyphens; and must not end with a hyphen or contain "
         "two consecutive hyphens."},
        {{{"DBClusterIdentifier", "TAKEN"}}, "DBClusterAlreadyExistsFault 400: DB Cluster already exists"},
        {{{"Engine", "aurora-cobol"}}, "InvalidParameterValue 400: Invalid DB engine: aurora-cobol"},
        {{{"Engine", "postgres"}},
         "NotImplemented 501: Borealis does not emulate Multi-AZ DB clusters of RDS for PostgreSQL yet."},
        {{{"EngineVersion", "15.999"}},
         "InvalidParameterCombination 400: Cannot find version 15.999 for aurora-postgresql"},
        {{{"EngineMode", "serverless"}},
         "InvalidParameterValue 400: The engine mode serverless you requested is currently unavailable."},
        {{{"MasterUsername", nullptr}},
         "InvalidParameterValue 400: The parameter MasterUsername must be provided and must not be blank."},
        {{{"MasterUserPassword", "short"}},
         "InvalidParameterValue 400: The parameter MasterUserPassword is not a valid password because it is "
         "shorter than 8 characters."},
        {{{"DatabaseName", "1st"}},
         "InvalidParameterValue 400: DatabaseName must begin with a letter and contain only alphanumeric "
         "characters."},
        {{{"DBClusterInstanceClass", "db.r5.large"}},
         "InvalidParameterCombination 400: DBClusterInstanceClass isn't supported for DB engine "
         "aurora-postgresql."},
        {{{"BackupRetentionPeriod", 0}},
         "InvalidParameterValue 400: Invalid value 0 for BackupRetentionPeriod. Must be between 1 and 35"},
        {{{"Port", 80}},
         "InvalidParameterValue 400: Invalid value 80 for Port. Must be between 1150 and 65535"},
        {{{"DBSubnetGroupName", "nowhere"}},
         "DBSubnetGroupNotFoundFault 404: DB subnet group 'nowhere' does not exist."},
        {{{"DBClusterParameterGroupName", "mine"}},
         "DBParameterGroupNotFound 404: DBClusterParameterGroup not found: mine"},
        {{{"StorageType", "gp3"}}, "InvalidParameterValue 400: Invalid storage type: gp3"},
        {{{"AvailabilityZones", {"eu-west-1a"}}},
         "InvalidParameterValue 400: Invalid Availability Zone: eu-west-1a"},
        {{{"GlobalClusterIdentifier", "world"}},
         "NotImplemented 501: Borealis does not emulate the parameter GlobalClusterIdentifier yet."},
    };
    for (const auto& [changes, expected] : violations)
        EXPECT_EQ(refused(changes), expected);
}

TEST_F(create_db_cluster_test, refuses_more_than_forty) {
    for (int number = 0; number < 40; ++number)
        ask("CreateDBCluster", cluster_input("c" + std::to_string(number)));
    EXPECT_EQ(refused({}), "DBClusterQuotaExceededFault 403: Cannot create more than 40 DB clusters");
}

TEST_F(create_db_cluster_test, a_replica_is_linked_to_its_source) {
    make_instance("source", {{"DBName", "labdb"}, {"EngineVersion", "15.4"}});
    const auto answer = ask("CreateDBCluster", replica_input())["DBCluster"];
    EXPECT_EQ(answer["Status"], "creating");
    EXPECT_EQ(answer["ReplicationSourceIdentifier"], arn("db", "source"));
    EXPECT_EQ(answer["ReadReplicaIdentifiers"], json::array());
    EXPECT_EQ(answer["MasterUsername"], "postgres");
    EXPECT_EQ(answer["DatabaseName"], "labdb");
    EXPECT_EQ(answer["EngineVersion"], "15.4");

    const auto& row = cluster("target");
    EXPECT_EQ(row.volume, volume_state::loading);
    EXPECT_EQ(row.source_server, instance("source").server_id);
    EXPECT_EQ(row.replication_slot, "rds_us_west_2_db_" + std::string(25, 'a') + "b");
    EXPECT_TRUE(row.credentials_applied);
    EXPECT_EQ(row.password_verifier, "");
    EXPECT_EQ(described_instance("source")["ReadReplicaDBClusterIdentifiers"], (json{"target"}));
    EXPECT_EQ(described_instance("source")["ReadReplicaDBInstanceIdentifiers"], json::array());
}

TEST_F(create_db_cluster_test, a_replica_takes_the_arn_with_a_slash_as_awss_page_prints_it) {
    make_instance("source");
    const auto answer =
        ask("CreateDBCluster",
            with(
                replica_input(),
                {{"ReplicationSourceIdentifier", "arn:aws:rds:us-west-2:123456789012:db/source"}}
            ))["DBCluster"];
    EXPECT_EQ(answer["ReplicationSourceIdentifier"], arn("db", "source"));
}

TEST_F(create_db_cluster_test, a_replica_takes_the_nearest_version_and_no_lower_one) {
    make_instance("source", {{"EngineVersion", "14.18"}});
    EXPECT_EQ(
        refused_replica({{"EngineVersion", "14.17"}}),
        "InvalidParameterCombination 400: Cannot create a read replica cluster with engine version 14.17 "
        "from a DB instance running 14.18"
    );
    EXPECT_EQ(
        refused_replica({{"EngineVersion", "15.4"}}),
        "InvalidParameterCombination 400: Cannot create a read replica cluster with engine version 15.4 from "
        "a DB instance running 14.18"
    );
    EXPECT_EQ(
        ask("CreateDBCluster",
            with(replica_input(), {{"EngineVersion", "14.19"}}))["DBCluster"]["EngineVersion"],
        "14.19"
    );

    make_instance("odd", {{"EngineVersion", "14.7"}});
    instance("odd").engine_version = "14.14"; // offered for RDS once, never for Aurora
    EXPECT_EQ(ask("CreateDBCluster", replica_input("next", "odd"))["DBCluster"]["EngineVersion"], "14.15");
}

TEST_F(create_db_cluster_test, a_replica_takes_over_or_adds_encryption) {
    make_instance("plain");
    const auto added =
        ask("CreateDBCluster",
            with(replica_input("one", "plain"), {{"StorageEncrypted", true}}))["DBCluster"];
    EXPECT_EQ(added["StorageEncrypted"], true);
    EXPECT_TRUE(added.contains("KmsKeyId"));

    make_instance("source", {{"StorageEncrypted", true}, {"KmsKeyId", "mine"}});
    EXPECT_EQ(
        refused_replica({}),
        "InvalidParameterCombination 400: Cannot create an unencrypted read replica cluster from an "
        "encrypted DB instance. Specify "
        "StorageEncrypted."
    );
    const auto kept =
        ask("CreateDBCluster", with(replica_input("two"), {{"StorageEncrypted", true}}))["DBCluster"];
    EXPECT_EQ(kept["KmsKeyId"], "arn:aws:kms:us-west-2:123456789012:key/mine");
}

TEST_F(create_db_cluster_test, refuses_credentials_of_a_replica) {
    make_instance("source");
    const std::pair<json, std::string> violations[] = {
        {{{"MasterUsername", "postgres"}},
         "InvalidParameterCombination 400: Cannot specify user name for instance cluster replication "
         "cluster"},
        {{{"MasterUserPassword", password}},
         "InvalidParameterCombination 400: Cannot specify password for instance cluster replication cluster"},
        {{{"DatabaseName", "labdb"}},
         "InvalidParameterCombination 400: Cannot specify database name for instance cluster replication "
         "cluster"},
        {{{"ManageMasterUserPassword", true}},
         "InvalidParameterValue 400: ManageMasterUserPassword isn't supported for read replica"},
        {{{"ManageMasterUserPassword", false}},
         "InvalidParameterValue 400: ManageMasterUserPassword isn't supported for read replica"},
    };
    for (const auto& [changes, expected] : violations)
        EXPECT_EQ(refused_replica(changes), expected);
}

TEST_F(create_db_cluster_test, refuses_wrong_sources) {
    make_instance("source");
    make_cluster("aurora");
    ask("CreateDBInstance", member_input("member", "aurora"));
    provide_instance("member");
    const auto mismatch = "InvalidParameterValue 400: The specified resource name does not match an RDS "
                          "resource in this region.";
    for (const auto* source :
         {"",
          "source",
          "arn:",
          "arn:aws:s3:::bucket",
          "arn:aws:rds:us-west-2:123456789012:db",
          "arn:aws:rds:eu-west-1:123456789012:db:source",
          "arn:aws:rds:us-west-2:210987654321:db:source",
          "arn:aws:rds:us-west-2:123456789012:snapshot:source"})
        EXPECT_EQ(refused_replica({{"ReplicationSourceIdentifier", source}}), mismatch) << source;
    const auto not_an_instance = "InvalidParameterCombination 400: The replication source of an "
                                 "aurora-postgresql DB cluster must be an "
                                 "RDS for PostgreSQL DB instance: ";
    EXPECT_EQ(
        refused_replica({{"ReplicationSourceIdentifier", arn("db", "nobody")}}),
        "DBInstanceNotFound 404: DBInstance nobody not found."
    );
    EXPECT_EQ(
        refused_replica({{"ReplicationSourceIdentifier", arn("cluster", "nobody")}}),
        "DBClusterNotFoundFault 404: DBCluster nobody not found."
    );
    EXPECT_EQ(
        refused_replica({{"ReplicationSourceIdentifier", arn("cluster", "aurora")}}),
        not_an_instance + arn("cluster", "aurora")
    );
    EXPECT_EQ(
        refused_replica({{"ReplicationSourceIdentifier", arn("db", "member")}}),
        not_an_instance + arn("db", "member")
    );
}

TEST_F(create_db_cluster_test, refuses_sources_in_the_wrong_state) {
    make_instance("source", {{"BackupRetentionPeriod", 0}});
    EXPECT_EQ(
        refused_replica({}),
        "InvalidDBInstanceState 400: Automated backups are not enabled for this database instance. To enable "
        "automated backups, use "
        "ModifyDBInstance to set the backup retention period to a non-zero value."
    );
    instance("source").backup_retention_period = 1;
    ask("CreateDBInstance", instance_input("young"));
    EXPECT_EQ(
        refused_replica({{"ReplicationSourceIdentifier", arn("db", "young")}}),
        "InvalidDBInstanceState 400: Database instance is not in available state."
    );
    ask("CreateDBCluster", replica_input("first"));
    EXPECT_EQ(
        refused_replica({}),
        "InvalidDBInstanceState 400: Source database instance source already has an Aurora read replica"
    );
}

TEST_F(create_db_cluster_test, shows_the_progress_of_the_base_backup) {
    make_instance("source");
    ask("CreateDBCluster", replica_input());
    EXPECT_FALSE(described_cluster("target").contains("PercentProgress"));
    cluster("target").backup_bytes_total = 1000;
    cluster("target").backup_bytes_done = 427;
    EXPECT_EQ(described_cluster("target")["PercentProgress"], "42");
    cluster("target").backup_bytes_done = 1200; // the total is an estimate
    EXPECT_EQ(described_cluster("target")["PercentProgress"], "100");
    cluster("target").volume = volume_state::ready;
    EXPECT_FALSE(described_cluster("target").contains("PercentProgress"));
}

} // namespace
} // namespace borealis::emulator
