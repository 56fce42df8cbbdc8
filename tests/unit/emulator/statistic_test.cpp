// Names and values of CloudWatch's statistics.
#include "emulator/cloudwatch/statistic.hpp"

#include <gtest/gtest.h>

namespace borealis::emulator {
namespace {

metric_bucket one_to_ten() {
    metric_bucket bucket;
    for (int i = 10; i >= 1; --i) {
        bucket.set.merge(statistic_set::of(i));
        bucket.values.push_back({static_cast<double>(i), 1});
    }
    return bucket;
}

std::optional<double> compute(std::string_view name, const metric_bucket& bucket = one_to_ten()) {
    const auto wanted = parse_statistic(name);
    EXPECT_TRUE(wanted) << name;
    return wanted ? evaluate(*wanted, bucket) : std::nullopt;
}

TEST(Statistic, PlainOnes) {
    EXPECT_EQ(compute("SampleCount"), 10);
    EXPECT_EQ(compute("Average"), 5.5);
    EXPECT_EQ(compute("Sum"), 55);
    EXPECT_EQ(compute("Minimum"), 1);
    EXPECT_EQ(compute("Maximum"), 10);
}

TEST(Statistic, PercentilesAreMeasuredValues) {
    EXPECT_EQ(compute("p0"), 1);
    EXPECT_EQ(compute("p10"), 1);
    EXPECT_EQ(compute("p50"), 5);
    EXPECT_EQ(compute("p90"), 9);
    EXPECT_EQ(compute("p99.9"), 10);
    EXPECT_EQ(compute("p100"), 10);
}

TEST(Statistic, TrimmedAndWinsorized) {
    EXPECT_EQ(compute("tm90"), 5);          // 1 to 9
    EXPECT_EQ(compute("TM(10%:90%)"), 5.5); // 2 to 9
    EXPECT_EQ(compute("TM(:4)"), 2.5);      // values up to 4
    EXPECT_EQ(compute("TM(8:)"), 9.5);      // a lower value is exclusive
    EXPECT_EQ(compute("IQM"), compute("TM(25%:75%)"));
    EXPECT_EQ(compute("tc90"), 9);
    EXPECT_EQ(compute("TC(2:5)"), 3);
    EXPECT_EQ(compute("ts90"), 45);
    EXPECT_EQ(compute("TS(80%:)"), 19);
    EXPECT_EQ(compute("wm80"), (1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 * 3) / 10.0);
    EXPECT_EQ(compute("PR(:3)"), 30);
    EXPECT_EQ(compute("PR(3:7)"), 40);
}

TEST(Statistic, ExtendedOnesAreNotDefinedForNegativeValues) {
    auto bucket = one_to_ten();
    bucket.set.merge(statistic_set::of(-1));
    bucket.values.push_back({-1, 1});
    EXPECT_EQ(compute("p50", bucket), std::nullopt);
    EXPECT_EQ(compute("Minimum", bucket), -1);
}

TEST(Statistic, AMeanOfNothingIsNothing) {
    EXPECT_EQ(compute("TM(100:200)"), std::nullopt);
    EXPECT_EQ(compute("TC(100:200)"), 0);
}

TEST(Statistic, RefusesWhatIsNone) {
    for (const auto* name :
         {"",     "average", "p",    "p101",  "p-1",     "pp9",         "p1e1",      "p9.12345678901",
          "tm",   "tm101",   "TM()", "TM(:)", "TM(10%)", "TM(90%:10%)", "TM(10%:5)", "PR(10%:20%)",
          "pr90", "p50 ",    "pinf", "IQM50"})
        EXPECT_FALSE(parse_statistic(name)) << name;
}

} // namespace
} // namespace borealis::emulator
