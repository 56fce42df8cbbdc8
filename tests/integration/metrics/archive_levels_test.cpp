// Roll-ups over more than a year: what is kept how long, how exact it is, and what comes late.
#include "tests/integration/metrics/archive_fixture.hpp"

#include "emulator/cloudwatch/statistic.hpp"

#include <map>
#include <random>

namespace borealis::emulator {
namespace {

class ArchiveLevelsTest : public ArchiveTest {
  protected:
    /// Adds a value every ten minutes for so many days; returns the time after it.
    timestamp_ms fill(int days) {
        std::mt19937 random(5);
        timestamp_ms now = noon;
        for (; now < noon + days * day; now += 10 * minute) {
            for (const auto offset : {0, 1, 2, 3}) {
                const auto value = static_cast<double>(random() % 1000);
                store_->add(cpu_, metric_unit::percent, now + offset * second, value);
                values_[now + offset * second] = value;
            }
            store_->expire(now);
            if (now % day == 0)
                settle(now);
        }
        settle(now);
        return now;
    }

    statistic_set expected(timestamp_ms start, timestamp_ms end) const {
        statistic_set set;
        for (auto at = values_.lower_bound(start); at != values_.end() && at->first < end; ++at)
            set.merge(statistic_set::of(at->second));
        return set;
    }

    void expect_exact(timestamp_ms start, timestamp_ms end, std::int64_t period, timestamp_ms now) const {
        const auto found = read(start, end, period, now);
        ASSERT_EQ(
            found.size(), static_cast<std::size_t>((end - start) / std::max(period * 1000, 10 * minute))
        );
        for (const auto& each : found)
            ASSERT_EQ(each.set, expected(each.start, each.start + period * 1000)) << (now - each.start) / day;
    }

    std::map<timestamp_ms, double> values_;
};

TEST_F(ArchiveLevelsTest, EachLevelLastsAsLongAsAwsKeepsItAndSetsStayExact) {
    open(noon);
    const auto now = fill(470);

    expect_exact(now - 14 * day, now, 60, now);
    EXPECT_TRUE(read(now - 20 * day, now - 16 * day, 60, now).empty());
    expect_exact(now - 62 * day, now - 10 * day, 300, now);
    EXPECT_TRUE(read(now - 80 * day, now - 64 * day, 300, now).empty());
    expect_exact(now - 454 * day, now - day, 3600, now);
    expect_exact(now - 454 * day, now, 86'400, now);
    EXPECT_TRUE(read(now - 469 * day, now - 456 * day, 3600, now).empty());
    EXPECT_TRUE(read(now - 4 * hour, now - 3 * hour - minute, 1, now).empty());

    close(now);
    open(now + minute);
    expect_exact(now - 454 * day, now - day, 3600, now + minute);
}

TEST_F(ArchiveLevelsTest, PercentilesOfRollUpsAreNear) {
    open(noon);
    const auto now = fill(20);
    metric_query query{now - 18 * day, now - 17 * day, std::chrono::hours(24), std::nullopt, true};
    const auto found = buckets(query, now);
    ASSERT_EQ(found.size(), 1u);
    for (const auto* name : {"p10", "p50", "p90"}) {
        const auto what = *parse_statistic(name);
        EXPECT_NEAR(*evaluate(what, found[0]), what.upper * 10, 60) << name; // of 0 to 999, evenly
    }
}

TEST_F(ArchiveLevelsTest, WhatComesTwoWeeksLateReachesEachLevel) {
    open(noon);
    auto now = fill(20);
    const auto at = now - 14 * day + 7 * minute;
    store_->add(cpu_, metric_unit::percent, at, 5000);
    values_[at] = 5000;
    EXPECT_EQ(read(at / minute * minute, at + minute, 60, now)[0].set.maximum, 5000);
    for (int i = 0; i < 6; ++i)
        settle(now += minute);
    expect_exact(now / hour * hour - 14 * day, now / hour * hour - 13 * day, 3600, now);
    store_->expire(now += 3 * day); // now it is the five minutes' turn
    for (int i = 0; i < 20; ++i)
        settle(now += minute);
    EXPECT_EQ(
        read(at / hour * hour, at / hour * hour + hour, 3600, now)[0].set,
        expected(at / hour * hour, at / hour * hour + hour)
    );
}

TEST_F(ArchiveLevelsTest, AClockThatLeapsAYearAheadAndBackTakesNothingAway) {
    open(noon);
    auto now = fill(2);
    const auto before = read(noon, now, 3600, now).size();
    store_->add(cpu_, metric_unit::percent, now + 400 * day, 1);
    for (int i = 0; i < 5; ++i)
        settle(now + 400 * day + i * minute);
    for (int i = 1; i < 5; ++i) {
        store_->add(cpu_, metric_unit::percent, now + i * minute, 2);
        settle(now + i * minute);
    }
    EXPECT_EQ(read(noon, now, 3600, now).size(), before);
    EXPECT_EQ(read(now, now + 5 * minute, 60, now + 5 * minute).size(), 4u);
    close(now + 5 * minute);
    open(now + 6 * minute);
    EXPECT_EQ(read(noon, now, 3600, now + 6 * minute).size(), before);
    EXPECT_EQ(read(now, now + 5 * minute, 60, now + 6 * minute).size(), 4u);
}

TEST_F(ArchiveLevelsTest, TheFileStaysWithinItsLimit) {
    std::mt19937 random(9);
    constexpr std::uint64_t limit = 1'000'000;
    open(noon, limit);
    timestamp_ms now = noon;
    for (; now < noon + 3 * day; now += minute) {
        for (int series = 0; series < 10; ++series) {
            auto id = cpu_;
            id.name += std::to_string(series);
            statistic_set set;
            for (int i = 0; i < 3; ++i)
                set.merge(statistic_set::of(static_cast<double>(random()) / 7));
            store_->add(id, metric_unit::percent, now, set);
        }
        store_->expire(now);
        if (now % hour == 0)
            settle(now);
    }
    settle(now);
    auto id = cpu_;
    id.name += "0";
    EXPECT_FALSE(store_->read(id, {now - hour, now}, now).empty());
    EXPECT_TRUE(store_->read(id, {noon, noon + hour}, now).empty());
    close(now);
    EXPECT_LT(std::filesystem::file_size(file()), limit + 1'000'000);
}

} // namespace
} // namespace borealis::emulator
