// Alarms on expressions: what they watch, what they say, and which lists of metrics are refused.
#include "tests/unit/alarms/alarm_fixture.hpp"

#include <gmock/gmock.h>

namespace borealis::emulator {
namespace {

using testing::StartsWith;

class AlarmMathTest : public AlarmTest {
  protected:
    static json metric_query(const char* id, const char* name, const json& changes = json::object()) {
        json query{
            {"Id", id},
            {"ReturnData", false},
            {"MetricStat",
             {{"Metric",
               {{"Namespace", "AWS/RDS"},
                {"MetricName", name},
                {"Dimensions", {{{"Name", "DBInstanceIdentifier"}, {"Value", "db"}}}}}},
              {"Period", 60},
              {"Stat", "Average"}}}};
        query.update(changes);
        return query;
    }
    static json expression(const char* text) {
        return {{"Id", "e1"}, {"Expression", text}, {"Label", "both"}};
    }

    static json math(const json& metrics, const json& changes = json::object()) {
        json input{
            {"AlarmName", "math"},
            {"EvaluationPeriods", 1},
            {"Threshold", 21.0},
            {"ComparisonOperator", "GreaterThanThreshold"},
            {"Metrics", metrics}};
        input.update(changes);
        return input;
    }
    json of_two(const char* text) const {
        return math({expression(text), metric_query("m1", "ReplicaLag"), metric_query("m2", "Other")});
    }
    void measure_other(int minutes_ago, double value) {
        const auto at = clock_.at - minutes_ago * minute;
        metrics_.add(metric("Other", {{"DBInstanceIdentifier", "db"}}), metric_unit::seconds, at, value);
    }
};

TEST_F(AlarmMathTest, ComparesWhatTheExpressionMakes) {
    measure({"20"});
    measure_other(1, 1.5);
    ask("PutMetricAlarm", of_two("m1 + m2"));
    evaluate();
    const auto alarm = described("math");
    EXPECT_EQ(alarm.at("StateValue"), "ALARM");
    EXPECT_EQ(
        alarm.at("StateReason"),
        "Threshold Crossed: 1 datapoint [21.5 (15/01/26 11:59:00)] was greater than the threshold (21.0)."
    );
    EXPECT_EQ(
        alarm.at("StateReasonData"),
        R"({"version":"1.0","queryDate":"2026-01-15T12:00:00.000+0000",)"
        R"("startDate":"2026-01-15T11:59:00.000+0000","period":60,"recentDatapoints":[21.5],"threshold":21.0,)"
        R"("evaluatedDatapoints":[{"timestamp":"2026-01-15T11:59:00.000+0000","value":21.5}]})"
    ) << "AWS names no statistic and no unit of an expression";
}

TEST_F(AlarmMathTest, TakesAPointThatOneSideLacksAsMissing) {
    measure({"20", "20"});
    measure_other(2, 100);
    ask("PutMetricAlarm", of_two("m1 + m2"));
    clock_.at += 10 * minute;
    evaluate();
    EXPECT_EQ(state_of("math"), "INSUFFICIENT_DATA");
    auto filled = of_two("m1 + FILL(m2, 0)");
    filled["TreatMissingData"] = "breaching";
    ask("PutMetricAlarm", filled);
    evaluate();
    EXPECT_EQ(state_of("math"), "ALARM");
}

TEST_F(AlarmMathTest, LooksBackByTheLongestPeriod) {
    measure({"30", "30", "30", "30", "30", "30"});
    auto input = of_two("IF(m1 > 0, m1, 0)");
    input["Metrics"][1]["MetricStat"]["Period"] = 300;
    ask("PutMetricAlarm", input);
    evaluate();
    EXPECT_EQ(state_of("math"), "ALARM");
    EXPECT_EQ(json::parse(described("math").at("StateReasonData").get<std::string>()).at("period"), 300);
}

TEST_F(AlarmMathTest, DescribesItsMetricsAndBelongsToNoneOfThem) {
    const auto input = of_two("m1 + m2");
    ask("PutMetricAlarm", input);
    const auto alarm = described("math");
    auto expected = input.at("Metrics");
    expected[0]["ReturnData"] = true;
    EXPECT_EQ(alarm.at("Metrics"), expected);
    EXPECT_FALSE(alarm.contains("MetricName"));
    EXPECT_FALSE(alarm.contains("Dimensions"));
    const auto found =
        ask("DescribeAlarmsForMetric",
            {{"Namespace", "AWS/RDS"},
             {"MetricName", "ReplicaLag"},
             {"Dimensions", {{{"Name", "DBInstanceIdentifier"}, {"Value", "db"}}}}});
    EXPECT_TRUE(found.at("MetricAlarms").empty());
}

TEST_F(AlarmMathTest, TellsItsMetricsInTheMessage) {
    measure({"20"});
    measure_other(1, 1.5);
    auto input = of_two("m1 + m2");
    input["AlarmActions"] = {"http://127.0.0.1:9/hook"};
    ask("PutMetricAlarm", input);
    evaluate();
    const auto& calls = state_.alarms.find({where_, "math"})->calls;
    ASSERT_EQ(calls.size(), 1u);
    const auto trigger = json::parse(calls[0].message).at("Trigger");
    EXPECT_EQ(
        trigger.at("Metrics").at(0),
        (json{{"Expression", "m1 + m2"}, {"Id", "e1"}, {"Label", "both"}, {"ReturnData", true}})
    );
    EXPECT_EQ(
        trigger.at("Metrics").at(1),
        (json{
            {"Id", "m1"},
            {"MetricStat",
             {{"Metric",
               {{"Dimensions", {{{"value", "db"}, {"name", "DBInstanceIdentifier"}}}},
                {"MetricName", "ReplicaLag"},
                {"Namespace", "AWS/RDS"}}},
              {"Period", 60},
              {"Stat", "Average"}}},
            {"ReturnData", false}})
    );
    EXPECT_FALSE(trigger.contains("MetricName"));
}

TEST_F(AlarmMathTest, RefusesListsThatMakeNoSingleSeries) {
    const auto lag = metric_query("m1", "ReplicaLag");
    const auto refused = [&](const json& metrics, const json& changes = json::object()) {
        return refusal("PutMetricAlarm", math(metrics, changes));
    };
    const std::string not_one =
        "ValidationError: Exactly one element of the metrics list should return data.";
    EXPECT_EQ(refused(json::array({lag})), not_one);
    EXPECT_EQ(refused({expression("m1"), metric_query("m1", "ReplicaLag", {{"ReturnData", true}})}), not_one);
    EXPECT_EQ(
        refused({expression("SEARCH('x', 'Sum', 60)"), lag}),
        "ValidationError: SEARCH is not supported on Metric Alarms."
    );
    EXPECT_THAT(
        refused({expression("m1 +"), lag}), StartsWith("ValidationError: Error in expression 'e1': ")
    );
    EXPECT_THAT(
        refused({expression("m1 + m3"), lag}),
        StartsWith("ValidationError: Error in expression 'e1': Undefined variable 'm3'")
    );
    EXPECT_THAT(
        refused({expression("e1 + m1"), lag}),
        StartsWith("ValidationError: Error in expression 'e1': Circular")
    );
    EXPECT_THAT(
        refused({expression("AVG(m1)"), lag}),
        StartsWith("ValidationError: Error in expression 'e1': The result must be")
    );
    EXPECT_THAT(
        refused({expression("[m1, m2]"), lag, metric_query("m2", "Other")}),
        StartsWith("ValidationError: Invalid metrics list")
    );
    EXPECT_THAT(
        refused(json::array({expression("TIME_SERIES(1)")})),
        StartsWith("ValidationError: Invalid metrics list")
    );
    EXPECT_THAT(refused({expression("ANOMALY_DETECTION_BAND(m1)"), lag}), StartsWith("NotImplemented: "));
    EXPECT_THAT(
        refused({expression("m1"), metric_query("M1", "ReplicaLag")}),
        StartsWith("ValidationError: The value M1 for parameter Metrics.member.2.Id")
    );
    EXPECT_EQ(
        refused({expression("m1"), lag, lag}),
        "ValidationError: The values for parameter id in Metrics are not unique.\n"
    );
    EXPECT_THAT(
        refused({expression("m1"), lag}, {{"Period", 60}}),
        StartsWith("ValidationError: The parameters Metrics and Period are mutually exclusive")
    );
    auto odd = lag;
    odd["MetricStat"]["Period"] = 5;
    EXPECT_EQ(
        refused({expression("m1"), odd}), "ValidationError: Period must be 10, 20, 30 or a multiple of 60"
    );
    auto many = json::array({expression("m1")});
    for (int i = 0; i < 10; ++i)
        many.push_back(metric_query(("m" + std::to_string(i)).c_str(), "ReplicaLag"));
    EXPECT_EQ(refused(many), "ValidationError: The collection Metrics must not have a size greater than 10.");
    EXPECT_TRUE(state_.alarms.rows().empty());
    EXPECT_TRUE(state_.alarm_histories.rows().empty());
}

TEST_F(AlarmMathTest, SaysWhatOfAnomalyDetectionDoesNotFitBeforeItSaysThatThereIsNone) {
    const auto lag = metric_query("m1", "ReplicaLag", {{"ReturnData", true}});
    const auto refused = [&](const json& changes, bool with_threshold) {
        auto input = math({expression("ANOMALY_DETECTION_BAND(m1)"), lag}, changes);
        if (!with_threshold)
            input.erase("Threshold");
        return refusal("PutMetricAlarm", input);
    };
    const json band{{"ThresholdMetricId", "e1"}, {"ComparisonOperator", "GreaterThanUpperThreshold"}};
    EXPECT_THAT(refused(band, false), StartsWith("NotImplemented: "));
    EXPECT_THAT(
        refused(band, true), StartsWith("ValidationError: The parameters Threshold and ThresholdMetricId")
    );
    EXPECT_THAT(refused({{"ThresholdMetricId", "e1"}}, false), StartsWith("ValidationError: "));
    EXPECT_EQ(
        refused({{"ComparisonOperator", "LessThanLowerThreshold"}}, false),
        "ValidationError: ThresholdMetricId must not be null"
    );
}

} // namespace
} // namespace borealis::emulator
