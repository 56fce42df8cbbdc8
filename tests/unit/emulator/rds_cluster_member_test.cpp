// CreateDBInstance with a DBClusterIdentifier: writers, readers, and what belongs to the cluster.
#include "tests/unit/emulator/rds_fixture.hpp"

namespace borealis::emulator {
namespace {

const std::string member_prefix =
    "InvalidParameterCombination 400: The requested DB Instance will be a member of a DB Cluster. Set ";

class cluster_member_test : public rds_test {
  protected:
    std::string refused(const json& changes) {
        return refusal("CreateDBInstance", with(member_input("wrong"), changes));
    }
};

TEST_F(cluster_member_test, the_first_is_the_writer_on_the_servers_own_server) {
    make_cluster("target", {{"DatabaseName", "labdb"}, {"BackupRetentionPeriod", 5}});
    const auto answer = ask("CreateDBInstance", member_input())["DBInstance"];
    EXPECT_EQ(answer["DBInstanceStatus"], "creating");
    EXPECT_EQ(answer["DBClusterIdentifier"], "target");
    EXPECT_EQ(answer["AllocatedStorage"], 1);
    EXPECT_EQ(answer["StorageType"], "aurora");
    EXPECT_EQ(answer["StorageThroughput"], 0);
    EXPECT_EQ(answer["PromotionTier"], 1);
    EXPECT_EQ(answer["MasterUsername"], "postgres");
    EXPECT_EQ(answer["DBName"], "labdb");
    EXPECT_EQ(answer["BackupRetentionPeriod"], 5);
    EXPECT_EQ(answer["PreferredBackupWindow"], cluster("target").preferred_backup_window);
    EXPECT_EQ(answer["DBParameterGroups"][0]["DBParameterGroupName"], "default.aurora-postgresql15");
    EXPECT_EQ(answer["OptionGroupMemberships"][0]["OptionGroupName"], "default:aurora-postgresql-15");
    for (const auto* absent : {"Iops", "LatestRestorableTime", "ActivityStreamStatus", "AvailabilityZone"})
        EXPECT_FALSE(answer.contains(absent)) << absent;
    EXPECT_EQ(answer["PendingModifiedValues"], json::object());

    EXPECT_EQ(cluster("target").writer, "member");
    EXPECT_EQ(instance("member").server_id, cluster("target").server_id);
    EXPECT_EQ(instance("member").replication_slot, "");
}

TEST_F(cluster_member_test, later_ones_are_readers_in_other_zones) {
    make_cluster();
    ask("CreateDBInstance", member_input("one"));
    ask("CreateDBInstance", with(member_input("two"), {{"PromotionTier", 0}}));
    ask("CreateDBInstance", member_input("three"));
    EXPECT_EQ(cluster("target").writer, "one");
    const auto& reader = instance("two");
    EXPECT_EQ(reader.server_id, "db-" + std::string(25, 'a') + "c");
    EXPECT_EQ(reader.upstream_server, cluster("target").server_id);
    EXPECT_EQ(reader.replication_slot, "rds_us_west_2_db_" + std::string(25, 'a') + "c");
    EXPECT_NE(instance("one").availability_zone, reader.availability_zone);
    EXPECT_NE(instance("three").availability_zone, reader.availability_zone);

    const auto described = described_cluster("target");
    EXPECT_EQ(described["MultiAZ"], true);
    ASSERT_EQ(described["DBClusterMembers"].size(), 3U);
    EXPECT_EQ(
        described["DBClusterMembers"][0],
        (json{
            {"DBInstanceIdentifier", "one"},
            {"IsClusterWriter", true},
            {"DBClusterParameterGroupStatus", "in-sync"},
            {"PromotionTier", 1}})
    );
    EXPECT_EQ(described["DBClusterMembers"][1]["DBInstanceIdentifier"], "two");
    EXPECT_EQ(described["DBClusterMembers"][1]["IsClusterWriter"], false);
}

TEST_F(cluster_member_test, may_be_made_while_the_cluster_is_creating_and_by_its_arn) {
    ask("CreateDBCluster", cluster_input());
    const auto answer =
        ask("CreateDBInstance", with(member_input(), {{"DBClusterIdentifier", arn("cluster", "target")}}));
    EXPECT_EQ(answer["DBInstance"]["DBClusterIdentifier"], "target");
}

TEST_F(cluster_member_test, may_repeat_what_the_cluster_has) {
    make_cluster("target", {{"StorageEncrypted", true}, {"EngineVersion", "15.4"}});
    const auto answer =
        ask("CreateDBInstance",
            with(
                member_input(),
                {{"StorageEncrypted", true},
                 {"EngineVersion", "15"},
                 {"DBSubnetGroupName", "Default"},
                 {"StorageType", "aurora"}}
            ))["DBInstance"];
    EXPECT_EQ(answer["EngineVersion"], "15.4");
    EXPECT_EQ(answer["KmsKeyId"], cluster("target").kms_key_id);
}

TEST_F(cluster_member_test, refuses_what_belongs_to_the_cluster) {
    make_cluster();
    const std::pair<json, std::string> violations[] = {
        {{{"DBClusterIdentifier", "nowhere"}}, "DBClusterNotFoundFault 404: DBCluster nowhere not found."},
        {{{"AllocatedStorage", 20}},
         "InvalidParameterCombination 400: The requested DB instance will be a member of a DB cluster. You "
         "don't need to set storage "
         "size."},
        {{{"BackupRetentionPeriod", 7}}, member_prefix + "backup retention period for the DB Cluster."},
        {{{"PreferredBackupWindow", "05:00-05:30"}}, member_prefix + "backup window for the DB Cluster."},
        {{{"MasterUserPassword", password}}, member_prefix + "master user password for the DB Cluster"},
        {{{"MasterUsername", "postgres"}}, member_prefix + "master user name for the DB Cluster"},
        {{{"DBName", "labdb"}}, member_prefix + "database name for the DB Cluster"},
        {{{"StorageEncrypted", true}}, member_prefix + "storage encryption for the DB Cluster."},
        {{{"DBSubnetGroupName", "other"}}, member_prefix + "DB subnet group for the DB Cluster."},
        {{{"VpcSecurityGroupIds", {"sg-1"}}},
         "InvalidParameterCombination 400: The requested DB Instance will be a member of a DB Cluster and "
         "its vpc security group should "
         "not be set directly."},
        {{{"Engine", "postgres"}},
         "InvalidParameterCombination 400: The engine name requested for your DB instance (postgres) doesn't "
         "match the engine name of "
         "your DB cluster (aurora-postgresql)."},
        {{{"EngineVersion", "15.4"}},
         "InvalidParameterCombination 400: The engine version that you requested for your DB instance (15.4) "
         "does not match the engine "
         "version of your DB cluster (15.18)."},
        {{{"MultiAZ", true}},
         "InvalidParameterCombination 400: VPC Multi-AZ DB Instances are not available for engine: "
         "aurora-postgresql"},
        {{{"StorageType", "gp3"}}, "InvalidParameterValue 400: Invalid storage type: gp3"},
        {{{"DBInstanceClass", "db.t3.micro"}},
         "InvalidParameterCombination 400: RDS does not support creating a DB instance with the following "
         "combination: "
         "DBInstanceClass=db.t3.micro, Engine=aurora-postgresql, EngineVersion=15.18, "
         "LicenseModel=postgresql-license. For supported "
         "combinations of instance class and database engine version, see the documentation."},
        {{{"DBInstanceClass", "db.serverless"}},
         "NotImplemented 501: Borealis does not emulate the DB instance class db.serverless (Aurora "
         "Serverless v2) yet."},
    };
    for (const auto& [changes, expected] : violations)
        EXPECT_EQ(refused(changes), expected);
}

TEST_F(cluster_member_test, refuses_clusters_that_take_no_members) {
    make_cluster();
    apply(cluster("target"), trigger::delete_requested, time.at);
    EXPECT_EQ(
        refused({}),
        "InvalidDBClusterStateFault 400: DbCluster target is in deleting state but expected it to be one of "
        "available."
    );
}

TEST_F(cluster_member_test, refuses_a_sixteenth_reader) {
    make_cluster();
    for (int number = 0; number < 16; ++number)
        ask("CreateDBInstance", member_input("m" + std::to_string(number)));
    EXPECT_EQ(
        refused({}), "InvalidDBClusterStateFault 400: DbCluster target cannot have more than 16 DB instances."
    );
}

} // namespace
} // namespace borealis::emulator
