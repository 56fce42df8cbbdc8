// Which instance publishes what, under which dimensions, and when nothing.
#include "emulator/cloudwatch/publisher.hpp"

#include "tests/unit/emulator/cloudwatch_fixture.hpp"

namespace borealis::emulator {
namespace {

using replication::server_sample;
using replication::server_stats;
using replication::slot_sample;

constexpr double gibibyte = 1024.0 * 1024 * 1024;

class PublisherTest : public CloudWatchTest {
  protected:
    PublisherTest() {
        db_instance source = instance("source", "postgres", "db.t3.medium");
        source.allocated_storage = 20;
        state_.instances.put(source);
    }

    db_instance
    instance(const std::string& name, const std::string& engine, const std::string& instance_class) const {
        db_instance made;
        made.where = where_;
        made.identifier = name;
        made.engine = engine;
        made.instance_class = instance_class;
        made.server_id = "server-of-" + name;
        json("available").get_to(made.status);
        return made;
    }

    /// An Aurora read replica cluster with a writer and a reader.
    void add_replica_cluster() {
        db_cluster cluster;
        cluster.where = where_;
        cluster.identifier = "replica";
        cluster.writer = "primary";
        cluster.replication_source_arn = "arn:aws:rds:eu-west-1:123456789012:db:source";
        state_.clusters.put(cluster);
        for (const auto* name : {"primary", "reader"}) {
            auto member = instance(name, "aurora-postgresql", "db.r5.large");
            member.cluster = "replica";
            state_.instances.put(member);
        }
    }

    void set_status(const std::string& name, const std::string& status) {
        json(status).get_to(state_.instances.edit({where_, name}).status);
    }

    server_sample sample(const std::string& instance_name) const {
        server_sample made;
        made.server_id = "server-of-" + instance_name;
        made.at = clock_.now();
        return made;
    }

    server_sample standby(double lag_seconds, std::int64_t lag_bytes, bool receiving = true) const {
        auto made = sample("primary");
        made.in_recovery = true;
        made.lag = replication::lag_sample{lag_seconds, 0, lag_seconds, lag_bytes, receiving};
        return made;
    }

    void publish(const std::vector<server_sample>& samples) {
        publish_samples(
            samples, state_, [this](const std::string&) { return stats_; }, metrics_
        );
    }

    /// The value at the clock's time; nothing where there is none.
    std::optional<double>
    value(const std::string& name, std::vector<dimension> dimensions, metric_unit unit) const {
        const auto found = all(name, std::move(dimensions), unit);
        if (!found)
            return std::nullopt;
        EXPECT_EQ(found->count, 1);
        return found->sum;
    }
    std::optional<statistic_set>
    all(const std::string& name, std::vector<dimension> dimensions, metric_unit unit) const {
        const metric_query now{clock_.at, clock_.at + second, std::chrono::seconds(1), unit};
        const auto read = metrics_.read(metric(name, std::move(dimensions)), now, clock_.at);
        return read.empty() ? std::nullopt : std::optional(read[0].buckets.at(0).set);
    }

    std::optional<double>
    of(const std::string& name, const std::string& instance_name, metric_unit unit) const {
        return value(name, {{"DBInstanceIdentifier", instance_name}}, unit);
    }
    std::optional<double> lag_of(const std::string& instance_name) const {
        return of("RDSToAuroraPostgreSQLReplicaLag", instance_name, metric_unit::seconds);
    }

    std::optional<server_stats> stats_;
};

TEST_F(PublisherTest, FreeStorageIsWhatDatabasesAndLogLeave) {
    auto measured = sample("source");
    measured.database_bytes = static_cast<std::uint64_t>(3 * gibibyte);
    measured.wal_bytes = static_cast<std::uint64_t>(2 * gibibyte);
    publish({measured});
    EXPECT_EQ(of("FreeStorageSpace", "source", metric_unit::bytes), 15 * gibibyte);
    EXPECT_EQ(of("TransactionLogsDiskUsage", "source", metric_unit::bytes), 2 * gibibyte);
}

TEST_F(PublisherTest, FreeStorageIsNeverMoreThanTheDiskHasNorLessThanNothing) {
    auto measured = sample("source");
    measured.database_bytes = 0;
    measured.wal_bytes = 0;
    stats_ = server_stats{1, 1, 5'000'000};
    publish({measured});
    EXPECT_EQ(of("FreeStorageSpace", "source", metric_unit::bytes), 5'000'000);

    clock_.at += second;
    measured.at = clock_.now();
    measured.database_bytes = static_cast<std::uint64_t>(50 * gibibyte);
    publish({measured});
    EXPECT_EQ(of("FreeStorageSpace", "source", metric_unit::bytes), 0);
}

TEST_F(PublisherTest, SizesOfTheFilesServeUntilTheSlowLaneHasMeasured) {
    stats_ =
        server_stats{static_cast<std::uint64_t>(gibibyte), static_cast<std::uint64_t>(gibibyte), UINT64_MAX};
    publish({sample("source")});
    EXPECT_EQ(of("FreeStorageSpace", "source", metric_unit::bytes), 18 * gibibyte);
    EXPECT_EQ(of("TransactionLogsDiskUsage", "source", metric_unit::bytes), gibibyte);
}

TEST_F(PublisherTest, WhatIsNotMeasuredIsAbsent) {
    publish({sample("source")});
    metrics_.visit(where_, [](const metric_id& id, timestamp_ms) { ADD_FAILURE() << id.name; });
}

TEST_F(PublisherTest, SlotLagNeedsAUsedSlot) {
    auto measured = sample("source");
    measured.oldest_slot_lag_bytes = 67'108'864;
    publish({measured});
    EXPECT_EQ(of("OldestReplicationSlotLag", "source", metric_unit::bytes), 67'108'864);
    clock_.at += second;
    measured.at = clock_.now();
    measured.oldest_slot_lag_bytes.reset();
    publish({measured});
    EXPECT_EQ(of("OldestReplicationSlotLag", "source", metric_unit::bytes), std::nullopt);
}

TEST_F(PublisherTest, MigrationLagIsExactlyZeroWhileCaughtUp) {
    add_replica_cluster();
    for (auto measured : {standby(0, 0), standby(3, 0), standby(0.05, 50)}) { // the last: within one tick
        measured.at = clock_.now();
        publish({measured});
        EXPECT_EQ(lag_of("primary"), 0.0);
        clock_.at += second;
    }
    publish({standby(2.5, 100)});
    EXPECT_EQ(lag_of("primary"), 2.5);
}

TEST_F(PublisherTest, MigrationLagIsAbsentBeforeStreamingAndAfterPromotion) {
    add_replica_cluster();
    publish({standby(7, 100, false)});
    EXPECT_EQ(lag_of("primary"), std::nullopt);
    auto unknown = standby(0, 0);
    unknown.lag.reset();
    publish({unknown});
    EXPECT_EQ(lag_of("primary"), std::nullopt);
    auto promoted = standby(0, 0);
    promoted.in_recovery = false; // the server is ahead of the state for a moment
    publish({promoted});
    EXPECT_EQ(lag_of("primary"), std::nullopt);
    state_.clusters.edit({where_, "replica"}).replication_source_arn.clear();
    publish({standby(0, 0)});
    EXPECT_EQ(lag_of("primary"), std::nullopt);
}

TEST_F(PublisherTest, MigrationLagGrowsOnWhenTheConnectionIsCut) {
    add_replica_cluster();
    publish({standby(0, 0)});
    for (int i = 1; i <= 120; ++i) {
        clock_.at += second;
        publish({standby(i, 100, false)});
        ASSERT_EQ(lag_of("primary"), i);
    }
}

TEST_F(PublisherTest, OnlyReplicaClustersHaveAMigrationLag) {
    auto read_replica = sample("source");
    read_replica.in_recovery = true;
    read_replica.lag = replication::lag_sample{1, 1, 1, 1, true};
    publish({read_replica});
    EXPECT_EQ(lag_of("source"), std::nullopt);
}

TEST_F(PublisherTest, ClusterMembersPublishUnderAllDimensionSets) {
    add_replica_cluster();
    auto reader = standby(3, 10);
    reader.server_id = "server-of-reader";
    publish({standby(1, 10), reader});
    const auto lag = [&](std::vector<dimension> dimensions) {
        return all("RDSToAuroraPostgreSQLReplicaLag", std::move(dimensions), metric_unit::seconds)
            .value_or(statistic_set{});
    };
    const statistic_set both{2, 4, 1, 3};
    EXPECT_EQ(lag({{"DBInstanceIdentifier", "primary"}}), statistic_set::of(1));
    EXPECT_EQ(lag({{"DBInstanceIdentifier", "reader"}}), statistic_set::of(3));
    EXPECT_EQ(lag({{"DBClusterIdentifier", "replica"}, {"Role", "WRITER"}}), statistic_set::of(1));
    EXPECT_EQ(lag({{"DBClusterIdentifier", "replica"}, {"Role", "READER"}}), statistic_set::of(3));
    EXPECT_EQ(lag({{"DBClusterIdentifier", "replica"}}), both);
    EXPECT_EQ(lag({{"DatabaseClass", "db.r5.large"}}), both);
    EXPECT_EQ(lag({{"EngineName", "aurora-postgresql"}}), both);
    EXPECT_EQ(lag({}), both);
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
    EXPECT_EQ(
        first_dimensions,
        (std::vector<std::string>{"", "DBInstanceIdentifier", "DatabaseClass", "EngineName"})
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

TEST_F(PublisherTest, AuroraHasNoLogOnDiskUnlessLogicalReplicationNeedsIt) {
    add_replica_cluster();
    auto member = sample("primary");
    member.wal_bytes = 64;
    stats_ = server_stats{1, 1, 1};
    slot_sample slot;
    member.slots = {slot};
    publish({member});
    EXPECT_EQ(of("TransactionLogsDiskUsage", "primary", metric_unit::bytes), std::nullopt);
    EXPECT_EQ(of("FreeStorageSpace", "primary", metric_unit::bytes), std::nullopt);
    member.slots[0].physical = false;
    publish({member});
    EXPECT_EQ(of("TransactionLogsDiskUsage", "primary", metric_unit::bytes), 64);
}

TEST_F(PublisherTest, AnInstanceThatIsNotThereIsSilent) {
    auto measured = sample("source");
    measured.wal_bytes = 1;
    for (const auto* status : {"creating", "deleting", "stopped", "failed", "starting"}) {
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

} // namespace
} // namespace borealis::emulator
