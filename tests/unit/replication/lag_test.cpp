// What readings mean: lag of standbys in every state, its bounds and its parts.
#include "replication/tracker/lag.hpp"

#include "readings.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace borealis::replication::testing {
namespace {

// A primary that flushed up to 1000 until 10 s, 2000 at 10.1 s, and nothing since.
observed primary() {
    observed made;
    made.read(primary_at(1000), 0s).read(primary_at(1000), 10s);
    made.read(primary_at(2000), 10'100ms).read(primary_at(2000), 15s);
    return made;
}

observation standby(std::uint64_t replay, std::chrono::steady_clock::duration when = 15s) {
    return *observed().read(standby_at(replay), when).latest();
}

std::optional<lag_sample> lag_of(const observation& seen) {
    return lag_behind(primary(), nullptr, seen, 500ms);
}

TEST(lag, is_exactly_zero_where_everything_is_replayed) {
    const auto lag = lag_of(standby(2000));
    ASSERT_TRUE(lag);
    EXPECT_EQ(lag->seconds, 0.0);
    EXPECT_EQ(lag->max_seconds, 0.0);
    EXPECT_EQ(lag->bytes, 0);
    EXPECT_EQ(lag->write_seconds, 0.0);
    EXPECT_EQ(lag->flush_seconds, 0.0);
    EXPECT_FALSE(lag->upstream_seconds);
    EXPECT_TRUE(lag->receiving);
}

TEST(lag, is_zero_where_the_standby_was_read_after_newer_wal) {
    const auto lag = lag_of(standby(2500));
    ASSERT_TRUE(lag);
    EXPECT_EQ(lag->seconds, 0.0);
    EXPECT_EQ(lag->bytes, 0);
}

TEST(lag, is_the_age_of_the_oldest_byte_not_replayed) {
    const auto lag = lag_of(standby(1000));
    ASSERT_TRUE(lag);
    EXPECT_NEAR(lag->seconds, 4.95, 1e-9);
    EXPECT_NEAR(lag->min_seconds, 4.9, 1e-9);
    EXPECT_NEAR(lag->max_seconds, 5.0, 1e-9);
    EXPECT_EQ(lag->bytes, 1000);
}

TEST(lag, is_measured_in_64_bits) {
    constexpr std::uint64_t far = 0x7fff'ffff'0000'0000;
    observed source;
    source.read(primary_at(far), 0s).read(primary_at(far + 0x2'0000'0000), 10s);
    const auto seen = *observed().read(standby_at(far - 0x1'0000'0000), 10s).latest();
    const auto lag = lag_behind(source, nullptr, seen, 500ms);
    ASSERT_TRUE(lag);
    EXPECT_EQ(lag->bytes, 0x3'0000'0000);
}

TEST(lag, grows_in_real_time_on_a_cut_link_although_receive_equals_replay) {
    auto cut = standby(1500, 70s);
    cut.fast.receiver.reset();
    const auto lag = lag_of(cut);
    ASSERT_TRUE(lag);
    EXPECT_NEAR(lag->seconds, 70 - 10.05, 1e-9);
    EXPECT_FALSE(lag->receiving);
}

TEST(lag, is_a_lower_bound_before_the_known_history) {
    const auto lag = lag_of(standby(10));
    ASSERT_TRUE(lag);
    EXPECT_NEAR(lag->seconds, 15.0, 1e-9);
    EXPECT_NEAR(lag->min_seconds, 15.0, 1e-9);
    EXPECT_TRUE(std::isinf(lag->max_seconds));
}

TEST(lag, is_never_negative) {
    const auto lag = lag_of(standby(1000, 10'020ms));
    ASSERT_TRUE(lag);
    EXPECT_EQ(lag->seconds, 0.0);
    EXPECT_EQ(lag->min_seconds, 0.0);
    EXPECT_NEAR(lag->max_seconds, 0.02, 1e-9);
}

TEST(lag, of_a_promoted_server_ends_although_its_old_values_stay) {
    auto promoted = standby(1000);
    promoted.fast.in_recovery = false;
    EXPECT_FALSE(lag_of(promoted));
}

TEST(lag, is_unknown_before_anything_is_replayed) {
    auto fresh = standby(1000);
    fresh.fast.replay.reset();
    EXPECT_FALSE(lag_of(fresh));
}

TEST(lag, is_unknown_behind_another_system_or_timeline) {
    auto foreign = standby(1000);
    foreign.identity.system_identifier = 78;
    EXPECT_FALSE(lag_of(foreign));

    auto diverged = standby(1000);
    diverged.fast.receiver->timeline = 2;
    EXPECT_FALSE(lag_of(diverged));
}

TEST(lag, is_unknown_while_the_history_is_too_young) {
    observed young;
    EXPECT_FALSE(lag_behind(young, nullptr, standby(1000), 500ms));
    young.read(primary_at(2000), 15s);
    EXPECT_FALSE(lag_behind(young, nullptr, standby(1000), 500ms));
}

TEST(lag, is_unknown_where_the_primary_is_silent_and_all_it_said_is_replayed) {
    EXPECT_TRUE(lag_of(standby(2000, 15'500ms)));
    EXPECT_FALSE(lag_of(standby(2000, 15'501ms)));
    EXPECT_TRUE(lag_of(standby(1999, 60s))) << "what is missing for sure is missing for longer";
}

TEST(lag_parts, tell_what_is_written_flushed_and_replayed) {
    auto seen = standby(1000);
    seen.fast.receive = lsn{1500};
    seen.fast.receiver->written = lsn{2000};
    const auto lag = lag_of(seen);
    ASSERT_TRUE(lag);
    EXPECT_EQ(lag->write_seconds, 0.0);
    EXPECT_NEAR(*lag->flush_seconds, 15 - 10.05, 1e-9);
    EXPECT_NEAR(lag->seconds, 4.95, 1e-9);
}

TEST(lag_parts, of_a_cut_link_count_from_what_arrived) {
    auto seen = standby(1000);
    seen.fast.receiver.reset();
    seen.fast.receive = lsn{1500};
    const auto lag = lag_of(seen);
    ASSERT_TRUE(lag);
    EXPECT_NEAR(*lag->write_seconds, 15 - 10.05, 1e-9);
    EXPECT_NEAR(*lag->flush_seconds, 15 - 10.05, 1e-9);
}

TEST(lag_parts, ignore_the_written_position_of_a_receiver_that_has_just_started) {
    auto seen = standby(1000);
    seen.fast.receive = lsn{2000};
    seen.fast.receiver->written = lsn{0};
    EXPECT_EQ(lag_of(seen)->write_seconds, 0.0);
}

TEST(lag_parts, tell_the_way_from_the_primary_to_the_upstream_from_the_rest) {
    observed upstream; // had 2000 five seconds after the primary
    upstream.read(standby_at(1000), 0s).read(standby_at(1000), 15s);
    upstream.read(standby_at(2000, 1000), 15'100ms).read(standby_at(2000, 1000), 16s);
    const auto lag = lag_behind(primary(), &upstream, standby(1000, 16s), 5s);
    ASSERT_TRUE(lag);
    EXPECT_NEAR(lag->seconds, 5.95, 1e-9);
    ASSERT_TRUE(lag->upstream_seconds);
    EXPECT_NEAR(*lag->upstream_seconds, 0.95, 1e-9);
    EXPECT_EQ(lag_behind(primary(), &upstream, standby(2000, 15s), 5s)->upstream_seconds, 0.0);
}

TEST(lag_parts, know_nothing_of_an_upstream_of_another_system) {
    observed stranger;
    auto other = identity();
    other.system_identifier = 78;
    stranger.take(other);
    stranger.read(standby_at(1000), 0s).read(standby_at(2000), 15s);
    EXPECT_FALSE(lag_behind(primary(), &stranger, standby(1000), 500ms)->upstream_seconds);
}

TEST(lag_bounds, shrink_to_after_the_last_commit_that_was_replayed) {
    auto seen = standby(1000);
    seen.fast.last_replayed_commit = server_time(10'080ms);
    const auto lag = lag_of(seen);
    ASSERT_TRUE(lag);
    EXPECT_NEAR(lag->max_seconds, 4.92, 0.006) << "15 s and 5 s of drift at 500 ppm";
    EXPECT_NEAR(lag->min_seconds, 4.9, 1e-9);
    EXPECT_LE(lag->seconds, lag->max_seconds);
    EXPECT_GE(lag->seconds, lag->min_seconds);
}

TEST(lag_bounds, become_finite_by_a_commit_from_before_the_history) {
    auto seen = standby(10);
    seen.fast.last_replayed_commit = server_time(-20s);
    const auto lag = lag_of(seen);
    ASSERT_TRUE(lag);
    EXPECT_NEAR(lag->max_seconds, 35, 0.02);
    EXPECT_NEAR(lag->seconds, 15, 1e-9);
}

TEST(lag_bounds, do_not_grow_by_an_older_commit_and_ignore_one_from_the_future) {
    auto seen = standby(1000);
    seen.fast.last_replayed_commit = server_time(2s);
    EXPECT_NEAR(lag_of(seen)->max_seconds, 5.0, 1e-9);
    seen.fast.last_replayed_commit = server_time(14s);
    EXPECT_NEAR(lag_of(seen)->max_seconds, 5.0, 1e-9);
    EXPECT_NEAR(lag_of(seen)->seconds, 4.95, 1e-9);
}

TEST(lag_bounds, shrink_to_before_the_primary_announced_more) {
    auto seen = standby(1000);
    seen.announced = announcement{lsn{2000}, server_time(10'030ms)};
    const auto lag = lag_of(seen);
    ASSERT_TRUE(lag);
    EXPECT_NEAR(lag->min_seconds, 4.97, 0.003);
    EXPECT_NEAR(lag->max_seconds, 5.0, 1e-9);
    EXPECT_GE(lag->seconds, lag->min_seconds);
}

TEST(lag_bounds, take_no_announcement_of_another_clock_than_the_primarys) {
    const auto upstream = primary();
    auto seen = standby(1000);
    seen.announced = announcement{lsn{2000}, server_time(10'030ms)};
    EXPECT_NEAR(lag_behind(primary(), &upstream, seen, 500ms)->min_seconds, 4.9, 1e-9);
}

TEST(lag_of_half_a_record, is_zero_where_every_whole_record_is_replayed) {
    auto seen = standby(1000);
    seen.fast.receive = lsn{2000};
    seen.complete_to = lsn{2000};
    const auto lag = lag_of(seen);
    ASSERT_TRUE(lag);
    EXPECT_EQ(lag->seconds, 0.0);
    EXPECT_EQ(lag->max_seconds, 0.0);
    EXPECT_EQ(lag->bytes, 0);
}

TEST(lag_of_half_a_record, counts_where_the_primary_has_flushed_more) {
    auto seen = standby(1000);
    seen.fast.receive = lsn{1999};
    seen.complete_to = lsn{1999};
    EXPECT_NEAR(lag_of(seen)->seconds, 4.95, 1e-9);
}

TEST(lag_of_half_a_record, is_unknown_where_the_primary_is_silent) {
    auto seen = standby(1000, 16s);
    seen.complete_to = lsn{2000};
    EXPECT_FALSE(lag_of(seen));
}

TEST(held_up_by, names_what_the_startup_process_waits_for) {
    const auto reason = [](bool paused, std::string type, std::string event) {
        return held_up_by(replay_reading{paused, std::move(type), std::move(event)});
    };
    EXPECT_EQ(reason(false, "", ""), "");
    EXPECT_EQ(reason(false, "Activity", "RecoveryWalStream"), "");
    EXPECT_EQ(reason(false, "IO", "WALRead"), "");
    EXPECT_EQ(reason(true, "IPC", "RecoveryPause"), "paused");
    EXPECT_EQ(reason(false, "Timeout", "RecoveryApplyDelay"), "delayed");
    EXPECT_EQ(reason(false, "IPC", "RecoveryConflictSnapshot"), "conflict");
    EXPECT_EQ(reason(false, "Lock", "relation"), "conflict");
    EXPECT_EQ(reason(false, "BufferPin", "BufferPin"), "conflict");
}

TEST(held_up_by, is_told_with_the_lag) {
    auto seen = standby(1000);
    seen.replay = replay_reading{true, "IPC", "RecoveryPause"};
    EXPECT_EQ(lag_of(seen)->held_up_by, "paused");
}

} // namespace
} // namespace borealis::replication::testing
