// DeleteDBInstance, DeleteDBCluster, PromoteReadReplicaDBCluster: who may go when, and what the answers show.
#include "tests/unit/emulator/rds_fixture.hpp"

namespace borealis::emulator {
namespace {

class deletion_test : public rds_test {
  protected:
    json delete_input(const std::string& name) const {
        return {{"DBInstanceIdentifier", name}, {"SkipFinalSnapshot", true}};
    }
    json delete_cluster_input(const std::string& name) const {
        return {{"DBClusterIdentifier", name}, {"SkipFinalSnapshot", true}};
    }
    std::string refused(const std::string& name, const json& changes = json::object()) {
        return refusal("DeleteDBInstance", with(delete_input(name), changes));
    }
    std::string refused_cluster(const std::string& name, const json& changes = json::object()) {
        return refusal("DeleteDBCluster", with(delete_cluster_input(name), changes));
    }
    std::string refused_promotion(const std::string& name) {
        return refusal("PromoteReadReplicaDBCluster", {{"DBClusterIdentifier", name}});
    }
};

TEST_F(deletion_test, an_instance_is_deleting_at_once_and_only_once) {
    make_instance();
    EXPECT_EQ(ask("DeleteDBInstance", delete_input("SOURCE"))["DBInstance"]["DBInstanceStatus"], "deleting");
    EXPECT_EQ(instance("source").status, "deleting");
    EXPECT_EQ(refused("source"), "InvalidDBInstanceState 400: Instance source is already being deleted.");
}

TEST_F(deletion_test, an_instance_is_found_by_its_arn) {
    make_instance();
    EXPECT_EQ(
        ask("DeleteDBInstance", delete_input(arn("db", "source")))["DBInstance"]["DBInstanceStatus"],
        "deleting"
    );
}

TEST_F(deletion_test, refuses_violations_of_instances) {
    make_instance("source");
    make_instance("guarded", {{"DeletionProtection", true}});
    ask("CreateDBInstance", instance_input("young"));
    EXPECT_EQ(refused("nobody"), "DBInstanceNotFound 404: DBInstance nobody not found.");
    EXPECT_TRUE(refused("a_b").starts_with(
        "InvalidParameterValue 400: The parameter DBInstanceIdentifier is not a valid identifier."
    ));
    EXPECT_EQ(
        refused("guarded"),
        "InvalidParameterCombination 400: Cannot delete protected DB Instance, please disable deletion "
        "protection and try again."
    );
    const auto required = "InvalidParameterCombination 400: FinalDBSnapshotIdentifier is required unless "
                          "SkipFinalSnapshot is specified.";
    EXPECT_EQ(refused("source", {{"SkipFinalSnapshot", nullptr}}), required);
    EXPECT_EQ(refused("source", {{"SkipFinalSnapshot", false}}), required);
    EXPECT_EQ(
        refused("source", {{"FinalDBSnapshotIdentifier", "last"}}),
        "InvalidParameterCombination 400: FinalDBSnapshotIdentifier can not be specified together with "
        "SkipFinalSnapshot."
    );
    const auto last = [](const char* name) {
        return json{{"SkipFinalSnapshot", nullptr}, {"FinalDBSnapshotIdentifier", name}};
    };
    EXPECT_TRUE(refused("source", last("rds:x"))
                    .starts_with("InvalidParameterValue 400: The parameter FinalDBSnapshotIdentifier is not "
                                 "a valid identifier."));
    EXPECT_EQ(
        refused("young", last("last")),
        "InvalidDBInstanceState 400: Instance young is currently creating - a final snapshot cannot be taken."
    );
    EXPECT_EQ(
        refused("source", last("last")),
        "NotImplemented 501: Borealis does not emulate snapshots (delete with SkipFinalSnapshot) yet."
    );
}

TEST_F(deletion_test, a_source_stays_while_it_has_a_replica) {
    make_replica();
    EXPECT_EQ(
        refused("source"),
        "InvalidDBInstanceState 400: Cannot delete DB instance source because it is the source of the Aurora "
        "read replica cluster target. "
        "Promote the read replica cluster to a standalone DB cluster first."
    );
    instance("source").read_replica_cluster.clear();
    EXPECT_EQ(ask("DeleteDBInstance", delete_input("source"))["DBInstance"]["DBInstanceStatus"], "deleting");
}

TEST_F(deletion_test, the_last_member_of_a_replica_cluster_stays) {
    make_replica();
    const auto last = "InvalidDBClusterStateFault 400: Cannot delete the last instance of the read replica "
                      "DB cluster. Promote the DB "
                      "cluster to a standalone DB cluster in order to delete it.";
    EXPECT_EQ(refused("member", {{"SkipFinalSnapshot", nullptr}}), last);
    ask("CreateDBInstance", member_input("second"));
    EXPECT_EQ(
        ask("DeleteDBInstance", {{"DBInstanceIdentifier", "second"}})["DBInstance"]["DBInstanceStatus"],
        "deleting"
    );
    EXPECT_EQ(refused("member"), last);
    apply(cluster("target"), trigger::migration_failed, time.at);
    EXPECT_EQ(ask("DeleteDBInstance", delete_input("member"))["DBInstance"]["DBInstanceStatus"], "deleting");
}

TEST_F(deletion_test, a_member_that_failed_can_go_though_it_is_the_last) {
    make_replica();
    instance("member").created_at = 0;
    apply(instance("member"), trigger::recovery_failed, time.at);
    EXPECT_EQ(ask("DeleteDBInstance", delete_input("member"))["DBInstance"]["DBInstanceStatus"], "deleting");
}

TEST_F(deletion_test, a_member_has_no_final_snapshot) {
    make_cluster();
    ask("CreateDBInstance", member_input());
    EXPECT_EQ(
        refused("member", {{"FinalDBSnapshotIdentifier", "last"}}),
        "InvalidParameterCombination 400: FinalDBSnapshotIdentifier can not be specified when deleting a "
        "cluster instance"
    );
    EXPECT_EQ(
        ask("DeleteDBInstance", {{"DBInstanceIdentifier", "member"}})["DBInstance"]["DBInstanceStatus"],
        "deleting"
    );
}

TEST_F(deletion_test, a_cluster_goes_when_its_members_are_going) {
    make_cluster();
    ask("CreateDBInstance", member_input());
    EXPECT_EQ(
        refused_cluster("target"),
        "InvalidDBClusterStateFault 400: Cluster cannot be deleted, it still contains DB instances in "
        "non-deleting state."
    );
    ask("DeleteDBInstance", {{"DBInstanceIdentifier", "member"}});
    EXPECT_EQ(ask("DeleteDBCluster", delete_cluster_input("Target"))["DBCluster"]["Status"], "deleting");
    EXPECT_EQ(
        refused_cluster("target"),
        "InvalidDBClusterStateFault 400: DB cluster target is not currently in the available state."
    );
}

TEST_F(deletion_test, a_replica_cluster_without_members_can_be_given_up) {
    make_instance("source");
    ask("CreateDBCluster", replica_input());
    EXPECT_EQ(ask("DeleteDBCluster", delete_cluster_input("target"))["DBCluster"]["Status"], "deleting");
}

TEST_F(deletion_test, refuses_violations_of_clusters) {
    make_cluster("target");
    make_cluster("guarded", {{"DeletionProtection", true}});
    EXPECT_EQ(refused_cluster("nobody"), "DBClusterNotFoundFault 404: DBCluster nobody not found.");
    EXPECT_EQ(
        refused_cluster("guarded"),
        "InvalidParameterCombination 400: Cannot delete protected Cluster, please disable deletion "
        "protection and try again."
    );
    EXPECT_EQ(
        refused_cluster("target", {{"SkipFinalSnapshot", nullptr}}),
        "InvalidParameterCombination 400: FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is "
        "specified."
    );
    EXPECT_EQ(
        refused_cluster("target", {{"SkipFinalSnapshot", nullptr}, {"FinalDBSnapshotIdentifier", "last"}}),
        "NotImplemented 501: Borealis does not emulate snapshots (delete with SkipFinalSnapshot) yet."
    );
}

TEST_F(deletion_test, a_promotion_answers_with_the_status_from_before) {
    make_replica();
    const auto answer = ask("PromoteReadReplicaDBCluster", {{"DBClusterIdentifier", "Target"}})["DBCluster"];
    EXPECT_EQ(answer["Status"], "available");
    EXPECT_EQ(answer["ReplicationSourceIdentifier"], arn("db", "source"));
    EXPECT_EQ(described_cluster("target")["Status"], "promoting");
    EXPECT_TRUE(cluster("target").promotion_requested);
    EXPECT_EQ(
        refused_promotion("target"),
        "InvalidDBClusterStateFault 400: DbCluster target is in promoting state but expected it to be one of "
        "available."
    );
    EXPECT_EQ(
        refused_cluster("target"),
        "InvalidDBClusterStateFault 400: DB cluster target is not currently in the available state."
    );
}

TEST_F(deletion_test, refuses_promotions_of_what_cannot_be_promoted) {
    make_instance("source");
    make_cluster("plain");
    ask("CreateDBCluster", replica_input());
    EXPECT_EQ(refused_promotion("nobody"), "DBClusterNotFoundFault 404: DBCluster nobody not found.");
    EXPECT_EQ(
        refused_promotion("plain"),
        "InvalidDBClusterStateFault 400: DB cluster plain is not a read replica cluster."
    );
    EXPECT_EQ(
        refused_promotion("target"),
        "InvalidDBClusterStateFault 400: DbCluster target is in creating state but expected it to be one of "
        "available."
    );
    provide_cluster("target");
    EXPECT_EQ(
        refused_promotion("target"),
        "InvalidDBClusterStateFault 400: DB cluster target has no primary DB instance that could be promoted."
    );
    ask("CreateDBInstance", member_input());
    EXPECT_EQ(
        refused_promotion("target"),
        "InvalidDBClusterStateFault 400: The primary DB instance member of DB cluster target is not in "
        "available state."
    );
}

} // namespace
} // namespace borealis::emulator
