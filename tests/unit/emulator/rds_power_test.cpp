// RebootDBInstance, Stop and Start of instances and clusters, FailoverDBCluster: who may when, and what the
// answers show.
#include "tests/unit/emulator/rds_fixture.hpp"

namespace borealis::emulator {
namespace {

class power_test : public rds_test {
  protected:
    static json named(const std::string& name) { return {{"DBInstanceIdentifier", name}}; }
    static json cluster_named(const std::string& name) { return {{"DBClusterIdentifier", name}}; }
    void make_cluster_of(int members) {
        make_cluster();
        for (int number = 1; number <= members; ++number) {
            const auto name = "member-" + std::to_string(number);
            ask("CreateDBInstance", with(member_input(name), {{"PromotionTier", members - number}}));
            provide_instance(name);
        }
    }
};

TEST_F(power_test, a_reboot_shows_at_once_and_needs_an_available_instance) {
    make_instance();
    EXPECT_EQ(ask("RebootDBInstance", named("Source"))["DBInstance"]["DBInstanceStatus"], "rebooting");
    EXPECT_EQ(instance("source").restart, restart_phase::wanted);
    EXPECT_EQ(
        refusal("RebootDBInstance", named("source")),
        "InvalidDBInstanceState 400: Instance cannot currently reboot due to an in-progress management "
        "operation."
    );
    EXPECT_EQ(
        refusal("RebootDBInstance", named("nobody")), "DBInstanceNotFound 404: DBInstance nobody not found."
    );
}

TEST_F(power_test, a_forced_failover_needs_a_standby) {
    make_instance("single");
    make_instance("double", {{"MultiAZ", true}});
    const json force{{"ForceFailover", true}};
    EXPECT_EQ(
        refusal("RebootDBInstance", with(named("single"), force)),
        "InvalidParameterCombination 400: ForceFailover cannot be specified since the instance is not "
        "configured for MultiAZ."
    );
    EXPECT_EQ(
        ask("RebootDBInstance", with(named("double"), force))["DBInstance"]["DBInstanceStatus"], "rebooting"
    );
}

TEST_F(power_test, an_instance_stops_and_starts) {
    make_instance();
    EXPECT_TRUE(refusal("StartDBInstance", named("source")).starts_with("InvalidDBInstanceState 400:"));
    EXPECT_EQ(ask("StopDBInstance", named("source"))["DBInstance"]["DBInstanceStatus"], "stopping");
    EXPECT_EQ(
        refusal("StopDBInstance", named("source")),
        "InvalidDBInstanceState 400: Instance source is not in available state."
    );
    const auto stopped = apply(instance("source"), trigger::stopped, time.at);
    EXPECT_EQ(stopped->message, "DB instance stopped");
    EXPECT_TRUE(refusal(
                    "ModifyDBInstance", with(named("source"), {{"DeletionProtection", true}})
    ).starts_with("InvalidDBInstanceState 400:"));
    EXPECT_EQ(ask("StartDBInstance", named("source"))["DBInstance"]["DBInstanceStatus"], "starting");
}

TEST_F(power_test, whatever_replicates_keeps_running) {
    make_replica();
    make_instance("plain");
    ask("CreateDBInstanceReadReplica", with(named("copy"), {{"SourceDBInstanceIdentifier", "plain"}}));
    provide_instance("copy");
    for (const auto* name : {"source", "plain", "copy"})
        EXPECT_EQ(
            refusal("StopDBInstance", named(name)),
            "InvalidDBInstanceState 400: Cannot stop DB instance " + std::string(name) +
                " because it has a read replica or is a read replica."
        );
    EXPECT_EQ(
        refusal("StopDBCluster", cluster_named("target")),
        "InvalidDBClusterStateFault 400: Cannot stop DB cluster target because it is a read replica cluster."
    );
}

TEST_F(power_test, a_member_stops_with_its_cluster) {
    make_cluster_of(2);
    EXPECT_TRUE(refusal("StopDBInstance", named("member-1")).starts_with("InvalidDBClusterStateFault 400:"));
    EXPECT_TRUE(refusal("StartDBInstance", named("member-1")).starts_with("InvalidDBClusterStateFault 400:"));
    EXPECT_EQ(ask("StopDBCluster", cluster_named("target"))["DBCluster"]["Status"], "available");
    EXPECT_EQ(described_cluster("target")["Status"], "stopping");
    for (const auto* name : {"member-1", "member-2"}) {
        EXPECT_EQ(described_instance(name)["DBInstanceStatus"], "stopping");
        apply(instance(name), trigger::stopped, time.at);
    }
    apply(cluster("target"), trigger::stopped, time.at);
    EXPECT_EQ(
        refusal("StopDBCluster", cluster_named("target")),
        "InvalidDBClusterStateFault 400: DbCluster target is in stopped state but expected it to be one of "
        "available."
    );
    EXPECT_EQ(ask("StartDBCluster", cluster_named("target"))["DBCluster"]["Status"], "stopped");
    EXPECT_EQ(described_cluster("target")["Status"], "starting");
    EXPECT_EQ(described_instance("member-2")["DBInstanceStatus"], "starting");
    EXPECT_EQ(
        refusal("StartDBCluster", cluster_named("target")),
        "InvalidDBClusterStateFault 400: DbCluster target is in starting state but expected it to be one of "
        "stopped,inaccessible-encryption-credentials-recoverable."
    );
}

TEST_F(power_test, a_cluster_does_not_stop_while_a_member_is_busy) {
    make_cluster_of(2);
    ask("RebootDBInstance", named("member-2"));
    EXPECT_EQ(
        refusal("StopDBCluster", cluster_named("target")),
        "InvalidDBInstanceState 400: Instance member-2 is not in available state."
    );
}

TEST_F(power_test, a_failover_goes_to_the_reader_of_the_lowest_tier) {
    make_cluster_of(3); // tiers 2, 1, 0
    const auto answer = ask("FailoverDBCluster", cluster_named("target"))["DBCluster"];
    EXPECT_EQ(answer["Status"], "available");
    EXPECT_EQ(described_cluster("target")["Status"], "failing-over");
    EXPECT_EQ(cluster("target").failover_target, "member-3");
    EXPECT_EQ(resources.events(where).back()->message, "Started cross AZ failover to DB instance: member-3");
    EXPECT_TRUE(
        refusal("FailoverDBCluster", cluster_named("target")).starts_with("InvalidDBClusterStateFault")
    );
}

TEST_F(power_test, a_failover_goes_where_the_call_says) {
    make_cluster_of(3);
    ask("FailoverDBCluster", {{"DBClusterIdentifier", "target"}, {"TargetDBInstanceIdentifier", "Member-2"}});
    EXPECT_EQ(cluster("target").failover_target, "member-2");
}

TEST_F(power_test, refuses_failovers_that_cannot_be) {
    make_cluster_of(1);
    EXPECT_EQ(
        refusal("FailoverDBCluster", cluster_named("target")),
        "InvalidDBClusterStateFault 400: Database cluster:target should have at least two database instances "
        "for failover"
    );
    EXPECT_EQ(
        refusal("FailoverDBCluster", cluster_named("nobody")),
        "DBClusterNotFoundFault 404: The source cluster could not be found or cannot be accessed: nobody"
    );
    ask("CreateDBInstance", member_input("second"));
    const auto to = [](const char* name) {
        return json{{"DBClusterIdentifier", "target"}, {"TargetDBInstanceIdentifier", name}};
    };
    EXPECT_EQ(
        refusal("FailoverDBCluster", to("nobody")),
        "InvalidParameterValue 400: Cannot find target instance: nobody"
    );
    EXPECT_EQ(
        refusal("FailoverDBCluster", to("second")),
        "InvalidDBInstanceState 400: Instance second is not in available state."
    );
    EXPECT_TRUE(refusal("FailoverDBCluster", to("member-1")).starts_with("InvalidParameterValue 400:"));
    EXPECT_TRUE(
        refusal("FailoverDBCluster", cluster_named("target")).starts_with("InvalidDBInstanceState 400:")
    );
}

} // namespace
} // namespace borealis::emulator
