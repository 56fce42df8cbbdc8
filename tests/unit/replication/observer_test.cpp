// What follows from readings in a row: histories, restarts, promotions, news of the upstream, half records.
#include "replication/tracker/observer.hpp"

#include "readings.hpp"

#include <gtest/gtest.h>

namespace borealis::replication::testing {
namespace {

fast_reading heard(std::uint64_t replay, std::uint64_t end, std::chrono::steady_clock::duration when) {
    auto reading = standby_at(replay);
    reading.receiver->latest_end_lsn = lsn{end};
    reading.receiver->latest_end_time = server_time(when);
    reading.receiver->last_message_time = server_time(when);
    return reading;
}

TEST(observer, knows_nothing_before_the_first_fast_reading) {
    observed server;
    EXPECT_EQ(server.latest(), nullptr);
    EXPECT_NE(server.read(primary_at(1), 0s).latest(), nullptr);
}

TEST(observer, places_a_reading_where_in_its_round_trip_the_server_took_it) {
    observed server;
    server.read(standby_at(1000), 0s, 100us);
    auto early = standby_at(2000);
    early.server_time = server_time(1s + 2ms);
    server.take(early, {at(1s), at(1s + 30ms)});
    EXPECT_EQ(server.latest()->at, at(1s + 2ms));
    EXPECT_EQ(server.latest()->round_trip, 30ms);
}

TEST(observer, keeps_its_history_over_a_new_connection_and_forgets_it_with_a_restart) {
    observed server;
    server.read(primary_at(1), 0s).read(primary_at(2), 1s);
    server.take(identity());
    EXPECT_TRUE(server.history().ready());
    auto restarted = identity();
    restarted.postmaster_start += 1;
    server.take(restarted);
    EXPECT_FALSE(server.history().ready());
    EXPECT_EQ(server.latest(), nullptr);
}

TEST(observer, forgets_everything_where_another_system_answers) {
    observed server;
    server.read(primary_at(1), 0s).read(primary_at(2), 1s);
    auto stranger = identity();
    stranger.system_identifier = 78;
    server.take(stranger);
    EXPECT_FALSE(server.history().ready());
    EXPECT_FALSE(server.clock().ahead());
}

TEST(observer, begins_a_new_history_with_a_promotion) {
    observed server;
    server.read(standby_at(1000), 0s).read(standby_at(2000), 1s);
    EXPECT_TRUE(server.history().ready());
    server.wait_in("RecoveryPause", true);
    auto promoted = primary_at(3000, 2);
    promoted.receive = promoted.replay = lsn{2000}; // stale
    server.read(promoted, 2s);
    EXPECT_FALSE(server.history().ready());
    EXPECT_FALSE(server.latest()->replay);
    server.read(promoted, 3s);
    EXPECT_TRUE(server.history().ready());
    EXPECT_EQ(server.history().origin().timeline, 2U);
}

TEST(observer, keeps_the_history_of_a_standby_whose_receiver_went_away) {
    observed server;
    server.read(standby_at(1000), 0s).read(standby_at(2000), 1s);
    auto cut = standby_at(2000);
    cut.receiver.reset();
    server.read(cut, 2s);
    EXPECT_TRUE(server.history().ready());
    EXPECT_EQ(server.history().newest(), lsn{2000});
}

TEST(observer, has_no_history_of_a_standby_that_never_streamed) {
    observed server;
    auto archive_only = standby_at(1000);
    archive_only.receiver.reset();
    server.read(archive_only, 0s).read(archive_only, 1s);
    EXPECT_FALSE(server.history().ready());
}

TEST(observer, remembers_when_the_upstream_was_heard_last_after_the_receiver_is_gone) {
    observed server;
    server.read(heard(1000, 1000, 4s), 5s);
    EXPECT_EQ(server.latest()->last_heard, server_time(4s));
    auto cut = standby_at(1000);
    cut.receiver.reset();
    EXPECT_EQ(server.read(cut, 6s).latest()->last_heard, server_time(4s));
    EXPECT_FALSE(server.read(primary_at(1000, 2), 7s).latest()->last_heard);
}

TEST(announcements, are_the_first_beyond_what_is_replayed) {
    observed server;
    server.read(heard(1000, 1000, 0s), 0s);
    EXPECT_FALSE(server.latest()->announced);
    server.read(heard(1000, 1500, 1s), 1s).read(heard(1000, 2000, 2s), 2s);
    ASSERT_TRUE(server.latest()->announced);
    EXPECT_EQ(server.latest()->announced->end, lsn{1500});
    EXPECT_EQ(server.latest()->announced->time, server_time(1s));
    server.read(heard(1500, 2000, 2s), 3s);
    EXPECT_FALSE(server.latest()->announced);
    server.read(heard(1500, 2500, 4s), 4s);
    EXPECT_EQ(server.latest()->announced->end, lsn{2500});
}

TEST(announcements, are_not_what_a_new_receiver_starts_with) {
    observed server;
    server.read(heard(1000, 1500, 9s), 10s);
    EXPECT_FALSE(server.latest()->announced) << "the standby's own time stands there";
    auto cut = standby_at(1000);
    cut.receiver.reset();
    server.read(cut, 11s).read(heard(1000, 2000, 12s), 12s);
    EXPECT_FALSE(server.latest()->announced);
}

class half_a_record : public ::testing::Test {
  protected:
    // Received up to the end of the tenth block, replayed up to somewhere in it.
    static constexpr std::uint64_t end = 10 * block;
    fast_reading stuck() const { return standby_at(end, end - 100); }
    observed server_;
};

TEST_F(half_a_record, is_doubted_once_when_replay_stands) {
    server_.read(stuck(), 0s);
    EXPECT_FALSE(server_.take_doubt()) << "it may be on its way";
    server_.read(stuck(), 1s);
    EXPECT_TRUE(server_.take_doubt());
    EXPECT_FALSE(server_.take_doubt());
    server_.read(standby_at(end + block, end - 100), 2s).read(standby_at(end + block, end - 100), 3s);
    EXPECT_TRUE(server_.take_doubt());
}

TEST_F(half_a_record, is_what_remains_where_the_startup_process_waits_for_more) {
    server_.read(stuck(), 0s).read(stuck(), 1s).wait_in("RecoveryWalStream");
    EXPECT_EQ(server_.latest()->complete_to, lsn{end});
    EXPECT_EQ(server_.read(stuck(), 2s).latest()->complete_to, lsn{end});
    EXPECT_FALSE(server_.take_doubt()) << "there is none";
}

TEST_F(half_a_record, is_not_known_where_replay_waits_for_something_else) {
    for (const auto* other : {"", "RecoveryPause", "RecoveryApplyDelay", "RecoveryConflictSnapshot"}) {
        observed server;
        server.read(stuck(), 0s).read(stuck(), 1s).wait_in(other);
        EXPECT_FALSE(server.latest()->complete_to) << other;
    }
    server_.read(stuck(), 0s).read(stuck(), 1s).wait_in("RecoveryWalStream", true);
    EXPECT_FALSE(server_.latest()->complete_to) << "paused";
}

TEST_F(half_a_record, is_not_known_while_wal_arrives_or_replay_moves) {
    server_.read(standby_at(end - block), 0s).read(stuck(), 1s).wait_in("RecoveryWalStream");
    EXPECT_FALSE(server_.latest()->complete_to);
    server_.read(standby_at(end, end - 50), 2s).wait_in("RecoveryWalStream");
    EXPECT_FALSE(server_.latest()->complete_to);
}

TEST_F(half_a_record, ends_with_the_next_wal) {
    server_.read(stuck(), 0s).read(stuck(), 1s).wait_in("RecoveryWalStream");
    server_.read(standby_at(end + 50, end - 100), 2s);
    EXPECT_FALSE(server_.latest()->complete_to);
}

TEST_F(half_a_record, cannot_end_inside_a_block) {
    const auto whole = standby_at(end - 8, end - 100);
    server_.read(whole, 0s).read(whole, 1s);
    EXPECT_FALSE(server_.take_doubt());
    server_.wait_in("RecoveryWalStream");
    EXPECT_FALSE(server_.latest()->complete_to) << "a startup process that was stopped looks like this";
}

TEST_F(half_a_record, cannot_be_longer_than_records_are) {
    const auto far = standby_at(100 * block, 50 * block);
    server_.read(far, 0s).read(far, 1s).wait_in("RecoveryWalStream");
    EXPECT_FALSE(server_.latest()->complete_to);
}

TEST(activity_of_an_observer, needs_two_readings_and_starts_anew_with_the_server) {
    observed server;
    medium_reading counted;
    server.read(primary_at(1000), 0s).take(counted, 0);
    EXPECT_FALSE(server.latest()->activity->wal_bytes_per_second);
    server.read(primary_at(3000), 2s).take(counted, 0);
    EXPECT_EQ(server.latest()->activity->wal_bytes_per_second, 1000.0);
    auto restarted = identity();
    restarted.postmaster_start += 1;
    server.take(restarted);
    server.read(primary_at(9000), 4s).take(counted, 0);
    EXPECT_FALSE(server.latest()->activity->wal_bytes_per_second);
}

} // namespace
} // namespace borealis::replication::testing
