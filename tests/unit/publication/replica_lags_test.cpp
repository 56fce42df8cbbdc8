// The lags that AWS has: of migrations, of RDS read replicas, of Aurora readers.
#include "tests/unit/publication/publisher_fixture.hpp"

namespace borealis::emulator {
namespace {

class ReplicaLagsTest : public PublisherTest {
  protected:
    std::optional<double> migration_lag_of(const std::string& instance_name) const {
        return of("RDSToAuroraPostgreSQLReplicaLag", instance_name, metric_unit::seconds);
    }
    std::optional<double> reader_lag_of(const std::string& instance_name) const {
        return of("AuroraReplicaLag", instance_name, metric_unit::milliseconds);
    }
    std::optional<double> replica_lag_of(const std::string& instance_name) const {
        return of("ReplicaLag", instance_name, metric_unit::seconds);
    }
    void add_read_replica() {
        auto replica = instance("copy", "postgres", "db.t3.medium");
        replica.replica_source = "source";
        state_.instances.put(replica);
    }
};

TEST_F(ReplicaLagsTest, MigrationLagIsExactlyZeroWhileCaughtUp) {
    add_replica_cluster();
    // The last: within one tick.
    for (auto measured : {standby("primary", 0, 0), standby("primary", 3, 0), standby("primary", 0.05, 50)}) {
        measured.at = clock_.now();
        publish({measured});
        EXPECT_EQ(migration_lag_of("primary"), 0.0);
        clock_.at += second;
    }
    publish({standby("primary", 2.5, 100)});
    EXPECT_EQ(migration_lag_of("primary"), 2.5);
}

TEST_F(ReplicaLagsTest, MigrationLagIsAbsentBeforeStreamingAndAfterPromotion) {
    add_replica_cluster();
    publish({standby("primary", 7, 100, false)});
    EXPECT_EQ(migration_lag_of("primary"), std::nullopt);
    auto unknown = standby("primary", 0, 0);
    unknown.lag.reset();
    publish({unknown});
    EXPECT_EQ(migration_lag_of("primary"), std::nullopt);
    auto promoted = standby("primary", 0, 0);
    promoted.in_recovery = false; // the server is ahead of the state for a moment
    publish({promoted});
    EXPECT_EQ(migration_lag_of("primary"), std::nullopt);
    state_.clusters.edit({where_, "cluster"}).replication_source_arn.clear();
    publish({standby("primary", 0, 0)});
    EXPECT_EQ(migration_lag_of("primary"), std::nullopt);
}

TEST_F(ReplicaLagsTest, MigrationLagGrowsOnWhenTheConnectionIsCut) {
    add_replica_cluster();
    publish({standby("primary", 0, 0)});
    for (int i = 1; i <= 120; ++i) {
        clock_.at += second;
        publish({standby("primary", i, 100, false)});
        ASSERT_EQ(migration_lag_of("primary"), i);
    }
    clock_.at += 2 * minute;
    publish({standby("primary", 240, 100, false)});
    EXPECT_EQ(migration_lag_of("primary"), std::nullopt);
}

TEST_F(ReplicaLagsTest, MigrationLagAsAwsComputesItClimbsOnAnIdlePair) {
    metrics_of_this_test(lag_formula::aws);
    add_replica_cluster();
    auto idle = standby("primary", 0, 0);
    idle.seconds_since_last_replayed_commit = 271.5;
    publish({idle});
    EXPECT_EQ(migration_lag_of("primary"), 271.5);
    clock_.at += second;
    idle.at = clock_.now();
    idle.seconds_since_last_replayed_commit.reset(); // no commit replayed since it started: unknown
    publish({idle});
    EXPECT_EQ(migration_lag_of("primary"), std::nullopt);
}

TEST_F(ReplicaLagsTest, AReadReplicaHasReplicaLagByAwsFormula) {
    add_read_replica();
    auto measured = standby("copy", 0, 0);
    measured.seconds_since_last_replayed_commit = 12.25;
    publish({measured, sample("source")});
    EXPECT_EQ(replica_lag_of("copy"), 12.25);
    EXPECT_EQ(replica_lag_of("source"), std::nullopt);
    EXPECT_EQ(migration_lag_of("copy"), std::nullopt);
    EXPECT_EQ(reader_lag_of("copy"), std::nullopt);
}

TEST_F(ReplicaLagsTest, ReplicaLagIsAbsentBeforeTheFirstCommitAndAfterPromotionAndNeverNegative) {
    add_read_replica();
    auto measured = standby("copy", 0, 0);
    publish({measured});
    EXPECT_EQ(replica_lag_of("copy"), std::nullopt);
    measured.seconds_since_last_replayed_commit = -0.5; // of two clocks
    publish({measured});
    EXPECT_EQ(replica_lag_of("copy"), 0);
    clock_.at += second;
    measured.at = clock_.now();
    measured.in_recovery = false;
    publish({measured});
    EXPECT_EQ(replica_lag_of("copy"), std::nullopt);
}

TEST_F(ReplicaLagsTest, ReadersHaveALagAndTheWriterItsExtremes) {
    add_cluster();
    add_member("second");
    publish({sample("primary"), standby("reader", 0.025, 100), standby("second", 0.5, 900)});
    EXPECT_EQ(reader_lag_of("reader"), 25);
    EXPECT_EQ(reader_lag_of("second"), 500);
    EXPECT_EQ(reader_lag_of("primary"), std::nullopt);
    EXPECT_EQ(of("AuroraReplicaLagMaximum", "primary", metric_unit::milliseconds), 500);
    EXPECT_EQ(of("AuroraReplicaLagMinimum", "primary", metric_unit::milliseconds), 25);
    EXPECT_EQ(of("AuroraReplicaLagMaximum", "reader", metric_unit::milliseconds), std::nullopt);
    EXPECT_EQ(
        all("AuroraReplicaLagMaximum",
            {{"DBClusterIdentifier", "cluster"}, {"Role", "WRITER"}},
            metric_unit::milliseconds),
        statistic_set::of(500)
    );
    EXPECT_EQ(
        all("AuroraReplicaLag", {{"DBClusterIdentifier", "cluster"}}, metric_unit::milliseconds),
        (statistic_set{2, 525, 25, 500})
    );
}

TEST_F(ReplicaLagsTest, WithoutReadersThereAreNoExtremes) {
    add_cluster();
    publish({sample("primary"), standby("reader", 3, 100, false)}); // it has not streamed yet
    EXPECT_EQ(of("AuroraReplicaLagMaximum", "primary", metric_unit::milliseconds), std::nullopt);
    EXPECT_EQ(of("AuroraReplicaLagMinimum", "primary", metric_unit::milliseconds), std::nullopt);
}

TEST_F(ReplicaLagsTest, ReadersOfAReadReplicaClusterAreMeasuredAgainstItsWriter) {
    add_replica_cluster();
    auto reader = standby("reader", 30, 100'000);
    publish({standby("primary", 29, 99'000), reader});
    EXPECT_EQ(reader_lag_of("reader"), std::nullopt); // not known
    EXPECT_EQ(migration_lag_of("reader"), 30);
    clock_.at += second;
    reader.at = clock_.now();
    reader.lag->upstream_seconds = 0.75;
    publish({standby("primary", 29, 99'000), reader});
    EXPECT_EQ(reader_lag_of("reader"), 750);
    EXPECT_EQ(of("AuroraReplicaLagMaximum", "primary", metric_unit::milliseconds), 750);
}

} // namespace
} // namespace borealis::emulator
