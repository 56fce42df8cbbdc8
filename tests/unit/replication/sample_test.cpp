// The published sample: what of a reading shows, on which role, and what slots and senders count.
#include "replication/tracker/lag.hpp"
#include "replication/tracker/slots.hpp"

#include "readings.hpp"

#include <gtest/gtest.h>

namespace borealis::replication::testing {
namespace {

class sample : public ::testing::Test {
  protected:
    // The tracker's wall clock shows 10 h where the steady clock of these tests shows 1 h.
    server_sample of(const observation& seen) { return to_sample("s1", seen, 9h, std::nullopt, clamped_); }
    std::uint64_t clamped_ = 0;
};

class slot_lag : public sample {
  protected:
    std::optional<std::int64_t> oldest(const std::vector<slot_sample>& slots) {
        return oldest_slot_lag(slots, lsn{1000}, clamped_);
    }
};

class senders : public sample {};

slot_sample slot(std::optional<lsn> restart, std::string wal_status) {
    slot_sample made;
    made.name = "s";
    made.restart_lsn = restart;
    made.wal_status = std::move(wal_status);
    return made;
}

observation standby() {
    return *observed().read(standby_at(1700, 1000), 15s).latest();
}

TEST_F(slot_lag, is_that_of_the_slot_furthest_behind) {
    EXPECT_EQ(oldest({slot(lsn{900}, "reserved"), slot(lsn{400}, "extended")}), 600);
    EXPECT_EQ(oldest({slot(lsn{400}, "unreserved")}), 600);
    EXPECT_EQ(clamped_, 0U);
}

TEST_F(slot_lag, counts_an_inactive_slot_which_is_what_fills_disks) {
    auto abandoned = slot(lsn{100}, "extended");
    abandoned.active = false;
    EXPECT_EQ(oldest({abandoned, slot(lsn{900}, "reserved")}), 900);
}

TEST_F(slot_lag, ignores_slots_that_hold_nothing) {
    EXPECT_FALSE(oldest({}));
    EXPECT_FALSE(oldest({slot({}, "")}));
    EXPECT_FALSE(oldest({slot({}, "lost")}));
    EXPECT_FALSE(oldest({slot(lsn{1}, "lost")}));
    EXPECT_EQ(oldest({slot({}, "lost"), slot(lsn{990}, "reserved")}), 10);
}

TEST_F(slot_lag, uses_what_a_logical_slot_retains_and_not_what_its_consumer_confirmed) {
    auto logical = slot(lsn{300}, "reserved");
    logical.physical = false;
    logical.confirmed_flush_lsn = lsn{900};
    EXPECT_EQ(oldest({logical}), 700);
}

TEST_F(slot_lag, is_clamped_at_zero_and_counts_that) {
    EXPECT_EQ(oldest({slot(lsn{2000}, "reserved")}), 0);
    EXPECT_EQ(clamped_, 1U);
}

TEST_F(slot_lag, is_in_64_bits) {
    EXPECT_EQ(oldest_slot_lag({slot(lsn{1}, "extended")}, lsn{0x3'0000'0001}, clamped_), 0x3'0000'0000);
}

TEST_F(senders, that_count_stream_or_catch_up_and_are_known) {
    observation seen;
    for (const auto* state : {"streaming", "catchup", "backup", "startup", "streaming"}) {
        sender_sample sender;
        sender.pid = static_cast<std::int32_t>(seen.streams.senders.size() + 1);
        sender.state = state;
        seen.streams.senders.push_back(sender);
    }
    EXPECT_TRUE(of(seen).senders.empty()) << "nobody is known yet";
    seen.medium.emplace();
    seen.medium->senders = {1, 2, 3, 4, 99}; // not 5: pg_basebackup
    const auto counted = of(seen).senders;
    ASSERT_EQ(counted.size(), 2U);
    EXPECT_EQ(counted[0].pid, 1);
    EXPECT_EQ(counted[1].pid, 2);
}

TEST_F(sample, of_a_standby_carries_what_it_received_and_replayed) {
    auto seen = standby();
    seen.fast.server_time = 9'500'000;
    seen.fast.last_replayed_commit = 2'000'000;
    seen.last_heard = 9'000'000;
    const auto made = of(seen);
    EXPECT_EQ(made.server_id, "s1");
    EXPECT_TRUE(made.in_recovery);
    EXPECT_EQ(made.flush_lsn, lsn{1700});
    EXPECT_EQ(made.replay_lsn, lsn{1000});
    EXPECT_EQ(made.seconds_since_last_replayed_commit, 7.5);
    EXPECT_EQ(made.receiver_silence_seconds, 0.5);
    EXPECT_FALSE(made.wal_bytes);
    EXPECT_FALSE(made.activity);
    EXPECT_EQ(clamped_, 0U);
}

TEST_F(sample, of_a_standby_that_replayed_no_commit_has_no_age_of_one) {
    EXPECT_FALSE(of(standby()).seconds_since_last_replayed_commit);
}

TEST_F(sample, of_a_standby_that_never_streamed_takes_replay_as_received) {
    auto seen = standby();
    seen.fast.receive.reset();
    EXPECT_EQ(of(seen).flush_lsn, lsn{1000});
}

TEST_F(sample, shows_no_negative_age_where_a_clock_was_set_back) {
    auto seen = standby();
    seen.fast.last_replayed_commit = seen.fast.server_time + 1;
    seen.last_heard = seen.fast.server_time + 1;
    const auto made = of(seen);
    EXPECT_EQ(made.seconds_since_last_replayed_commit, 0.0);
    EXPECT_EQ(made.receiver_silence_seconds, 0.0);
    EXPECT_EQ(clamped_, 2U);
}

TEST_F(sample, of_a_promoted_server_shows_nothing_of_its_past) {
    auto seen = standby();
    seen.fast.in_recovery = false;
    seen.fast.flush = lsn{5000};
    seen.fast.last_replayed_commit = 1;
    seen.last_heard = 1;
    seen.streams.slots = {slot(lsn{4000}, "reserved")};
    const auto made = of(seen);
    EXPECT_FALSE(made.in_recovery);
    EXPECT_EQ(made.flush_lsn, lsn{5000});
    EXPECT_FALSE(made.replay_lsn);
    EXPECT_FALSE(made.seconds_since_last_replayed_commit);
    EXPECT_FALSE(made.receiver_silence_seconds);
    EXPECT_EQ(made.oldest_slot_lag_bytes, 1000);
}

TEST_F(sample, carries_what_the_slower_lanes_read_at_the_time_of_the_fast_one) {
    auto seen = *observed().read(primary_at(1000), 15s).latest();
    seen.slow.emplace();
    seen.slow->wal_bytes = 64;
    seen.slow->database_bytes = 128;
    seen.slow->slot_bytes = 32;
    seen.slow->checkpoint_time = server_time(3s);
    seen.activity.emplace();
    seen.activity->client_connections = 4;
    const auto made = of(seen);
    EXPECT_EQ(made.wal_bytes, 64U);
    EXPECT_EQ(made.database_bytes, 128U);
    EXPECT_EQ(made.slot_bytes, 32U);
    EXPECT_EQ(made.checkpoint_age_seconds, 12.0);
    ASSERT_TRUE(made.activity);
    EXPECT_EQ(made.activity->client_connections, 4);
    EXPECT_EQ(made.activity->uptime_seconds, 20.0);
}

TEST_F(sample, tells_when_it_was_taken_the_round_trip_and_how_far_the_servers_clock_is_ahead) {
    observed server;
    server.read(primary_at(1000), 15s, 3ms);
    const auto made = of(*server.latest());
    EXPECT_NEAR(*made.round_trip_seconds, 0.003, 1e-9);
    EXPECT_EQ(made.at, std::chrono::system_clock::time_point(10h + 15s));
    EXPECT_NEAR(*made.clock_offset_seconds, static_cast<double>(server_ahead) / 1e6 - 36'000, 1e-5);
}

} // namespace
} // namespace borealis::replication::testing
