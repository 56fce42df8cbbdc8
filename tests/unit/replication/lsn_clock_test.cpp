// The history of flushed positions: lookups, idle times, thinning, new origins.
#include "replication/tracker/lsn_clock.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace borealis::replication {
namespace {

using namespace std::chrono_literals;
using time_point = lsn_clock::time_point;

const wal_origin one_origin{77, 1, 1'000};

time_point at(std::chrono::milliseconds since_start) {
    return time_point(1h) + since_start;
}

TEST(lsn_clock, knows_nothing_before_two_observations) {
    lsn_clock clock;
    EXPECT_FALSE(clock.ready());
    EXPECT_FALSE(clock.flushed_after(lsn{0}));
    clock.observe(one_origin, lsn{100}, at(0ms));
    EXPECT_FALSE(clock.ready());
    clock.observe(one_origin, lsn{100}, at(100ms));
    EXPECT_TRUE(clock.ready());
    EXPECT_EQ(clock.newest(), lsn{100});
    EXPECT_EQ(clock.confirmed_at(), at(100ms));
}

TEST(lsn_clock, interpolates_by_bytes_between_two_observations) {
    lsn_clock clock;
    clock.observe(one_origin, lsn{1000}, at(0ms));
    clock.observe(one_origin, lsn{2000}, at(100ms));
    const auto moment = clock.flushed_after(lsn{1250});
    ASSERT_TRUE(moment);
    EXPECT_EQ(moment->earliest, at(0ms));
    EXPECT_EQ(moment->estimate, at(25ms));
    EXPECT_EQ(moment->latest, at(100ms));
}

TEST(lsn_clock, takes_the_middle_of_the_tick_after_an_idle_time) {
    lsn_clock clock;
    for (auto tick = 0ms; tick <= 60'000ms; tick += 100ms) {
        clock.observe(one_origin, lsn{1000}, at(tick));
    }
    clock.observe(one_origin, lsn{5000}, at(60'100ms));
    const auto moment = clock.flushed_after(lsn{1000});
    ASSERT_TRUE(moment);
    EXPECT_EQ(moment->earliest, at(60'000ms));
    EXPECT_EQ(moment->estimate, at(60'050ms));
    EXPECT_EQ(moment->latest, at(60'100ms));
    EXPECT_LE(clock.size(), 3U) << "an idle primary must not fill the history";
}

TEST(lsn_clock, has_no_answer_for_bytes_that_are_not_flushed) {
    lsn_clock clock;
    clock.observe(one_origin, lsn{1000}, at(0ms));
    clock.observe(one_origin, lsn{2000}, at(100ms));
    EXPECT_FALSE(clock.flushed_after(lsn{2000}));
    EXPECT_FALSE(clock.flushed_after(lsn{9999}));
    EXPECT_TRUE(clock.flushed_after(lsn{1999}));
}

TEST(lsn_clock, gives_no_earliest_time_before_its_history) {
    lsn_clock clock;
    clock.observe(one_origin, lsn{1000}, at(0ms));
    clock.observe(one_origin, lsn{2000}, at(100ms));
    const auto moment = clock.flushed_after(lsn{999});
    ASSERT_TRUE(moment);
    EXPECT_FALSE(moment->earliest);
    EXPECT_EQ(moment->estimate, at(0ms));
    EXPECT_EQ(moment->latest, at(0ms));
}

// 1000 bytes per tick of 100 ms.
lsn_clock steady_flow(std::size_t capacity, int ticks) {
    lsn_clock clock(capacity);
    for (int tick = 0; tick <= ticks; ++tick) {
        clock.observe(one_origin, lsn{static_cast<std::uint64_t>(1000 * tick)}, at(tick * 100ms));
        EXPECT_LE(clock.size(), capacity);
    }
    return clock;
}

// The widest interval of all positions, in parts of its age; every answer must hold the truth.
double widest_relative_interval(const lsn_clock& clock, int ticks, std::uint64_t step) {
    double widest = 0;
    const auto end = 1000 * static_cast<std::uint64_t>(ticks - 100); // within 10 s a tick is more than 1 %
    for (std::uint64_t position = 0; position < end; position += step) {
        const auto moment = clock.flushed_after(lsn{position});
        if (!moment || !moment->earliest) {
            ADD_FAILURE() << "no answer for " << position;
            return 1;
        }
        const auto truth = at(std::chrono::milliseconds(position / 10));
        EXPECT_LE(*moment->earliest, truth + 1ms);
        EXPECT_GE(moment->latest, truth);
        EXPECT_LE(*moment->earliest, moment->estimate);
        EXPECT_GE(moment->latest, moment->estimate);
        const std::chrono::duration<double> age = at(ticks * 100ms) - truth;
        const std::chrono::duration<double> width = moment->latest - *moment->earliest;
        widest = std::max(widest, width / age);
    }
    return widest;
}

TEST(lsn_clock, keeps_a_day_to_one_percent_of_the_age) {
    constexpr int ticks = 864'000;
    const auto clock = steady_flow(8192, ticks);
    EXPECT_LE(widest_relative_interval(clock, ticks, 99'991), 0.01);
    const auto recent = clock.flushed_after(lsn{1000ULL * (ticks - 2000)});
    ASSERT_TRUE(recent);
    EXPECT_LE(recent->latest - *recent->earliest, 100ms)
        << "the last minutes must keep their full resolution";
}

TEST(lsn_clock, keeps_its_reach_even_with_little_room) {
    constexpr int ticks = 100'000;
    const auto clock = steady_flow(32, ticks);
    widest_relative_interval(clock, ticks, 49'999);
    const auto first = clock.flushed_after(lsn{0});
    ASSERT_TRUE(first);
    EXPECT_EQ(first->earliest, at(0ms));
}

TEST(lsn_clock, keeps_both_ends_of_an_idle_hour_while_they_matter) {
    lsn_clock clock(1024);
    clock.observe(one_origin, lsn{500}, at(0ms));
    clock.observe(one_origin, lsn{500}, at(1h));
    for (int tick = 1; tick <= 10'000; ++tick) {
        clock.observe(one_origin, lsn{500 + static_cast<std::uint64_t>(tick)}, at(1h + tick * 100ms));
    }
    const auto moment = clock.flushed_after(lsn{500});
    ASSERT_TRUE(moment);
    EXPECT_EQ(moment->earliest, at(1h));
    EXPECT_LE(moment->latest, at(1h + 60s));
}

TEST(lsn_clock, begins_anew_with_another_origin) {
    for (const auto& other : {wal_origin{78, 1, 1'000}, wal_origin{77, 2, 1'000}, wal_origin{77, 1, 2'000}}) {
        lsn_clock clock;
        clock.observe(one_origin, lsn{1000}, at(0ms));
        clock.observe(one_origin, lsn{2000}, at(100ms));
        clock.observe(other, lsn{3000}, at(200ms));
        EXPECT_FALSE(clock.ready());
        clock.observe(other, lsn{3000}, at(300ms));
        EXPECT_TRUE(clock.ready());
        EXPECT_FALSE(clock.flushed_after(lsn{1500})->earliest);
        EXPECT_EQ(clock.origin(), other);
    }
}

TEST(lsn_clock, begins_anew_when_the_log_goes_backwards) {
    lsn_clock clock;
    clock.observe(one_origin, lsn{1000}, at(0ms));
    clock.observe(one_origin, lsn{2000}, at(100ms));
    clock.observe(one_origin, lsn{1999}, at(200ms));
    EXPECT_FALSE(clock.ready());
    EXPECT_EQ(clock.size(), 1U);
}

TEST(lsn_clock, ignores_an_observation_older_than_the_last) {
    lsn_clock clock;
    clock.observe(one_origin, lsn{1000}, at(0ms));
    clock.observe(one_origin, lsn{2000}, at(100ms));
    clock.observe(one_origin, lsn{3000}, at(50ms));
    EXPECT_EQ(clock.newest(), lsn{2000});
}

} // namespace
} // namespace borealis::replication
