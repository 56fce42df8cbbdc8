// Who publishes, under which dimensions, and when nobody does.
#include "tests/unit/publication/publisher_fixture.hpp"

namespace borealis::emulator {
namespace {

TEST_F(PublisherTest, WhatIsNotMeasuredIsAbsent) {
    publish({sample("source")});
    metrics_.visit(where_, [](const metric_id& id, timestamp_ms) { ADD_FAILURE() << id.name; });
}

TEST_F(PublisherTest, ClusterMembersPublishUnderAllDimensionSets) {
    add_replica_cluster();
    publish({standby("primary", 1, 10), standby("reader", 3, 10)});
    const auto lag = [&](std::vector<dimension> dimensions) {
        return all("RDSToAuroraPostgreSQLReplicaLag", std::move(dimensions), metric_unit::seconds)
            .value_or(statistic_set{});
    };
    const statistic_set both{2, 4, 1, 3};
    EXPECT_EQ(lag({{"DBInstanceIdentifier", "primary"}}), statistic_set::of(1));
    EXPECT_EQ(lag({{"DBInstanceIdentifier", "reader"}}), statistic_set::of(3));
    EXPECT_EQ(lag({{"DBClusterIdentifier", "cluster"}, {"Role", "WRITER"}}), statistic_set::of(1));
    EXPECT_EQ(lag({{"DBClusterIdentifier", "cluster"}, {"Role", "READER"}}), statistic_set::of(3));
    EXPECT_EQ(lag({{"DBClusterIdentifier", "cluster"}}), both);
    EXPECT_EQ(lag({{"DatabaseClass", "db.r5.large"}}), both);
    EXPECT_EQ(lag({{"EngineName", "aurora-postgresql"}}), both);
    EXPECT_EQ(lag({}), both);
}

TEST_F(PublisherTest, DimensionsFollowTheRoleAndTheClass) {
    add_cluster();
    auto primary = sample("primary");
    primary.oldest_slot_lag_bytes = 7;
    publish({primary});
    const auto slot_lag = [&](std::vector<dimension> dimensions) {
        return all("OldestReplicationSlotLag", std::move(dimensions), metric_unit::bytes);
    };
    EXPECT_TRUE(slot_lag({{"DBClusterIdentifier", "cluster"}, {"Role", "WRITER"}}));
    state_.clusters.edit({where_, "cluster"}).writer = "reader";
    state_.instances.edit({where_, "primary"}).instance_class = "db.r6g.large";
    clock_.at += second;
    primary.at = clock_.now();
    publish({primary});
    EXPECT_FALSE(slot_lag({{"DBClusterIdentifier", "cluster"}, {"Role", "WRITER"}}));
    EXPECT_TRUE(slot_lag({{"DBClusterIdentifier", "cluster"}, {"Role", "READER"}}));
    EXPECT_FALSE(slot_lag({{"DatabaseClass", "db.r5.large"}}));
    EXPECT_TRUE(slot_lag({{"DatabaseClass", "db.r6g.large"}}));
}

TEST_F(PublisherTest, StandaloneInstancesHaveNoClusterDimensions) {
    auto measured = sample("source");
    measured.wal_bytes = 1;
    publish({measured});
    std::vector<std::string> first_dimensions;
    metrics_.visit(where_, [&](const metric_id& id, timestamp_ms) {
        if (id.name == "TransactionLogsDiskUsage")
            first_dimensions.push_back(id.dimensions.empty() ? "" : id.dimensions[0].name);
    });
    EXPECT_THAT(
        first_dimensions, testing::ElementsAre("", "DBInstanceIdentifier", "DatabaseClass", "EngineName")
    );
}

TEST_F(PublisherTest, RollUpsGatherSamplesOfABatchInOneSecond) {
    state_.instances.put(instance("second", "postgres", "db.t3.medium"));
    auto one = sample("source");
    one.wal_bytes = 10;
    auto two = sample("second");
    two.wal_bytes = 30;
    two.at -= std::chrono::milliseconds(400); // in the second before
    publish({one, two});
    EXPECT_EQ(
        all("TransactionLogsDiskUsage", {{"EngineName", "postgres"}}, metric_unit::bytes),
        (statistic_set{2, 40, 10, 30})
    );
}

TEST_F(PublisherTest, AnInstanceThatIsNotThereIsSilent) {
    auto measured = sample("source");
    measured.wal_bytes = 1;
    for (const auto* status : {"creating", "deleting", "stopping", "stopped", "failed", "starting"}) {
        set_status("source", status);
        publish({measured});
        EXPECT_EQ(of("TransactionLogsDiskUsage", "source", metric_unit::bytes), std::nullopt) << status;
    }
    set_status("source", "storage-full"); // when one looks at it most
    publish({measured});
    EXPECT_EQ(of("TransactionLogsDiskUsage", "source", metric_unit::bytes), 1);
}

TEST_F(PublisherTest, IgnoresServersOfNoInstance) {
    auto stranger = sample("nobody");
    stranger.wal_bytes = 1;
    publish({stranger});
    publish({});
    metrics_.visit(where_, [](const metric_id& id, timestamp_ms) { ADD_FAILURE() << id.name; });
}

TEST_F(PublisherTest, GoesOnAfterAllMetricsWereForgotten) {
    auto measured = sample("source");
    measured.wal_bytes = 1;
    publish({measured});
    metrics_.forget(where_.account);
    EXPECT_EQ(of("TransactionLogsDiskUsage", "source", metric_unit::bytes), std::nullopt);
    clock_.at += second;
    measured.at = clock_.now();
    publish({measured});
    EXPECT_EQ(of("TransactionLogsDiskUsage", "source", metric_unit::bytes), 1);
}

TEST_F(PublisherTest, AnInstanceMadeAgainUnderItsNameIsTheSameMetric) {
    auto measured = sample("source");
    measured.wal_bytes = 1;
    publish({measured});
    const auto deleted = *state_.instances.find({where_, "source"});
    state_.instances.erase({where_, "source"});
    clock_.at += second;
    publish({measured});
    state_.instances.put(deleted);
    clock_.at += second;
    measured.at = clock_.now();
    publish({measured});
    EXPECT_EQ(of("TransactionLogsDiskUsage", "source", metric_unit::bytes), 1);
}

} // namespace
} // namespace borealis::emulator
