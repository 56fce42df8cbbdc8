// GetMetricStatistics: answers, rounding, limits and refusals.
#include "tests/unit/emulator/cloudwatch_fixture.hpp"

#include "emulator/cloudwatch/request_time.hpp"

namespace borealis::emulator {
namespace {

class GetMetricStatisticsTest : public CloudWatchTest {
  protected:
    GetMetricStatisticsTest() {
        for (int i = 0; i < 120; ++i)
            metrics_.add(lag_, metric_unit::seconds, noon - 2 * minute + i * second, i % 60);
    }

    json input(timestamp_ms start, timestamp_ms end, int period = 60) const {
        return {
            {"Namespace", "AWS/RDS"},
            {"MetricName", "ReplicaLag"},
            {"Dimensions", {{{"Name", "DBInstanceIdentifier"}, {"Value", "db"}}}},
            {"StartTime", start},
            {"EndTime", end},
            {"Period", period},
            {"Statistics", {"Average", "Maximum"}},
        };
    }
    json with(json changed, const std::string& member, json value) const {
        changed[member] = std::move(value);
        return changed;
    }

    const metric_id lag_ = metric("ReplicaLag", {{"DBInstanceIdentifier", "db"}});
};

TEST_F(GetMetricStatisticsTest, AnswersTheStatisticsAskedForWithUnitAndStartOfThePeriod) {
    const auto answer = ask("GetMetricStatistics", input(noon - 2 * minute, noon));
    EXPECT_EQ(answer.at("Label"), "ReplicaLag");
    const json expected{
        {{"Timestamp", noon - 2 * minute}, {"Average", 29.5}, {"Maximum", 59.0}, {"Unit", "Seconds"}},
        {{"Timestamp", noon - 1 * minute}, {"Average", 29.5}, {"Maximum", 59.0}, {"Unit", "Seconds"}},
    };
    EXPECT_EQ(answer.at("Datapoints"), expected);
}

TEST_F(GetMetricStatisticsTest, AnswersPercentilesBesideOrInsteadOfStatistics) {
    auto asked = with(input(noon - minute, noon), "ExtendedStatistics", {"p50", "p100"});
    auto point = ask("GetMetricStatistics", asked).at("Datapoints").at(0);
    EXPECT_EQ(point.at("ExtendedStatistics"), (json{{"p50", 29.0}, {"p100", 59.0}}));
    EXPECT_EQ(point.at("Maximum"), 59.0);
    asked.erase("Statistics");
    point = ask("GetMetricStatistics", asked).at("Datapoints").at(0);
    EXPECT_FALSE(point.contains("Maximum"));
    EXPECT_TRUE(point.contains("ExtendedStatistics"));
}

TEST_F(GetMetricStatisticsTest, RoundsTheStartDownToTheMinute) {
    const auto answer = ask("GetMetricStatistics", input(noon - minute - 30 * second, noon));
    ASSERT_EQ(answer.at("Datapoints").size(), 2u);
    EXPECT_EQ(answer.at("Datapoints").at(0).at("Timestamp"), noon - 2 * minute);
}

TEST_F(GetMetricStatisticsTest, ReadsSecondsForShortPeriods) {
    const auto answer = ask("GetMetricStatistics", input(noon - 28 * second, noon, 10));
    ASSERT_EQ(answer.at("Datapoints").size(), 3u);
    EXPECT_EQ(answer.at("Datapoints").at(0).at("Timestamp"), noon - 30 * second);
    EXPECT_EQ(answer.at("Datapoints").at(0).at("Maximum"), 39.0);
}

TEST_F(GetMetricStatisticsTest, HasADatapointForEachUnit) {
    metrics_.add(lag_, metric_unit::milliseconds, noon - second, 7);
    const auto both = ask("GetMetricStatistics", input(noon - minute, noon));
    ASSERT_EQ(both.at("Datapoints").size(), 2u);
    const auto one = ask("GetMetricStatistics", with(input(noon - minute, noon), "Unit", "Milliseconds"));
    ASSERT_EQ(one.at("Datapoints").size(), 1u);
    EXPECT_EQ(one.at("Datapoints").at(0).at("Average"), 7.0);
    EXPECT_TRUE(
        ask("GetMetricStatistics", with(input(noon - minute, noon), "Unit", "Bytes")).at("Datapoints").empty()
    );
}

TEST_F(GetMetricStatisticsTest, KnowsNothingOfOtherDimensions) {
    const json none = json::array();
    auto asked = input(noon - minute, noon);
    asked.erase("Dimensions");
    EXPECT_EQ(ask("GetMetricStatistics", asked).at("Datapoints"), none);
}

TEST_F(GetMetricStatisticsTest, HasNoPercentileOfNegativeValues) {
    metrics_.add(lag_, metric_unit::seconds, noon - second, -1);
    auto asked = with(input(noon - minute, noon), "ExtendedStatistics", {"p50"});
    EXPECT_FALSE(ask("GetMetricStatistics", asked).at("Datapoints").at(0).contains("ExtendedStatistics"));
    asked.erase("Statistics");
    EXPECT_TRUE(ask("GetMetricStatistics", asked).at("Datapoints").empty());
}

TEST_F(GetMetricStatisticsTest, RefusesWhatAwsRefuses) {
    EXPECT_EQ(
        refusal("GetMetricStatistics", input(noon, noon)),
        "InvalidParameterValue: The parameter StartTime must be less than the parameter EndTime."
    );
    EXPECT_EQ(
        refusal("GetMetricStatistics", input(noon - day, noon, 1)),
        "InvalidParameterCombination: You have requested up to 86400 datapoints, which exceeds the limit of "
        "1440. You "
        "may reduce the datapoints requested by increasing Period, or decreasing the time range."
    );
    EXPECT_EQ(
        ask("GetMetricStatistics", input(noon - day, noon, 60)).at("Label"), "ReplicaLag"
    ); // 1,440: just fits
    EXPECT_EQ(
        refusal("GetMetricStatistics", input(noon - hour, noon, 90)),
        "InvalidParameterValue: The parameter Period must be a multiple of 60."
    );
    EXPECT_EQ(
        refusal("GetMetricStatistics", input(noon - hour, noon, 7)),
        "InvalidParameterValue: The parameter Period must be a value in the set [ 1, 5, 10, 20, 30 ]."
    );
    auto nothing = input(noon - hour, noon);
    nothing.erase("Statistics");
    EXPECT_EQ(
        refusal("GetMetricStatistics", nothing),
        "InvalidParameterCombination: At least one of the parameters Statistics and ExtendedStatistics must "
        "be "
        "specified."
    );
    EXPECT_EQ(
        refusal("GetMetricStatistics", with(input(noon - hour, noon), "ExtendedStatistics", {"p50", "p101"})),
        "InvalidParameterValue: The value p101 for parameter ExtendedStatistics.member.2 is invalid."
    );
}

TEST(RoundStart, FollowsTheAgeOfTheStart) {
    const auto odd = 12 * minute + 34 * second;
    EXPECT_EQ(round_start(noon + odd, 60, noon + hour), noon + 12 * minute);
    EXPECT_EQ(round_start(noon + odd, 300, noon + hour), noon + 12 * minute);
    EXPECT_EQ(round_start(noon + odd, 5, noon + hour), noon + 12 * minute + 30 * second);
    EXPECT_EQ(round_start(noon + odd, 300, noon + 20 * day), noon + 10 * minute);
    EXPECT_EQ(round_start(noon + odd, 3600, noon + 64 * day), noon);
}

} // namespace
} // namespace borealis::emulator
