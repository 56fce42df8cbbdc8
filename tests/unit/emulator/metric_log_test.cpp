// The compressed log gives back what was put in, in order, whatever came late.
#include "emulator/cloudwatch/metric_log.hpp"

#include <gtest/gtest.h>
#include <map>
#include <random>

namespace borealis::emulator {
namespace {

std::vector<metric_record> all_of(const metric_log& log) {
    std::vector<metric_record> records;
    log.visit(INT64_MIN, INT64_MAX, [&](const metric_record& record) { records.push_back(record); });
    return records;
}

TEST(MetricEncoding, KeepsEveryFormOfRecordExactly) {
    const metric_record before{100, statistic_set::of(21474836480.0), std::nullopt};
    const std::vector<metric_record> records{
        {101, before.set, std::nullopt},
        {102, statistic_set::of(0), std::nullopt},
        {5000, statistic_set::of(-0.1), std::nullopt},
        {5001, {3, 6.5, 1, 4.25}, percentile_marks{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 255}},
        {5002, {2, 0.5, 0.25, 0.25}, std::nullopt},
        {999999999, statistic_set::of(1e300), std::nullopt},
    };
    for (const auto& record : records) {
        std::vector<std::uint8_t> bytes;
        encode_record(bytes, record, before);
        std::span<const std::uint8_t> rest(bytes);
        EXPECT_EQ(decode_record(rest, before), record);
        EXPECT_TRUE(rest.empty());
    }
}

TEST(MetricEncoding, AnUnchangedValueTakesOneByte) {
    std::vector<std::uint8_t> bytes;
    const metric_record before{7, statistic_set::of(123.456), std::nullopt};
    encode_record(bytes, {8, before.set, std::nullopt}, before);
    EXPECT_EQ(bytes.size(), 1u);
}

TEST(MetricLog, AgreesWithAMapUnderRandomAndLateArrivals) {
    std::mt19937 random(7);
    metric_log log;
    std::map<std::int64_t, statistic_set> expected;
    for (int i = 0; i < 5000; ++i) {
        const std::int64_t late = random() % 10 == 0 ? random() % 3000 : random() % 3;
        const auto bucket = 10'000 + i - late;
        const auto set = statistic_set::of(static_cast<double>(random() % 1000) / 8);
        log.merge(bucket, set);
        expected[bucket].merge(set);
    }
    const auto records = all_of(log);
    ASSERT_EQ(records.size(), expected.size());
    auto at = expected.begin();
    for (const auto& record : records) {
        EXPECT_EQ(record.bucket, at->first);
        EXPECT_EQ(record.set, at->second);
        ++at;
    }
    EXPECT_EQ(log.newest(), expected.rbegin()->first);
}

TEST(MetricLog, TakesWhatIsOlderThanEverythingBefore) {
    metric_log log;
    log.merge(100, statistic_set::of(1));
    log.merge(50, statistic_set::of(2));
    log.merge(40, statistic_set::of(3));
    log.merge(101, statistic_set::of(4));
    std::vector<std::int64_t> buckets;
    for (const auto& record : all_of(log))
        buckets.push_back(record.bucket);
    EXPECT_EQ(buckets, (std::vector<std::int64_t>{40, 50, 100, 101}));
}

TEST(MetricLog, VisitsAHalfOpenRange) {
    metric_log log;
    for (int i = 0; i < 1000; ++i)
        log.merge(i, statistic_set::of(i));
    std::vector<std::int64_t> seen;
    log.visit(238, 243, [&](const metric_record& record) { seen.push_back(record.bucket); });
    EXPECT_EQ(seen, (std::vector<std::int64_t>{238, 239, 240, 241, 242}));
    seen.clear();
    log.visit(998, 2000, [&](const metric_record& record) { seen.push_back(record.bucket); });
    EXPECT_EQ(seen, (std::vector<std::int64_t>{998, 999}));
}

TEST(MetricLog, DropsOldChunksAndIsEmptyWhenAllIsOld) {
    metric_log log;
    for (int i = 0; i < 2000; ++i)
        log.merge(i, statistic_set::of(i * 0.37));
    const auto before = log.memory();
    log.drop_before(1500);
    EXPECT_LT(log.memory(), before);
    const auto records = all_of(log);
    EXPECT_GT(records.front().bucket, 1000);
    EXPECT_LE(records.front().bucket, 1500);
    EXPECT_EQ(records.back().bucket, 1999);
    log.drop_before(5000);
    EXPECT_TRUE(log.empty());
    EXPECT_TRUE(all_of(log).empty());
}

TEST(MetricLog, AStandingSeriesOfThreeHoursStaysSmall) {
    metric_log log;
    for (int i = 0; i < 3 * 3600; ++i)
        log.merge(i, statistic_set::of(21474836480.0));
    EXPECT_LT(log.memory(), 20'000u);
}

TEST(PercentileMarks, FollowTheDistributionWithinTheirResolution) {
    std::vector<weighted_value> values;
    for (int i = 100; i > 0; --i)
        values.push_back({static_cast<double>(i), 1});
    const auto marks = marks_of(values);
    ASSERT_TRUE(marks);
    const metric_record record{0, {100, 5050, 1, 100}, marks};
    const auto kept = values_of(record);
    double total = 0;
    for (const auto& each : kept)
        total += each.weight;
    EXPECT_DOUBLE_EQ(total, 100);
    EXPECT_EQ(kept.front().value, 1);
    EXPECT_EQ(kept.back().value, 100);
    EXPECT_NEAR(kept[8].value, 50, 1); // the eighth mark: half of the samples
}

TEST(PercentileMarks, AreNotNeededForAStandingValueNorForThreeSamples) {
    EXPECT_FALSE(marks_of({{5, 1}, {5, 1}, {5, 1}, {5, 1}}));
    EXPECT_FALSE(marks_of({{1, 1}, {2, 1}, {9, 1}}));
    EXPECT_EQ(
        values_of({0, {3, 12, 1, 9}, std::nullopt}), (std::vector<weighted_value>{{1, 1}, {2, 1}, {9, 1}})
    );
}

} // namespace
} // namespace borealis::emulator
