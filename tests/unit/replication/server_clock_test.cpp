// A server's clock, read through round trips of different lengths.
#include "replication/tracker/server_clock.hpp"

#include <gtest/gtest.h>

namespace borealis::replication {
namespace {

using namespace std::chrono_literals;
using time_point = server_clock::time_point;
using std::chrono::microseconds;

constexpr std::int64_t ahead = 1'000'000'000;

class clock_of_a_server : public ::testing::Test {
  protected:
    // Read `early` after the question was sent; its answer took `trip` in all.
    time_point read(time_point sent, microseconds early, microseconds trip, std::int64_t set_by = 0) {
        const auto taken =
            std::chrono::duration_cast<microseconds>((sent + early).time_since_epoch()).count();
        return clock_.observe(taken + ahead + set_by, sent, sent + trip);
    }
    server_clock clock_;
    const time_point start_{1h};
};

TEST_F(clock_of_a_server, is_unknown_before_the_first_reading) {
    EXPECT_FALSE(clock_.ahead());
    EXPECT_FALSE(clock_.when(0, start_));
}

TEST_F(clock_of_a_server, is_that_of_the_least_disturbed_reading) {
    read(start_, 100us, 200us);
    EXPECT_EQ(clock_.ahead(), ahead);
    read(start_ + 1s, 100us, 40ms);
    EXPECT_EQ(clock_.ahead(), ahead);
    read(start_ + 2s, 10us, 40us);
    EXPECT_EQ(clock_.ahead(), ahead - 10);
}

TEST_F(clock_of_a_server, prefers_a_fresh_reading_to_one_that_has_drifted_away) {
    read(start_, 50us, 100us);
    read(start_ + 60s, 900us, 1ms);
    EXPECT_EQ(clock_.ahead(), ahead + 400);
}

TEST_F(clock_of_a_server, says_between_which_moments_it_showed_a_time) {
    read(start_, 100us, 200us);
    const auto shown = clock_.when(ahead + 3'600'000'000 + 500'000, start_ + 1s);
    ASSERT_TRUE(shown);
    EXPECT_LT(shown->earliest, start_ + 500ms);
    EXPECT_GT(shown->latest, start_ + 500ms);
    EXPECT_LT(shown->latest - shown->earliest, 2ms);
}

TEST_F(clock_of_a_server, tells_when_within_a_long_round_trip_it_was_read) {
    read(start_, 50us, 100us);
    EXPECT_EQ(read(start_ + 1s, 3ms, 40ms), start_ + 1s + 3ms);
}

TEST_F(clock_of_a_server, was_read_in_the_middle_as_far_as_the_first_reading_tells) {
    EXPECT_EQ(read(start_, 100us, 1ms), start_ + 500us);
}

TEST_F(clock_of_a_server, was_read_between_question_and_answer_whatever_it_shows) {
    read(start_, 500us, 1ms);
    EXPECT_EQ(read(start_ + 1s, 0us, 40ms, -50), start_ + 1s);
    EXPECT_EQ(read(start_ + 2s, 40ms, 40ms, 50), start_ + 2s + 40ms);
}

TEST_F(clock_of_a_server, set_back_or_forward_is_learnt_anew_and_older_times_mean_nothing) {
    for (const std::int64_t step : {-10'000'000, 10'000'000}) {
        clock_.clear();
        read(start_, 100us, 200us);
        read(start_ + 1s, 100us, 200us, step);
        EXPECT_EQ(clock_.ahead(), ahead + step);
        const auto now = ahead + 3'601'000'000 + step;
        EXPECT_FALSE(clock_.when(now - 1'000'000, start_ + 2s));
        EXPECT_TRUE(clock_.when(now + 500'000, start_ + 2s));
    }
}

TEST_F(clock_of_a_server, is_not_set_by_a_slow_answer) {
    read(start_, 100us, 200us);
    read(start_ + 1s, 400ms, 400ms);
    read(start_ + 2s, 0us, 400ms);
    EXPECT_EQ(clock_.ahead(), ahead);
    EXPECT_TRUE(clock_.when(ahead, start_ + 3s));
}

} // namespace
} // namespace borealis::replication
