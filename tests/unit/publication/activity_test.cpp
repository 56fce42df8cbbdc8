// Sessions and transactions.
#include "tests/unit/publication/publisher_fixture.hpp"

namespace borealis::emulator {
namespace {

class ActivityMetricsTest : public PublisherTest {
  protected:
    server_sample busy(const std::string& name) const {
        auto made = sample(name);
        made.activity.emplace();
        made.activity->client_connections = 7;
        made.activity->uptime_seconds = 3600.5;
        made.activity->commits_per_second = 120;
        made.activity->deadlocks_per_second = 0.5;
        made.activity->buffer_hit_ratio = 0.985;
        made.activity->commit_seconds = 0.0015;
        made.activity->read_seconds = 0.0002;
        made.activity->write_seconds = 0.0004;
        return made;
    }
};

TEST_F(ActivityMetricsTest, AuroraTellsTransactions) {
    add_cluster();
    publish({busy("primary")});
    EXPECT_EQ(of("DatabaseConnections", "primary", metric_unit::count), 7);
    EXPECT_EQ(of("CommitThroughput", "primary", metric_unit::count_per_second), 120);
    EXPECT_EQ(of("CommitLatency", "primary", metric_unit::milliseconds), 1.5);
    EXPECT_EQ(of("Deadlocks", "primary", metric_unit::count_per_second), 0.5);
    EXPECT_EQ(of("BufferCacheHitRatio", "primary", metric_unit::percent), 98.5);
    EXPECT_EQ(of("EngineUptime", "primary", metric_unit::seconds), 3600.5);
    EXPECT_EQ(of("ReadLatency", "primary", metric_unit::seconds), 0.0002);
    EXPECT_EQ(of("WriteLatency", "primary", metric_unit::seconds), 0.0004);
}

TEST_F(ActivityMetricsTest, RdsTellsConnectionsAndLatenciesOnly) {
    publish({busy("source")});
    EXPECT_THAT(
        names_of("AWS/RDS", "source"),
        testing::UnorderedElementsAre(
            "DatabaseConnections", "MaximumUsedTransactionIDs", "ReadLatency", "WriteLatency"
        )
    );
}

TEST_F(ActivityMetricsTest, WhatWasNotCountedIsAbsent) {
    add_cluster();
    auto first = sample("primary");
    first.activity.emplace(); // the first reading: no rates yet
    publish({first});
    EXPECT_THAT(
        names_of("AWS/RDS", "primary"),
        testing::UnorderedElementsAre(
            "DatabaseConnections", "EngineUptime", "MaximumUsedTransactionIDs", "TransactionLogsDiskUsage"
        )
    );
    EXPECT_EQ(of("DatabaseConnections", "primary", metric_unit::count), 0);
}

} // namespace
} // namespace borealis::emulator
