// ModifyDBInstance and ModifyDBCluster: what changes at once, what stays pending until when, what is refused.
#include "tests/unit/emulator/rds_fixture.hpp"

namespace borealis::emulator {
namespace {

class modify_test : public rds_test {
  protected:
    json modify(const json& changes, const std::string& name = "source") {
        return ask("ModifyDBInstance", with({{"DBInstanceIdentifier", name}}, changes))["DBInstance"];
    }
    std::string refused(const json& changes, const std::string& name = "source") {
        return refusal("ModifyDBInstance", with({{"DBInstanceIdentifier", name}}, changes));
    }
    json modify_cluster(const json& changes, const std::string& name = "target") {
        return ask("ModifyDBCluster", with({{"DBClusterIdentifier", name}}, changes))["DBCluster"];
    }
    std::string refused_cluster(const json& changes, const std::string& name = "target") {
        return refusal("ModifyDBCluster", with({{"DBClusterIdentifier", name}}, changes));
    }
    void make_member() {
        make_cluster();
        ask("CreateDBInstance", member_input());
        provide_instance("member");
    }
};

TEST_F(modify_test, settings_change_at_once) {
    make_instance();
    const json changes{
        {"BackupRetentionPeriod", 7},
        {"PreferredBackupWindow", "01:00-01:30"},
        {"PreferredMaintenanceWindow", "Sun:05:00-Sun:06:00"},
        {"DeletionProtection", true},
        {"CopyTagsToSnapshot", true},
        {"PubliclyAccessible", false},
        {"AutoMinorVersionUpgrade", false},
        {"MonitoringInterval", 30},
        {"MonitoringRoleArn", "arn:aws:iam::123456789012:role/monitor"},
        {"EnablePerformanceInsights", true},
        {"MaxAllocatedStorage", 100},
        {"CACertificateIdentifier", "rds-ca-ecc384-g1"},
    };
    const auto answer = modify(changes);
    EXPECT_EQ(answer["DBInstanceStatus"], "available");
    EXPECT_EQ(answer["PendingModifiedValues"], json::object());
    for (const auto& [name, value] : changes.items()) {
        if (name == "EnablePerformanceInsights")
            EXPECT_EQ(answer["PerformanceInsightsEnabled"], true);
        else if (name == "PreferredMaintenanceWindow")
            EXPECT_EQ(answer[name], "sun:05:00-sun:06:00");
        else
            EXPECT_EQ(answer[name], value) << name;
    }
    EXPECT_EQ(modify({{"MonitoringInterval", 0}})["MonitoringInterval"], 0);
    EXPECT_EQ(modify({{"DeletionProtection", false}})["CopyTagsToSnapshot"], true);
}

TEST_F(modify_test, bigger_changes_are_pending_until_the_maintenance_window) {
    make_instance("source", {{"PreferredMaintenanceWindow", "fri:03:00-fri:04:00"}});
    const json changes{{"DBInstanceClass", "db.m5.large"}, {"AllocatedStorage", 40}};
    const auto answer = modify(changes);
    EXPECT_EQ(answer["PendingModifiedValues"], changes);
    EXPECT_EQ(answer["DBInstanceClass"], "db.t3.micro");
    EXPECT_EQ(answer["AllocatedStorage"], 20);
    // It is Thursday, 2026-01-15, noon: the window opens in 15 hours.
    EXPECT_EQ(instance("source").apply_pending_at - time.at, 15 * 3'600'000);
    EXPECT_EQ(modify({{"MultiAZ", true}, {"ApplyImmediately", true}})["PendingModifiedValues"].size(), 3);
    EXPECT_EQ(instance("source").apply_pending_at, time.at);
}

TEST_F(modify_test, the_last_word_counts_and_the_present_value_cancels_what_is_pending) {
    make_instance();
    const auto before = modify(json::object());
    modify({{"BackupRetentionPeriod", 0}, {"MultiAZ", true}, {"DBInstanceClass", "db.m5.large"}});
    const auto answer = modify(
        {{"BackupRetentionPeriod", 9}, {"MultiAZ", false}, {"DBInstanceClass", before["DBInstanceClass"]}}
    );
    EXPECT_EQ(answer["BackupRetentionPeriod"], 9);
    EXPECT_EQ(answer.value("PendingModifiedValues", json::object()), json::object());
}

TEST_F(modify_test, a_window_that_is_open_is_now) {
    make_instance("source", {{"PreferredMaintenanceWindow", "thu:11:45-thu:12:15"}});
    modify({{"MultiAZ", true}});
    EXPECT_EQ(instance("source").apply_pending_at, time.at);
}

TEST_F(modify_test, a_password_is_pending_and_never_shown) {
    make_instance();
    const auto answer = modify({{"MasterUserPassword", "another-one"}});
    EXPECT_EQ(answer["PendingModifiedValues"], json({{"MasterUserPassword", "****"}}));
    EXPECT_TRUE(instance("source").new_password_verifier.starts_with("SCRAM-SHA-256$"));
    EXPECT_TRUE(refused({{"MasterUserPassword", "short"}}).starts_with("InvalidParameterValue 400:"));
}

TEST_F(modify_test, storage_only_grows_and_by_a_tenth_at_least) {
    make_instance("source", {{"AllocatedStorage", 100}});
    EXPECT_EQ(
        refused({{"AllocatedStorage", 99}}),
        "InvalidParameterCombination 400: Invalid storage size for engine name postgres and storage type "
        "gp3: 99"
    );
    EXPECT_EQ(modify({{"AllocatedStorage", 101}})["PendingModifiedValues"]["AllocatedStorage"], 110);
    EXPECT_TRUE(refused({{"AllocatedStorage", 70000}}).starts_with("InvalidParameter"));
    EXPECT_TRUE(refused({{"Iops", 5000}}).starts_with("InvalidParameterCombination 400:"));
    const auto large = modify({{"AllocatedStorage", 400}})["PendingModifiedValues"];
    EXPECT_EQ(large["Iops"], 12000);
    EXPECT_EQ(large["StorageThroughput"], 500);
}

TEST_F(modify_test, backups_of_a_source_stay_on) {
    make_replica();
    EXPECT_EQ(
        refused({{"BackupRetentionPeriod", 0}}),
        "InvalidDBInstanceState 400: Cannot set the backup retention period of DB instance source to 0 "
        "because "
        "it is a source of read replicas."
    );
    make_instance("other");
    EXPECT_EQ(
        modify({{"BackupRetentionPeriod", 0}}, "other")["PendingModifiedValues"]["BackupRetentionPeriod"], 0
    );
}

TEST_F(modify_test, versions_go_up_within_their_major_one) {
    make_instance("source", {{"EngineVersion", "15.4"}});
    EXPECT_EQ(modify({{"EngineVersion", "15.5"}})["PendingModifiedValues"]["EngineVersion"], "15.5");
    EXPECT_EQ(
        refused({{"EngineVersion", "15.3"}}),
        "InvalidParameterCombination 400: Cannot upgrade postgres from 15.4 to 15.3"
    );
    EXPECT_TRUE(refused({{"EngineVersion", "15.99"}}
    ).starts_with("InvalidParameterCombination 400: Cannot find"));
    make_instance("older", {{"EngineVersion", "14.20"}});
    EXPECT_EQ(
        refused({{"EngineVersion", "15.5"}}, "older"),
        "InvalidParameterCombination 400: The AllowMajorVersionUpgrade flag must be present when upgrading "
        "to "
        "a new major version."
    );
    EXPECT_TRUE(refused({{"EngineVersion", "15.5"}, {"AllowMajorVersionUpgrade", true}}, "older")
                    .starts_with("NotImplemented 501:"));
}

TEST_F(modify_test, names_and_ports) {
    make_instance();
    make_instance("other");
    EXPECT_EQ(
        refused({{"NewDBInstanceIdentifier", "Other"}}),
        "DBInstanceAlreadyExists 400: DB instance already exists"
    );
    EXPECT_TRUE(refused({{"NewDBInstanceIdentifier", "a_b"}}).starts_with("InvalidParameterValue 400:"));
    EXPECT_TRUE(refused({{"DBPortNumber", 80}}).starts_with("InvalidParameterValue 400:"));
    EXPECT_EQ(
        modify({{"NewDBInstanceIdentifier", "Renamed"}, {"ApplyImmediately", true}})["PendingModifiedValues"],
        json({{"DBInstanceIdentifier", "renamed"}})
    );
    EXPECT_EQ(modify({{"DBPortNumber", 6001}}, "other")["PendingModifiedValues"]["Port"], 6001);
    EXPECT_EQ(instance("other").apply_pending_at, time.at); // whatever ApplyImmediately says
}

TEST_F(modify_test, refuses_bad_values_and_states) {
    make_instance();
    EXPECT_EQ(refused({}, "nobody"), "DBInstanceNotFound 404: DBInstance nobody not found.");
    EXPECT_EQ(
        refused({{"DBInstanceClass", "db.x"}}), "InvalidParameterValue 400: Invalid DB Instance class: db.x"
    );
    EXPECT_TRUE(refused({{"MonitoringInterval", 7}}).starts_with("InvalidParameterValue 400:"));
    EXPECT_TRUE(refused({{"MonitoringInterval", 5}}).starts_with("InvalidParameterCombination 400:"));
    EXPECT_TRUE(refused({{"BackupRetentionPeriod", 36}}).starts_with("InvalidParameterValue 400:"));
    EXPECT_EQ(
        refused(
            {{"PreferredBackupWindow", "05:00-05:30"}, {"PreferredMaintenanceWindow", "mon:05:15-mon:05:45"}}
        ),
        "InvalidParameterValue 400: The backup window and maintenance window must not overlap."
    );
    EXPECT_EQ(
        refused({{"DBParameterGroupName", "own"}}),
        "DBParameterGroupNotFound 404: DBParameterGroup not found: own"
    );
    EXPECT_TRUE(refused({{"ManageMasterUserPassword", true}}).starts_with("NotImplemented 501:"));
    apply(instance("source"), trigger::modification_started, time.at);
    EXPECT_EQ(
        refused({{"DeletionProtection", true}}),
        "InvalidDBInstanceState 400: Database instance is not in available state."
    );
}

TEST_F(modify_test, a_member_is_told_to_ask_its_cluster) {
    make_member();
    EXPECT_EQ(
        refused({{"BackupRetentionPeriod", 2}}, "member"),
        "InvalidParameterCombination 400: The requested DB Instance will be a member of a DB Cluster. Set "
        "backup "
        "retention period for the DB Cluster."
    );
    EXPECT_EQ(
        refused({{"MasterUserPassword", "another-one"}}, "member"),
        "InvalidParameterCombination 400: The requested DB Instance will be a member of a DB Cluster. Set "
        "master "
        "user password for the DB Cluster"
    );
    for (const auto& change :
         {json{{"AllocatedStorage", 20}},
          json{{"EngineVersion", "15.5"}},
          json{{"DBPortNumber", 6000}},
          json{{"Iops", 1000}}})
        EXPECT_TRUE(refused(change, "member").starts_with("InvalidParameterCombination 400:")) << change;
    const auto answer = modify({{"PromotionTier", 0}, {"DBInstanceClass", "db.r5.large"}}, "member");
    EXPECT_EQ(answer["PromotionTier"], 0);
    EXPECT_EQ(answer["PendingModifiedValues"]["DBInstanceClass"], "db.r5.large");
}

TEST_F(modify_test, a_replica_has_the_password_of_its_source) {
    make_instance();
    ask("CreateDBInstanceReadReplica",
        {{"DBInstanceIdentifier", "copy"}, {"SourceDBInstanceIdentifier", "source"}});
    provide_instance("copy");
    EXPECT_EQ(
        refused({{"MasterUserPassword", "another-one"}}, "copy"),
        "InvalidParameterCombination 400: Cannot change master user password on an RDS postgres Read Replica "
        "because it uses physical replication and therefore cannot differ from its parent."
    );
}

TEST_F(modify_test, a_cluster_changes_with_its_members) {
    make_member();
    const auto answer = modify_cluster(
        {{"BackupRetentionPeriod", 5}, {"PreferredBackupWindow", "01:00-01:30"}, {"DeletionProtection", true}}
    );
    EXPECT_EQ(answer["Status"], "available");
    EXPECT_EQ(answer["BackupRetentionPeriod"], 5);
    EXPECT_EQ(answer["DeletionProtection"], true);
    EXPECT_FALSE(answer.contains("PendingModifiedValues"));
    const auto member = described_instance("member");
    EXPECT_EQ(member["BackupRetentionPeriod"], 5);
    EXPECT_EQ(member["PreferredBackupWindow"], "01:00-01:30");
    EXPECT_EQ(member["DeletionProtection"], false);
}

TEST_F(modify_test, a_cluster_has_pending_values_only_while_there_are_any) {
    make_member();
    cluster("target").credentials_applied = true;
    const auto answer =
        modify_cluster({{"MasterUserPassword", "another-one"}, {"NewDBClusterIdentifier", "Home"}});
    EXPECT_EQ(
        answer["PendingModifiedValues"],
        json({{"MasterUserPassword", "****"}, {"DBClusterIdentifier", "home"}})
    );
    EXPECT_GT(cluster("target").apply_pending_at, time.at);
}

TEST_F(modify_test, the_present_value_cancels_what_a_cluster_has_pending) {
    make_member();
    const auto before = cluster("target").engine_version;
    cluster("target").pending["EngineVersion"] = "99.1";
    modify_cluster({{"NewDBClusterIdentifier", "Home"}});
    EXPECT_EQ(cluster("target").pending.size(), 2U);
    modify_cluster({{"EngineVersion", before}, {"NewDBClusterIdentifier", "target"}});
    EXPECT_EQ(cluster("target").pending, json::object());
}

TEST_F(modify_test, refuses_violations_of_clusters) {
    make_member();
    make_cluster("other");
    EXPECT_EQ(refused_cluster({}, "nobody"), "DBClusterNotFoundFault 404: DBCluster nobody not found.");
    EXPECT_EQ(
        refused_cluster({{"NewDBClusterIdentifier", "other"}}),
        "DBClusterAlreadyExistsFault 400: DB Cluster already exists"
    );
    EXPECT_EQ(
        refused_cluster({{"DBClusterInstanceClass", "db.r5.large"}}),
        "InvalidParameterCombination 400: DBClusterInstanceClass isn't supported for DB engine "
        "aurora-postgresql."
    );
    EXPECT_TRUE(refused_cluster({{"BackupRetentionPeriod", 0}}).starts_with("InvalidParameterValue 400:"));
    EXPECT_TRUE(refused_cluster({{"StorageType", "gp3"}}).starts_with("InvalidParameter"));
    apply(cluster("target"), trigger::stop_requested, time.at);
    EXPECT_EQ(
        refused_cluster({{"DeletionProtection", true}}),
        "InvalidDBClusterStateFault 400: DbCluster target is in stopping state but expected it to be one of "
        "available."
    );
}

} // namespace
} // namespace borealis::emulator
