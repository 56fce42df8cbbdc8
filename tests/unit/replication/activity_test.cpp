// Rates from counters: what is told, and what is not told because it cannot be known.
#include "replication/tracker/activity.hpp"

#include <gtest/gtest.h>

namespace borealis::replication {
namespace {

using namespace std::chrono_literals;

class activity : public ::testing::Test {
  protected:
    activity() {
        now_.at = std::chrono::steady_clock::time_point(1h);
        now_.flushed = lsn{1'000'000};
        now_.counted.commits = 1000;
        now_.counted.rollbacks = 50;
        now_.counted.block_hits = 10'000;
        now_.counted.block_misses = 100;
        now_.counted.wal_time = 10.0;
        now_.counted.reads = 100;
        now_.counted.read_time = 5.0;
        now_.counted.writes = 10;
        now_.counted.write_time = 1.0;
    }
    activity_sample measure() { return meter_.measure(now_); }
    activity_sample measure_later(std::chrono::steady_clock::duration later = 2s) {
        now_.at += later;
        return measure();
    }

    activity_meter meter_;
    activity_meter::reading now_{};
};

TEST_F(activity, has_no_rates_at_the_first_reading) {
    now_.counted.client_connections = 7;
    now_.counted.transaction_id_age = 8;
    const auto first = measure();
    EXPECT_EQ(first.client_connections, 7);
    EXPECT_EQ(first.transaction_id_age, 8);
    EXPECT_FALSE(first.commits_per_second);
    EXPECT_FALSE(first.wal_bytes_per_second);
    EXPECT_FALSE(first.buffer_hit_ratio);
    EXPECT_FALSE(first.read_seconds);
}

TEST_F(activity, is_what_grew_per_second_per_commit_and_per_block) {
    measure();
    now_.flushed = lsn{1'500'000};
    now_.counted.commits += 100;
    now_.counted.rollbacks += 10;
    now_.counted.deadlocks += 1;
    now_.counted.block_hits += 300;
    now_.counted.block_misses += 100;
    *now_.counted.wal_time += 50;
    *now_.counted.reads += 100;
    *now_.counted.read_time += 20;
    *now_.counted.writes += 10;
    *now_.counted.write_time += 30;
    const auto seen = measure_later();
    EXPECT_EQ(seen.wal_bytes_per_second, 250'000.0);
    EXPECT_EQ(seen.commits_per_second, 50.0);
    EXPECT_EQ(seen.rollbacks_per_second, 5.0);
    EXPECT_EQ(seen.deadlocks_per_second, 0.5);
    EXPECT_EQ(seen.buffer_hit_ratio, 0.75);
    EXPECT_NEAR(*seen.commit_seconds, 0.0005, 1e-12);
    EXPECT_NEAR(*seen.read_seconds, 0.0002, 1e-12);
    EXPECT_NEAR(*seen.write_seconds, 0.003, 1e-12);
}

TEST_F(activity, has_no_latencies_where_nothing_happened_or_nothing_is_timed) {
    measure();
    const auto idle = measure_later();
    EXPECT_EQ(idle.commits_per_second, 0.0);
    EXPECT_FALSE(idle.commit_seconds);
    EXPECT_FALSE(idle.read_seconds);
    EXPECT_FALSE(idle.buffer_hit_ratio);
    now_.counted.wal_time.reset();
    now_.counted.read_time.reset();
    now_.counted.commits += 10;
    *now_.counted.reads += 10;
    const auto untimed = measure_later();
    EXPECT_EQ(untimed.commits_per_second, 5.0);
    EXPECT_FALSE(untimed.commit_seconds);
    EXPECT_FALSE(untimed.read_seconds);
}

TEST_F(activity, has_no_latency_of_what_was_counted_before_it_was_timed) {
    measure();
    *now_.counted.reads += 10; // read_time stands still: timing was off
    *now_.counted.writes += 10;
    *now_.counted.write_time += 1;
    const auto seen = measure_later();
    EXPECT_FALSE(seen.read_seconds);
    EXPECT_TRUE(seen.write_seconds);
}

TEST_F(activity, has_no_rate_across_a_reset_of_a_counter) {
    measure();
    now_.counted.commits = 3;
    now_.counted.rollbacks += 10;
    now_.flushed = lsn{10};
    const auto reset = measure_later();
    EXPECT_FALSE(reset.commits_per_second);
    EXPECT_FALSE(reset.commit_seconds);
    EXPECT_FALSE(reset.wal_bytes_per_second);
    EXPECT_EQ(reset.rollbacks_per_second, 5.0);
    now_.counted.commits += 10;
    EXPECT_EQ(measure_later().commits_per_second, 5.0);
}

TEST_F(activity, has_no_rate_across_a_restart) {
    measure();
    meter_.restart();
    now_.counted.commits += 10;
    EXPECT_FALSE(measure_later().commits_per_second);
}

TEST_F(activity, of_a_standby_holds_no_commits_and_no_wal) {
    now_.flushed.reset();
    measure();
    now_.counted.commits += 100;
    now_.counted.block_hits += 100;
    const auto seen = measure_later();
    EXPECT_FALSE(seen.commits_per_second);
    EXPECT_FALSE(seen.rollbacks_per_second);
    EXPECT_FALSE(seen.deadlocks_per_second);
    EXPECT_FALSE(seen.wal_bytes_per_second);
    EXPECT_FALSE(seen.commit_seconds);
    EXPECT_EQ(seen.buffer_hit_ratio, 1.0);
}

TEST_F(activity, does_not_count_the_trackers_own_commits_whenever_the_server_shows_them) {
    measure();
    now_.own_commits += 20;
    EXPECT_EQ(measure_later().commits_per_second, 0.0);
    now_.own_commits += 20;
    now_.counted.commits += 40 + 6; // both steps at once, and six of others
    EXPECT_EQ(measure_later().commits_per_second, 3.0);
}

TEST_F(activity, of_two_readings_at_one_time_has_no_rates) {
    measure();
    EXPECT_FALSE(measure_later(0s).commits_per_second);
}

} // namespace
} // namespace borealis::replication
