// What readings mean: lag of standbys in every state, WAL that slots retain, and the published sample.
#include "replication/tracker/lag.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace borealis::replication {
namespace {

using namespace std::chrono_literals;
using time_point = lsn_clock::time_point;

constexpr std::uint64_t system_identifier = 77;

time_point at(std::chrono::milliseconds since_start) {
    return time_point(1h) + since_start;
}

// A primary that flushed up to 1000 until 10 s, 2000 at 10.1 s, and nothing since.
lsn_clock primary() {
    lsn_clock clock;
    const wal_origin origin{system_identifier, 1, 1'000};
    clock.observe(origin, lsn{1000}, at(0s));
    clock.observe(origin, lsn{1000}, at(10s));
    clock.observe(origin, lsn{2000}, at(10'100ms));
    clock.observe(origin, lsn{2000}, at(15s));
    return clock;
}

observation standby(std::uint64_t replay, time_point when = at(15s)) {
    observation seen;
    seen.identity.system_identifier = system_identifier;
    seen.at = when;
    seen.fast.in_recovery = true;
    seen.fast.receive = lsn{replay};
    seen.fast.replay = lsn{replay};
    seen.fast.receiver.emplace();
    seen.fast.receiver->status = "streaming";
    seen.fast.receiver->timeline = 1;
    return seen;
}

TEST(lag, is_exactly_zero_where_everything_is_replayed) {
    const auto lag = lag_behind(primary(), standby(2000), 500ms);
    ASSERT_TRUE(lag);
    EXPECT_EQ(lag->seconds, 0.0);
    EXPECT_EQ(lag->max_seconds, 0.0);
    EXPECT_EQ(lag->bytes, 0);
    EXPECT_TRUE(lag->receiving);
}

TEST(lag, is_zero_where_the_standby_was_read_after_newer_wal) {
    const auto lag = lag_behind(primary(), standby(2500), 500ms);
    ASSERT_TRUE(lag);
    EXPECT_EQ(lag->seconds, 0.0);
    EXPECT_EQ(lag->bytes, 0);
}

TEST(lag, is_the_age_of_the_oldest_byte_not_replayed) {
    const auto lag = lag_behind(primary(), standby(1000), 500ms);
    ASSERT_TRUE(lag);
    EXPECT_NEAR(lag->seconds, 4.95, 1e-9);
    EXPECT_NEAR(lag->min_seconds, 4.9, 1e-9);
    EXPECT_NEAR(lag->max_seconds, 5.0, 1e-9);
    EXPECT_EQ(lag->bytes, 1000);
}

TEST(lag, grows_in_real_time_on_a_cut_link_although_receive_equals_replay) {
    auto cut = standby(1500, at(70s));
    cut.fast.receiver.reset();
    const auto lag = lag_behind(primary(), cut, 500ms);
    ASSERT_TRUE(lag);
    EXPECT_NEAR(lag->seconds, 70 - 10.05, 1e-9);
    EXPECT_FALSE(lag->receiving);
}

TEST(lag, is_a_lower_bound_before_the_known_history) {
    const auto lag = lag_behind(primary(), standby(10), 500ms);
    ASSERT_TRUE(lag);
    EXPECT_NEAR(lag->seconds, 15.0, 1e-9);
    EXPECT_NEAR(lag->min_seconds, 15.0, 1e-9);
    EXPECT_TRUE(std::isinf(lag->max_seconds));
}

TEST(lag, is_never_negative) {
    const auto lag = lag_behind(primary(), standby(1000, at(10'020ms)), 500ms);
    ASSERT_TRUE(lag);
    EXPECT_EQ(lag->seconds, 0.0);
    EXPECT_EQ(lag->min_seconds, 0.0);
    EXPECT_NEAR(lag->max_seconds, 0.02, 1e-9);
}

TEST(lag, of_a_promoted_server_ends_although_its_old_values_stay) {
    auto promoted = standby(1000);
    promoted.fast.in_recovery = false;
    EXPECT_FALSE(lag_behind(primary(), promoted, 500ms));
}

TEST(lag, is_unknown_before_anything_is_replayed) {
    auto fresh = standby(1000);
    fresh.fast.replay.reset();
    EXPECT_FALSE(lag_behind(primary(), fresh, 500ms));
}

TEST(lag, is_unknown_behind_another_system_or_timeline) {
    auto foreign = standby(1000);
    foreign.identity.system_identifier = 78;
    EXPECT_FALSE(lag_behind(primary(), foreign, 500ms));

    auto diverged = standby(1000);
    diverged.fast.receiver->timeline = 2;
    EXPECT_FALSE(lag_behind(primary(), diverged, 500ms));
}

TEST(lag, is_unknown_while_the_history_is_too_young) {
    lsn_clock young;
    EXPECT_FALSE(lag_behind(young, standby(1000), 500ms));
    young.observe({system_identifier, 1, 1'000}, lsn{2000}, at(15s));
    EXPECT_FALSE(lag_behind(young, standby(1000), 500ms));
}

TEST(lag, is_unknown_where_the_primary_is_silent_and_all_it_said_is_replayed) {
    EXPECT_TRUE(lag_behind(primary(), standby(2000, at(15'500ms)), 500ms));
    EXPECT_FALSE(lag_behind(primary(), standby(2000, at(15'501ms)), 500ms));
    EXPECT_TRUE(lag_behind(primary(), standby(1999, at(60s)), 500ms))
        << "what is missing for sure is missing for longer";
}

slot_sample slot(std::optional<lsn> restart, std::string wal_status) {
    slot_sample made;
    made.name = "s";
    made.restart_lsn = restart;
    made.wal_status = std::move(wal_status);
    return made;
}

TEST(slot_lag, is_that_of_the_slot_furthest_behind) {
    EXPECT_EQ(oldest_slot_lag({slot(lsn{900}, "reserved"), slot(lsn{400}, "extended")}, lsn{1000}), 600);
    EXPECT_EQ(oldest_slot_lag({slot(lsn{400}, "unreserved")}, lsn{1000}), 600);
}

TEST(slot_lag, ignores_slots_that_hold_nothing) {
    EXPECT_FALSE(oldest_slot_lag({}, lsn{1000}));
    EXPECT_FALSE(oldest_slot_lag({slot({}, "")}, lsn{1000}));
    EXPECT_FALSE(oldest_slot_lag({slot({}, "lost")}, lsn{1000}));
    EXPECT_FALSE(oldest_slot_lag({slot(lsn{1}, "lost")}, lsn{1000}));
    EXPECT_EQ(oldest_slot_lag({slot({}, "lost"), slot(lsn{990}, "reserved")}, lsn{1000}), 10);
}

TEST(slot_lag, is_clamped_at_zero) {
    EXPECT_EQ(oldest_slot_lag({slot(lsn{2000}, "reserved")}, lsn{1000}), 0);
}

TEST(sample, of_a_standby_carries_what_it_received_and_replayed) {
    auto seen = standby(1000);
    seen.fast.receive = lsn{1700};
    seen.fast.server_time = 9'500'000;
    seen.fast.last_replayed_commit = 2'000'000;
    const auto sample = to_sample("r1", seen, std::nullopt);
    EXPECT_EQ(sample.server_id, "r1");
    EXPECT_TRUE(sample.in_recovery);
    EXPECT_EQ(sample.flush_lsn, lsn{1700});
    EXPECT_EQ(sample.replay_lsn, lsn{1000});
    EXPECT_EQ(sample.seconds_since_last_replayed_commit, 7.5);
    EXPECT_FALSE(sample.wal_bytes);
}

TEST(sample, of_a_standby_that_never_streamed_takes_replay_as_received) {
    auto seen = standby(1000);
    seen.fast.receive.reset();
    EXPECT_EQ(to_sample("r1", seen, std::nullopt).flush_lsn, lsn{1000});
}

TEST(sample, of_a_promoted_server_shows_nothing_of_its_past) {
    auto seen = standby(1000);
    seen.fast.in_recovery = false;
    seen.fast.flush = lsn{5000};
    seen.fast.last_replayed_commit = 1;
    seen.fast.slots = {slot(lsn{4000}, "reserved")};
    seen.slow.emplace();
    seen.slow->wal_bytes = 64;
    seen.slow->database_bytes = 128;
    const auto sample = to_sample("w1", seen, std::nullopt);
    EXPECT_FALSE(sample.in_recovery);
    EXPECT_EQ(sample.flush_lsn, lsn{5000});
    EXPECT_FALSE(sample.replay_lsn);
    EXPECT_FALSE(sample.seconds_since_last_replayed_commit);
    EXPECT_EQ(sample.oldest_slot_lag_bytes, 1000);
    EXPECT_EQ(sample.wal_bytes, 64U);
    EXPECT_EQ(sample.database_bytes, 128U);
}

} // namespace
} // namespace borealis::replication
