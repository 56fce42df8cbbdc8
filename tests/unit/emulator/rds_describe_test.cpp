// DescribeDBInstances and DescribeDBClusters: which ones, in which order, and which elements when.
#include "tests/unit/emulator/rds_fixture.hpp"

#include "protocol/pagination.hpp"

namespace borealis::emulator {
namespace {

class describe_test : public rds_test {
  protected:
    std::vector<std::string> instances(const json& input) {
        std::vector<std::string> found;
        const auto answer = ask("DescribeDBInstances", input);
        for (const auto& row : answer["DBInstances"])
            found.push_back(row["DBInstanceIdentifier"]);
        return found;
    }
    std::vector<std::string> clusters(const json& input) {
        std::vector<std::string> found;
        const auto answer = ask("DescribeDBClusters", input);
        for (const auto& row : answer["DBClusters"])
            found.push_back(row["DBClusterIdentifier"]);
        return found;
    }
    static json filter(const char* name, const json& values) {
        return {{"Filters", {{{"Name", name}, {"Values", values}}}}};
    }
    using names = std::vector<std::string>;
};

TEST_F(describe_test, finds_by_name_in_any_case_and_by_arn) {
    make_instance("source");
    make_cluster("target");
    EXPECT_EQ(instances({{"DBInstanceIdentifier", "SOURCE"}}), names{"source"});
    EXPECT_EQ(instances({{"DBInstanceIdentifier", arn("db", "source")}}), names{"source"});
    EXPECT_EQ(clusters({{"DBClusterIdentifier", arn("cluster", "target")}}), names{"target"});
    EXPECT_EQ(
        refusal("DescribeDBInstances", {{"DBInstanceIdentifier", "nobody"}}),
        "DBInstanceNotFound 404: DBInstance nobody not found."
    );
    const auto foreign = "arn:aws:rds:eu-west-1:123456789012:db:source";
    EXPECT_EQ(
        refusal("DescribeDBInstances", {{"DBInstanceIdentifier", foreign}}),
        std::string("DBInstanceNotFound 404: DBInstance ") + foreign + " not found."
    );
    EXPECT_EQ(
        refusal("DescribeDBClusters", {{"DBClusterIdentifier", "nobody"}}),
        "DBClusterNotFoundFault 404: DBCluster nobody not found."
    );
}

TEST_F(describe_test, lists_only_the_callers_account_and_region_in_order_of_names) {
    make_instance("b");
    make_instance("a");
    ask_in({"210987654321", where.region}, "CreateDBInstance", instance_input("c"));
    ask_in({where.account, "eu-west-1"}, "CreateDBInstance", instance_input("d"));
    EXPECT_EQ(instances({}), (names{"a", "b"}));
}

TEST_F(describe_test, filters_instances) {
    make_instance("one");
    make_instance("two");
    make_cluster("home");
    ask("CreateDBInstance", member_input("member", "home"));
    EXPECT_EQ(instances(filter("engine", {"postgres"})), (names{"one", "two"}));
    EXPECT_EQ(instances(filter("db-instance-id", {"TWO", "member"})), (names{"member", "two"}));
    EXPECT_EQ(instances(filter("db-instance-id", {arn("db", "one")})), names{"one"});
    EXPECT_EQ(instances(filter("db-cluster-id", {"home"})), names{"member"});
    EXPECT_EQ(instances(filter("db-cluster-id", {arn("cluster", "home")})), names{"member"});
    EXPECT_EQ(instances(filter("dbi-resource-id", {instance("two").resource_id})), names{"two"});
    EXPECT_EQ(instances(filter("db-instance-id", {"nobody"})), names{});
    EXPECT_EQ(instances(filter("domain", {"d-1"})), names{});
    EXPECT_EQ(clusters(filter("db-cluster-id", {"Home"})), names{"home"});
    EXPECT_EQ(clusters(filter("db-cluster-resource-id", {cluster("home").resource_id})), names{"home"});
    EXPECT_EQ(
        refusal("DescribeDBInstances", filter("color", {"blue"})),
        "InvalidParameterValue 400: Unrecognized filter name: color"
    );
    EXPECT_EQ(
        refusal("DescribeDBInstances", filter("db-instance-id", json::array())),
        "InvalidParameterCombination 400: The list of DB Instance Identifiers must not be empty."
    );
}

TEST_F(describe_test, answers_in_pages) {
    for (int number = 10; number < 35; ++number)
        ask("CreateDBInstance", instance_input("i" + std::to_string(number)));
    const auto first = ask("DescribeDBInstances", {{"MaxRecords", 20}});
    EXPECT_EQ(first["DBInstances"].size(), 20U);
    EXPECT_EQ(first["Marker"], protocol::encode_marker("i29"));
    resources.instances.erase({where, "i29"}); // what the marker names may go
    const auto second = ask("DescribeDBInstances", {{"MaxRecords", 20}, {"Marker", first["Marker"]}});
    EXPECT_EQ(second["DBInstances"].size(), 5U);
    EXPECT_EQ(second["DBInstances"][0]["DBInstanceIdentifier"], "i30");
    EXPECT_FALSE(second.contains("Marker"));
    EXPECT_EQ(
        refusal("DescribeDBInstances", {{"MaxRecords", 3}}),
        "InvalidParameterValue 400: Invalid value 3 for MaxRecords. Must be between 20 and 100"
    );
}

TEST_F(describe_test, an_available_instance_shows_endpoint_and_times) {
    make_instance("source");
    time.at += 12 * 60 * 1000;
    const auto row = described_instance("source");
    EXPECT_EQ(row["DBInstanceStatus"], "available");
    EXPECT_EQ(row["Endpoint"]["Address"], "127.0.0.1");
    EXPECT_EQ(row["Endpoint"]["Port"], 54321);
    EXPECT_EQ(row["Endpoint"]["HostedZoneId"], "Z1PVIF0B656C1W");
    EXPECT_EQ(row["PendingModifiedValues"], json::object());
    EXPECT_EQ(row["LatestRestorableTime"].get<timestamp_ms>(), time.at - 2 * 60 * 1000);
    EXPECT_EQ(
        row["CertificateDetails"]["ValidTill"].get<timestamp_ms>(),
        instance("source").created_at + 31'536'000'000
    );
    EXPECT_EQ(row["AvailabilityZone"], "us-west-2a");
    EXPECT_EQ(row["ActivityStreamStatus"], "stopped");
    for (const auto* always :
         {"DBSecurityGroups",
          "VpcSecurityGroups",
          "DBParameterGroups",
          "ReadReplicaDBInstanceIdentifiers",
          "OptionGroupMemberships",
          "DomainMemberships",
          "AssociatedRoles",
          "TagList"})
        EXPECT_TRUE(row.contains(always)) << always;
    for (const auto* absent :
         {"ReadReplicaDBClusterIdentifiers",
          "StatusInfos",
          "ReadReplicaSourceDBInstanceIdentifier",
          "DBName",
          "MaxAllocatedStorage",
          "KmsKeyId",
          "EnhancedMonitoringResourceArn",
          "MonitoringRoleArn",
          "EnabledCloudwatchLogsExports",
          "PerformanceInsightsKMSKeyId",
          "MasterUserSecret",
          "SecondaryAvailabilityZone",
          "DBClusterIdentifier",
          "PromotionTier"})
        EXPECT_FALSE(row.contains(absent)) << absent;
}

TEST_F(describe_test, optional_elements_show_when_they_apply) {
    make_instance(
        "full",
        {{"MultiAZ", true},
         {"MaxAllocatedStorage", 100},
         {"MonitoringInterval", 60},
         {"MonitoringRoleArn", "arn:aws:iam::123456789012:role/monitoring"},
         {"EnablePerformanceInsights", true},
         {"EnableCloudwatchLogsExports", {"postgresql"}}}
    );
    const auto row = described_instance("full");
    EXPECT_EQ(row["SecondaryAvailabilityZone"], "us-west-2c");
    EXPECT_EQ(row["MaxAllocatedStorage"], 100);
    EXPECT_EQ(row["MonitoringRoleArn"], "arn:aws:iam::123456789012:role/monitoring");
    EXPECT_EQ(
        row["EnhancedMonitoringResourceArn"],
        "arn:aws:logs:us-west-2:123456789012:log-group:RDSOSMetrics:log-stream:" +
            instance("full").resource_id
    );
    EXPECT_EQ(row["PerformanceInsightsRetentionPeriod"], 7);
    EXPECT_EQ(row["EnabledCloudwatchLogsExports"], (json{"postgresql"}));
    make_instance("unsaved", {{"BackupRetentionPeriod", 0}});
    EXPECT_FALSE(described_instance("unsaved").contains("LatestRestorableTime"));
}

TEST_F(describe_test, a_failed_instance_shows_its_status_and_no_endpoint) {
    ask("CreateDBInstance", instance_input());
    apply(instance("source"), trigger::creation_failed, time.at, "no space left");
    const auto row = described_instance("source");
    EXPECT_EQ(row["DBInstanceStatus"], "failed");
    EXPECT_FALSE(row.contains("Endpoint"));
    EXPECT_EQ(row["PendingModifiedValues"], json::object());
}

TEST_F(describe_test, an_available_cluster_shows_port_and_times) {
    make_cluster("target");
    time.at += 90'000;
    const auto row = described_cluster("target");
    EXPECT_EQ(row["Status"], "available");
    EXPECT_EQ(row["Port"], 54400);
    EXPECT_EQ(row["ActivityStreamStatus"], "stopped");
    EXPECT_EQ(row["EarliestRestorableTime"], cluster("target").created_at);
    EXPECT_EQ(row["LatestRestorableTime"].get<timestamp_ms>(), cluster("target").created_at + 60'000);
    EXPECT_EQ(row["MultiAZ"], false);
}

TEST_F(describe_test, nothing_shows_a_password) {
    make_instance("source");
    make_cluster("target");
    const auto all = ask("DescribeDBInstances", {}).dump() + ask("DescribeDBClusters", {}).dump();
    EXPECT_EQ(all.find("SCRAM"), std::string::npos);
    EXPECT_EQ(all.find(password), std::string::npos);
}

} // namespace
} // namespace borealis::emulator
