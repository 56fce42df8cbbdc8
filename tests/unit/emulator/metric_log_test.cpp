// The compressed log gives back what was put in, in order, whatever came late.
#include "emulator/cloudwatch/metric_log.hpp"

#include <gtest/gtest.h>
#include <map>
#include <random>
#include <stdexcept>

namespace borealis::emulator {
namespace {

std::vector<metric_record> all_of(const metric_log& log) {
    std::vector<metric_record> records;
    log.visit(INT64_MIN, INT64_MAX, [&](const metric_record& record) { records.push_back(record); });
    return records;
}

std::vector<std::uint8_t> encoded(const std::vector<metric_record>& records, std::int64_t first) {
    std::vector<std::uint8_t> bytes;
    record_writer writer(first);
    for (const auto& record : records)
        writer.add(bytes, record);
    writer.finish(bytes);
    return bytes;
}

std::vector<metric_record> decoded(std::span<const std::uint8_t> bytes, std::int64_t first) {
    std::vector<metric_record> records;
    for (record_reader from(bytes, first); from.next();)
        records.push_back(from.record());
    return records;
}

const std::vector<metric_record> every_form{
    {100, statistic_set::of(21474836480.0), std::nullopt},
    {101, statistic_set::of(21474836480.0), std::nullopt},
    {102, statistic_set::of(0), std::nullopt},
    {5000, statistic_set::of(-0.1), std::nullopt},
    {5001, statistic_set::of(-0.1), std::nullopt},
    {5002, statistic_set::of(-0.1), std::nullopt},
    {5003, statistic_set::of(-0.1), std::nullopt},
    {5005, {3, 6.5, 1, 4.25}, percentile_marks{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 255}},
    {5006, {3, 6.5, 1, 4.25}, std::nullopt},
    {5007, {3, 6.5, 1, 4.25}, percentile_marks{1}},
    {5008, {2, 0.5, 0.25, 0.25}, std::nullopt},
    {999999999, statistic_set::of(1e300), std::nullopt},
};

TEST(MetricEncoding, KeepsEveryFormOfRecordExactly) {
    EXPECT_EQ(decoded(encoded(every_form, 60), 60), every_form);
}

TEST(MetricEncoding, AValueThatStandsStillTakesTwoBytesHoweverLong) {
    std::vector<metric_record> records{{60, statistic_set::of(123.456), std::nullopt}};
    const auto first = encoded(records, 60).size();
    for (std::int64_t bucket = 61; bucket < 180; ++bucket)
        records.push_back({bucket, records.front().set, std::nullopt});
    const auto bytes = encoded(records, 60);
    EXPECT_EQ(bytes.size(), first + 2);
    EXPECT_EQ(decoded(bytes, 60), records);
}

TEST(MetricEncoding, RefusesBytesThatAreCutOffInsteadOfReadingBeyondThem) {
    const auto bytes = encoded(every_form, 60);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        try {
            const auto records = decoded(std::span(bytes).first(size), 60);
            ASSERT_LT(records.size(), every_form.size());
            EXPECT_TRUE(std::equal(records.begin(), records.end(), every_form.begin())) << size;
        } catch (const std::runtime_error&) {
        }
    }
}

TEST(MetricEncoding, SurvivesRandomBytes) {
    std::mt19937 random(3);
    for (int round = 0; round < 20'000; ++round) {
        std::vector<std::uint8_t> bytes(random() % 40);
        for (auto& byte : bytes)
            byte = static_cast<std::uint8_t>(random());
        record_reader from(bytes, 0);
        try {
            for (int records = 0; records < 1000 && from.next(); ++records) {
            }
        } catch (const std::runtime_error&) {
        }
    }
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

TEST(MetricLog, DropsWholeWindowsAndGoesOnAfterwards) {
    metric_log log;
    for (int i = 0; i < 2000; ++i)
        log.merge(i, statistic_set::of(i * 0.37));
    const auto before = log.memory();
    log.drop(INT64_MIN, metric_log::window_of(1500));
    EXPECT_LT(log.memory(), before);
    EXPECT_EQ(all_of(log).front().bucket, 1500);
    EXPECT_EQ(all_of(log).back().bucket, 1999);

    log.drop(30, 40); // the newest as well
    EXPECT_EQ(log.newest(), 1799);
    EXPECT_EQ(all_of(log).size(), 300u);
    log.merge(1799, statistic_set::of(1));
    log.merge(1800, statistic_set::of(2));
    EXPECT_EQ(all_of(log).size(), 301u);

    log.drop(INT64_MIN, 1000);
    EXPECT_TRUE(log.empty());
    EXPECT_TRUE(all_of(log).empty());
}

TEST(MetricLog, CopiesAWindowAsItIsAlsoWhileItGrows) {
    std::mt19937 random(11);
    metric_log log;
    for (std::int64_t i = 600; i < 720; ++i) {
        log.merge(i, statistic_set::of(static_cast<double>(random() % 3)));
        if (i % 7 == 0)
            log.merge(i - 5, statistic_set::of(9));
        for (const std::int64_t window : {10, 11}) {
            std::vector<metric_record> expected;
            log.visit(window * 60, window * 60 + 60, [&](const metric_record& record) {
                expected.push_back(record);
            });
            std::vector<std::uint8_t> bytes;
            log.copy_window(window, bytes);
            ASSERT_EQ(decoded(bytes, window * 60), expected) << i;
        }
    }
    std::vector<std::int64_t> windows;
    log.visit_windows(INT64_MIN, [&](std::int64_t window) { windows.push_back(window); });
    EXPECT_EQ(windows, (std::vector<std::int64_t>{9, 10, 11}));
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
