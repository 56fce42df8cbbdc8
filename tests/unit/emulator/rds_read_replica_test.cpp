// CreateDBInstanceReadReplica and PromoteReadReplica: what a replica takes from its source, both sides'
// fields, and who may have or be one.
#include "tests/unit/emulator/rds_fixture.hpp"

namespace borealis::emulator {
namespace {

class read_replica_test : public rds_test {
  protected:
    static json input(const std::string& name = "copy", const std::string& source = "source") {
        return {{"DBInstanceIdentifier", name}, {"SourceDBInstanceIdentifier", source}};
    }
    json create(const std::string& name = "copy", const std::string& source = "source") {
        auto answer = ask("CreateDBInstanceReadReplica", input(name, source))["DBInstance"];
        provide_instance(name);
        return answer;
    }
    std::string refused(const json& changes, const std::string& name = "copy") {
        return refusal("CreateDBInstanceReadReplica", with(input(name), changes));
    }
    std::string refused_promotion(const std::string& name, const json& changes = json::object()) {
        return refusal("PromoteReadReplica", with({{"DBInstanceIdentifier", name}}, changes));
    }
};

TEST_F(read_replica_test, takes_from_its_source_what_the_call_does_not_say) {
    make_instance("source", {{"DBName", "labdb"}, {"StorageEncrypted", true}, {"DeletionProtection", true}});
    const auto answer = ask("CreateDBInstanceReadReplica", input("Copy"))["DBInstance"];
    EXPECT_EQ(answer["DBInstanceIdentifier"], "copy");
    EXPECT_EQ(answer["DBInstanceStatus"], "creating");
    EXPECT_EQ(answer["ReadReplicaSourceDBInstanceIdentifier"], "source");
    EXPECT_FALSE(answer.contains("StatusInfos"));
    EXPECT_FALSE(answer.contains("Endpoint"));
    const auto source = described_instance("source");
    for (const auto* same :
         {"Engine",
          "EngineVersion",
          "DBInstanceClass",
          "AllocatedStorage",
          "StorageType",
          "MasterUsername",
          "DBName",
          "StorageEncrypted",
          "KmsKeyId",
          "PreferredBackupWindow"})
        EXPECT_EQ(answer[same], source[same]) << same;
    EXPECT_EQ(answer["BackupRetentionPeriod"], 0);
    EXPECT_EQ(answer["DeletionProtection"], false);
    EXPECT_NE(answer["DbiResourceId"], source["DbiResourceId"]);
    EXPECT_EQ(source["ReadReplicaDBInstanceIdentifiers"], json::array({"copy"}));
    EXPECT_TRUE(instance("copy").replication_slot.starts_with("rds_us_west_2_db_"));
}

TEST_F(read_replica_test, says_how_its_replication_goes) {
    make_instance();
    create();
    const json replicating{{"StatusType", "read replication"}, {"Normal", true}, {"Status", "replicating"}};
    EXPECT_EQ(described_instance("copy")["StatusInfos"], json::array({replicating}));
    instance("copy").replication_error = "cut off";
    const auto broken = described_instance("copy")["StatusInfos"][0];
    EXPECT_EQ(broken["Status"], "error");
    EXPECT_EQ(broken["Normal"], false);
    EXPECT_EQ(broken["Message"], "cut off");
}

TEST_F(read_replica_test, can_differ_from_its_source) {
    make_instance("source", {{"Port", 6000}});
    const auto answer =
        ask("CreateDBInstanceReadReplica",
            with(
                input(),
                {{"DBInstanceClass", "db.m5.large"},
                 {"AllocatedStorage", 400},
                 {"AvailabilityZone", "us-west-2b"},
                 {"Tags", json::array({{{"Key", "for"}, {"Value", "reports"}}})},
                 {"SourceDBInstanceIdentifier", arn("db", "source")}}
            ))["DBInstance"];
    EXPECT_EQ(answer["DBInstanceClass"], "db.m5.large");
    EXPECT_EQ(answer["AllocatedStorage"], 400);
    EXPECT_EQ(answer["Iops"], 12000);
    EXPECT_EQ(answer["AvailabilityZone"], "us-west-2b");
    EXPECT_EQ(answer["TagList"][0]["Value"], "reports");
    EXPECT_EQ(instance("copy").requested_port, 0); // two servers cannot share a port of this machine
}

TEST_F(read_replica_test, refuses_bad_sources_and_values) {
    make_instance();
    make_instance("bare", {{"BackupRetentionPeriod", 0}});
    make_cluster();
    ask("CreateDBInstance", member_input());
    provide_instance("member");
    ask("CreateDBInstance", instance_input("young"));
    EXPECT_TRUE(refused({{"SourceDBInstanceIdentifier", "a--b"}})
                    .starts_with("InvalidParameterValue 400: The parameter SourceDBInstanceIdentifier is not "
                                 "a valid identifier."));
    EXPECT_EQ(
        refused({{"SourceDBInstanceIdentifier", nullptr}}),
        "InvalidParameterCombination 400: One of SourceDBInstanceIdentifier and SourceDBClusterIdentifier "
        "must be specified."
    );
    EXPECT_EQ(
        refused({{"SourceDBInstanceIdentifier", "nobody"}}),
        "DBInstanceNotFound 404: DBInstance nobody not found."
    );
    EXPECT_EQ(
        refused({{"SourceDBInstanceIdentifier", "bare"}}),
        "InvalidDBInstanceState 400: Automated backups are not enabled for this database instance. To enable "
        "automated backups, use ModifyDBInstance to set the backup retention period to a non-zero value."
    );
    EXPECT_EQ(
        refused({{"SourceDBInstanceIdentifier", "young"}}),
        "InvalidDBInstanceState 400: Database instance is not in available state."
    );
    EXPECT_TRUE(refused({{"SourceDBInstanceIdentifier", "member"}}).starts_with("InvalidDBInstanceState 400:")
    );
    EXPECT_TRUE(refused({{"SourceDBInstanceIdentifier", "arn:aws:rds:eu-west-1:123456789012:db:source"}}
    ).starts_with("NotImplemented 501:"));
    EXPECT_EQ(
        refused({{"DBInstanceIdentifier", "source"}}),
        "DBInstanceAlreadyExists 400: DB instance already exists"
    );
    EXPECT_EQ(
        refused({{"DBInstanceClass", "db.x"}}), "InvalidParameterValue 400: Invalid DB Instance class: db.x"
    );
    EXPECT_TRUE(refused({{"AllocatedStorage", 10}}).starts_with("InvalidParameter"));
    EXPECT_TRUE(refused({{"KmsKeyId", "other"}}).starts_with("InvalidParameterCombination 400:"));
    EXPECT_TRUE(refused({{"Port", 80}}).starts_with("InvalidParameterValue 400:"));
}

TEST_F(read_replica_test, a_replica_can_have_replicas_down_to_the_third_level) {
    make_instance();
    create("one");
    EXPECT_TRUE(refused({{"SourceDBInstanceIdentifier", "one"}}
    ).starts_with("InvalidDBInstanceState 400: Automated backups are not enabled"));
    instance("one").backup_retention_period = 1;
    create("two", "one");
    instance("two").backup_retention_period = 1;
    create("three", "two");
    instance("three").backup_retention_period = 1;
    EXPECT_EQ(
        refused({{"SourceDBInstanceIdentifier", "three"}}, "four"),
        "InvalidDBInstanceState 400: Cannot create a chain of more than 3 read replicas."
    );
}

TEST_F(read_replica_test, fifteen_of_one_source_and_no_more) {
    make_instance();
    for (int number = 1; number <= 15; ++number)
        create("copy-" + std::to_string(number));
    EXPECT_EQ(
        refused({}, "copy-16"),
        "InvalidDBInstanceState 400: DB instance source already has the maximum of 15 read replicas."
    );
}

TEST_F(read_replica_test, lives_beside_an_aurora_replica_of_the_same_source) {
    make_replica();
    create();
    const auto source = described_instance("source");
    EXPECT_EQ(source["ReadReplicaDBInstanceIdentifiers"], json::array({"copy"}));
    EXPECT_EQ(source["ReadReplicaDBClusterIdentifiers"], json::array({"target"}));
}

TEST_F(read_replica_test, a_promotion_answers_modifying_and_still_linked) {
    make_instance();
    create();
    const auto answer =
        ask("PromoteReadReplica",
            {{"DBInstanceIdentifier", "copy"},
             {"BackupRetentionPeriod", 3},
             {"PreferredBackupWindow", "01:00-01:30"}})["DBInstance"];
    EXPECT_EQ(answer["DBInstanceStatus"], "modifying");
    EXPECT_EQ(answer["ReadReplicaSourceDBInstanceIdentifier"], "source");
    EXPECT_EQ(answer["BackupRetentionPeriod"], 3);
    EXPECT_EQ(answer["PreferredBackupWindow"], "01:00-01:30");
    EXPECT_TRUE(instance("copy").promotion_requested);
    EXPECT_EQ(
        refused_promotion("copy"), "InvalidDBInstanceState 400: Database instance is not in available state."
    );
}

TEST_F(read_replica_test, refuses_promotions_of_what_is_no_replica_or_with_bad_values) {
    make_instance();
    create();
    EXPECT_EQ(refused_promotion("source"), "InvalidDBInstanceState 400: DB Instance is not a read replica.");
    EXPECT_EQ(refused_promotion("nobody"), "DBInstanceNotFound 404: DBInstance nobody not found.");
    EXPECT_TRUE(
        refused_promotion("copy", {{"BackupRetentionPeriod", 36}}).starts_with("InvalidParameterValue")
    );
    EXPECT_TRUE(
        refused_promotion("copy", {{"PreferredBackupWindow", "1-2"}}).starts_with("InvalidParameterValue")
    );
}

TEST_F(read_replica_test, has_no_final_snapshot) {
    make_instance();
    create();
    EXPECT_EQ(
        refusal(
            "DeleteDBInstance", {{"DBInstanceIdentifier", "copy"}, {"FinalDBSnapshotIdentifier", "last"}}
        ),
        "InvalidParameterCombination 400: FinalDBSnapshotIdentifier can not be specified when deleting a "
        "replica instance"
    );
}

} // namespace
} // namespace borealis::emulator
