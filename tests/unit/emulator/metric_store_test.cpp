// Resolutions, retention, merging and isolation of the metric store.
#include "tests/unit/emulator/cloudwatch_fixture.hpp"

namespace borealis::emulator {
namespace {

class MetricStoreTest : public CloudWatchTest {
  protected:
    std::vector<metric_bucket> buckets(const metric_query& query, timestamp_ms now) const {
        const auto read = metrics_.read(lag_, query, now);
        return read.empty() ? std::vector<metric_bucket>{} : read.front().buckets;
    }

    const metric_id lag_ = metric("ReplicaLag", {{"DBInstanceIdentifier", "db"}});
};

TEST_F(MetricStoreTest, TheMinuteThatStillLastsIsReadable) {
    metrics_.add(lag_, metric_unit::seconds, noon + 1 * second, 4);
    metrics_.add(lag_, metric_unit::seconds, noon + 2 * second, 2);
    const auto found = buckets({noon, noon + minute}, noon + 3 * second);
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].start, noon);
    EXPECT_EQ(found[0].set, (statistic_set{2, 6, 2, 4}));
}

TEST_F(MetricStoreTest, ReadsSecondsForPeriodsBelowAMinute) {
    for (int i = 0; i < 60; ++i)
        metrics_.add(lag_, metric_unit::seconds, noon + i * second + 300, i);
    metric_query query{noon, noon + minute, std::chrono::seconds(10)};
    const auto found = buckets(query, noon + minute);
    ASSERT_EQ(found.size(), 6u);
    EXPECT_EQ(found[5].start, noon + 50 * second);
    EXPECT_EQ(found[5].set, (statistic_set{10, 545, 50, 59}));
}

TEST_F(MetricStoreTest, PeriodsCountFromTheStartOfTheQuery) {
    for (int i = 0; i < 10; ++i)
        metrics_.add(lag_, metric_unit::seconds, noon + i * minute, i);
    const auto found = buckets({noon + 2 * minute, noon + 9 * minute, std::chrono::minutes(5)}, noon + hour);
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(found[0].start, noon + 2 * minute);
    EXPECT_EQ(found[0].set, (statistic_set{5, 20, 2, 6}));
    EXPECT_EQ(found[1].start, noon + 7 * minute);
    EXPECT_EQ(found[1].set, (statistic_set{2, 15, 7, 8})); // the end is exclusive
}

TEST_F(MetricStoreTest, SecondsEndAfterThreeHoursAndMinutesAfterFifteenDays) {
    metrics_.add(lag_, metric_unit::seconds, noon, 1);
    const metric_query seconds{noon, noon + minute, std::chrono::seconds(1)};
    const metric_query minutes{noon, noon + minute};
    EXPECT_EQ(buckets(seconds, noon + 3 * hour).size(), 1u);
    EXPECT_EQ(buckets(seconds, noon + 3 * hour + second).size(), 0u);
    EXPECT_EQ(buckets(minutes, noon + 15 * day).size(), 1u);
    EXPECT_EQ(buckets(minutes, noon + 15 * day + minute).size(), 0u);
}

TEST_F(MetricStoreTest, ForgetsAMetricWhoseDataIsPastItsTime) {
    metrics_.add(lag_, metric_unit::seconds, noon, 1);
    metrics_.expire(noon + 15 * day);
    EXPECT_TRUE(metrics_.newest(lag_));
    metrics_.expire(noon + 15 * day + hour);
    EXPECT_FALSE(metrics_.newest(lag_));
    EXPECT_EQ(metrics_.memory(), 0u);
}

TEST_F(MetricStoreTest, KeepsEachUnitByItself) {
    metrics_.add(lag_, metric_unit::seconds, noon, 1);
    metrics_.add(lag_, metric_unit::milliseconds, noon, 1000);
    EXPECT_EQ(metrics_.read(lag_, {noon, noon + minute}, noon).size(), 2u);
    const auto found =
        metrics_.read(lag_, {noon, noon + minute, std::chrono::minutes(1), metric_unit::milliseconds}, noon);
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].buckets[0].set.sum, 1000);
}

TEST_F(MetricStoreTest, ValuesAreExactWhileTheSecondsLastAndMarksAfterwards) {
    for (int i = 0; i < 60; ++i)
        metrics_.add(lag_, metric_unit::seconds, noon + i * second, (i * 7) % 60);
    metrics_.add(lag_, metric_unit::seconds, noon + minute, 0); // closes the minute
    metric_query query{noon, noon + minute, std::chrono::minutes(1), std::nullopt, true};
    EXPECT_EQ(buckets(query, noon + hour)[0].values.size(), 60u);

    const auto old = buckets(query, noon + 4 * hour)[0];
    EXPECT_EQ(old.set, (statistic_set{60, 1770, 0, 59}));
    EXPECT_EQ(old.values.size(), 17u); // minimum, marks, maximum
}

TEST_F(MetricStoreTest, AccountsAndRegionsAreApart) {
    metrics_.add(lag_, metric_unit::seconds, noon, 1);
    auto elsewhere = lag_;
    elsewhere.where.region = "us-east-1";
    metrics_.add(elsewhere, metric_unit::seconds, noon, 2);
    auto stranger = lag_;
    stranger.where.account = "210987654321";
    metrics_.add(stranger, metric_unit::seconds, noon, 3);

    int seen = 0;
    metrics_.visit(where_, [&](const metric_id& id, timestamp_ms newest) {
        ++seen;
        EXPECT_EQ(id, lag_);
        EXPECT_EQ(newest, noon);
    });
    EXPECT_EQ(seen, 1);

    metrics_.forget("210987654321");
    EXPECT_FALSE(metrics_.newest(stranger));
    EXPECT_TRUE(metrics_.newest(lag_));
    metrics_.forget(std::nullopt);
    EXPECT_FALSE(metrics_.newest(lag_));
}

TEST_F(MetricStoreTest, HandlesAddToTheSameSeriesUntilItIsForgotten) {
    const auto handle = metrics_.open(lag_, metric_unit::seconds);
    EXPECT_FALSE(metrics_.newest(lag_)) << "nothing was added yet";
    metrics_.visit(where_, [](const metric_id&, timestamp_ms) { FAIL(); });
    metrics_.add(handle, noon, 1);
    metrics_.add(lag_, metric_unit::seconds, noon, 3.0);
    EXPECT_EQ(buckets({noon, noon + minute}, noon)[0].set, (statistic_set{2, 4, 1, 3}));
    const auto epoch = metrics_.epoch();
    metrics_.expire(noon + minute);
    EXPECT_EQ(metrics_.epoch(), epoch);
    metrics_.forget(std::nullopt);
    EXPECT_NE(metrics_.epoch(), epoch);
}

TEST_F(MetricStoreTest, TheRevisionChangesWithWhatCanBeRead) {
    const auto empty = metrics_.revision();
    metrics_.add(lag_, metric_unit::seconds, noon, 1);
    const auto filled = metrics_.revision();
    EXPECT_NE(filled, empty);
    metrics_.read(lag_, {noon, noon + minute}, noon);
    EXPECT_EQ(metrics_.revision(), filled);
    metrics_.forget(std::nullopt);
    EXPECT_NE(metrics_.revision(), filled);
}

TEST_F(MetricStoreTest, DropsTheOldestMinutesBeyondTheMemoryLimit) {
    metric_store small(100'000);
    const auto now = noon + 10 * day;
    for (int i = 0; i < 10 * 24 * 60; ++i)
        small.add(lag_, metric_unit::seconds, noon + i * minute, i * 0.731);
    EXPECT_GT(small.memory(), 100'000u);
    small.expire(now);
    EXPECT_LE(small.memory(), 100'000u);
    EXPECT_EQ(small.read(lag_, {now - hour, now}, now)[0].buckets.size(), 60u);
}

// Twenty instances with four metrics each and their roll-ups are some 110 series: a few megabytes after three
// hours.
TEST_F(MetricStoreTest, ASeriesOfThreeHoursTakesLessThanFiftyKilobytes) {
    for (int i = 0; i < 3 * 3600; ++i)
        metrics_.add(lag_, metric_unit::bytes, noon + i * second, i / 7 * 8192.0);
    EXPECT_LT(metrics_.memory(), 50'000u);
}

} // namespace
} // namespace borealis::emulator
