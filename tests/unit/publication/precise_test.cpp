// The series of our own namespace.
#include "tests/unit/publication/publisher_fixture.hpp"

#include <limits>

namespace borealis::emulator {
namespace {

class PreciseMetricsTest : public PublisherTest {};

TEST_F(PreciseMetricsTest, EverythingThatIsKnownOfAStandbyInMilliseconds) {
    add_replica_cluster();
    auto measured = standby("reader", 1.5, 100);
    measured.lag->min_seconds = 1.4375;
    measured.lag->max_seconds = 1.5625;
    measured.lag->write_seconds = 0.25;
    measured.lag->flush_seconds = 0.5;
    measured.lag->upstream_seconds = 1.25;
    measured.receiver_silence_seconds = 0.125;
    measured.clock_offset_seconds = -0.002;
    measured.round_trip_seconds = 0.0005;
    publish({measured});
    const auto value = [&](const std::string& name) {
        return own(name, "reader", metric_unit::milliseconds);
    };
    EXPECT_EQ(value("PreciseReplicaLag"), 1500);
    EXPECT_EQ(value("LagMin"), 1437.5);
    EXPECT_EQ(value("LagMax"), 1562.5);
    EXPECT_EQ(value("WriteLag"), 250);
    EXPECT_EQ(value("FlushLag"), 500);
    EXPECT_EQ(value("UpstreamLag"), 1250);
    EXPECT_EQ(value("ReceiverSilence"), 125);
    EXPECT_EQ(value("ClockOffset"), -2);
    EXPECT_EQ(value("SampleRoundTrip"), 0.5);
}

TEST_F(PreciseMetricsTest, ABoundThatIsInfiniteAndPartsThatAreUnknownAreAbsent) {
    add_replica_cluster();
    auto measured = standby("primary", 10, 100);
    measured.lag->max_seconds = std::numeric_limits<double>::infinity();
    publish({measured});
    EXPECT_THAT(
        names_of("Borealis", "primary"),
        testing::UnorderedElementsAre(
            "PreciseReplicaLag", "LagMin", "ReplayPaused", "ReplayDelayed", "ReplayConflict"
        )
    );
}

TEST_F(PreciseMetricsTest, TheReasonWhyReplayDoesNotGoOnIsOneAndTheOthersAreZero) {
    add_replica_cluster();
    const std::map<std::string, std::vector<double>> expected{
        {"", {0, 0, 0}},
        {"paused", {1, 0, 0}},
        {"delayed", {0, 1, 0}},
        {"conflict", {0, 0, 1}},
    };
    for (const auto& [reason, values] : expected) {
        clock_.at += second;
        auto measured = standby("primary", 10, 100);
        measured.lag->held_up_by = reason;
        publish({measured});
        EXPECT_EQ(own("ReplayPaused", "primary", metric_unit::count), values[0]) << reason;
        EXPECT_EQ(own("ReplayDelayed", "primary", metric_unit::count), values[1]) << reason;
        EXPECT_EQ(own("ReplayConflict", "primary", metric_unit::count), values[2]) << reason;
    }
}

TEST_F(PreciseMetricsTest, APrimaryHasAClockAndNoLag) {
    auto primary = sample("source");
    primary.clock_offset_seconds = 0.001;
    primary.lag.emplace(); // what a promoted server may still say
    primary.receiver_silence_seconds = 3;
    publish({primary});
    EXPECT_THAT(names_of("Borealis", "source"), testing::UnorderedElementsAre("ClockOffset"));
}

TEST_F(PreciseMetricsTest, PositionsAreExactNumbersOfBytes) {
    add_replica_cluster();
    auto primary = sample("source");
    primary.flush_lsn.value = (1ULL << 53) - 1;
    primary.replay_lsn = replication::lsn{5}; // what a promoted server may still say
    auto target = standby("primary", 1, 2);
    target.flush_lsn.value = (1ULL << 53) - 2;
    target.replay_lsn = replication::lsn{(1ULL << 53) - 3};
    publish({primary, target});
    EXPECT_EQ(own("FlushPosition", "source", metric_unit::bytes), 9007199254740991.0);
    EXPECT_EQ(own("ReplayPosition", "source", metric_unit::bytes), std::nullopt);
    EXPECT_EQ(own("FlushPosition", "primary", metric_unit::bytes), 9007199254740990.0);
    EXPECT_EQ(own("ReplayPosition", "primary", metric_unit::bytes), 9007199254740989.0);
}

TEST_F(PreciseMetricsTest, AStandbyThatHasReceivedNothingHasNoFlushPosition) {
    add_replica_cluster();
    auto target = standby("primary", 1, 2);
    target.replay_lsn = replication::lsn{7};
    publish({target});
    EXPECT_EQ(own("FlushPosition", "primary", metric_unit::bytes), std::nullopt);
    EXPECT_EQ(own("ReplayPosition", "primary", metric_unit::bytes), 7);
}

TEST_F(PreciseMetricsTest, EachSlotHasItsDistanceAndWhetherItIsInUse) {
    auto primary = sample("source");
    primary.flush_lsn.value = 5000;
    slot_sample used, ahead, never_used;
    used.name = "used";
    used.active = true;
    used.restart_lsn = replication::lsn{1000};
    ahead.name = "ahead"; // read after the position, in the same statement
    ahead.restart_lsn = replication::lsn{6000};
    never_used.name = "never_used";
    primary.slots = {used, ahead, never_used};
    publish({primary});
    const auto value = [&](const std::string& name, const std::string& slot, metric_unit unit) {
        const std::vector<dimension> of_slot{{"DBInstanceIdentifier", "source"}, {"SlotName", slot}};
        const auto found = read(make_metric_id(where_, "Borealis", name, of_slot), unit, clock_.at);
        return found ? std::optional(found->sum) : std::nullopt;
    };
    EXPECT_EQ(value("SlotLag", "used", metric_unit::bytes), 4000);
    EXPECT_EQ(value("SlotActive", "used", metric_unit::count), 1);
    EXPECT_EQ(value("SlotLag", "ahead", metric_unit::bytes), 0);
    EXPECT_EQ(value("SlotActive", "ahead", metric_unit::count), 0);
    EXPECT_EQ(value("SlotLag", "never_used", metric_unit::bytes), std::nullopt);
    EXPECT_EQ(value("SlotActive", "never_used", metric_unit::count), 0);
    EXPECT_THAT(names_of("Borealis", "source"), testing::ElementsAre("FlushPosition"));
}

TEST_F(PreciseMetricsTest, TheyAreNotAmongThoseOfAws) {
    add_cluster();
    auto measured = sample("primary");
    measured.clock_offset_seconds = 0.001;
    publish({measured});
    metrics_.visit(where_, [&](const metric_id& id, timestamp_ms) {
        if (id.name == "ClockOffset") {
            EXPECT_EQ(id.name_space, "Borealis");
            EXPECT_EQ(id.dimensions, (std::vector<dimension>{{"DBInstanceIdentifier", "primary"}}));
        }
    });
    EXPECT_THAT(names_of("AWS/RDS", "primary"), testing::ElementsAre("TransactionLogsDiskUsage"));
}

} // namespace
} // namespace borealis::emulator
