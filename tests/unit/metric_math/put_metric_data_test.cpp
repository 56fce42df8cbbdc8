// PutMetricData: what is kept, what is refused, and that a refused call keeps nothing.
#include "tests/unit/emulator/cloudwatch_fixture.hpp"

namespace borealis::emulator {
namespace {

class PutMetricDataTest : public CloudWatchTest {
  protected:
    json run(handler operation, const json& input) {
        call_context call{environment_, where_, "test", input};
        return operation(call);
    }

    static json input(json data) { return {{"Namespace", "My/App"}, {"MetricData", std::move(data)}}; }

    void put(json datum) { run(put_metric_data, input(json::array({std::move(datum)}))); }

    std::string refused(const json& asked) {
        try {
            run(put_metric_data, asked);
            return "taken";
        } catch (const protocol::aws_error& error) {
            return error.code() + ": " + error.message();
        }
    }
    std::string refused_datum(json change) {
        json datum{{"MetricName", "Latency"}};
        datum.update(change);
        return refused(input(json::array({datum})));
    }

    json statistics(json extended = json::array()) {
        json asked{
            {"Namespace", "My/App"},
            {"MetricName", "Latency"},
            {"StartTime", noon - day},
            {"EndTime", noon + day},
            {"Period", 3600},
            {"Statistics", {"SampleCount", "Sum", "Minimum", "Maximum"}}};
        if (!extended.empty())
            asked["ExtendedStatistics"] = std::move(extended);
        return run(get_metric_statistics, asked).at("Datapoints");
    }
};

TEST_F(PutMetricDataTest, AValueIsReadableAtOnce) {
    put({{"MetricName", "Latency"}, {"Value", 2.5}, {"Unit", "Seconds"}});
    put({{"MetricName", "Latency"}, {"Value", -1.0}, {"Unit", "Seconds"}, {"Timestamp", noon + second}});
    const auto points = statistics();
    ASSERT_EQ(points.size(), 1u);
    EXPECT_EQ(points[0].at("Unit"), "Seconds");
    EXPECT_EQ(points[0].at("SampleCount"), 2.0);
    EXPECT_EQ(points[0].at("Sum"), 1.5);
    EXPECT_EQ(points[0].at("Minimum"), -1.0);
}

TEST_F(PutMetricDataTest, ValuesWithCountsStayApartForPercentiles) {
    put({{"MetricName", "Latency"}, {"Values", {1.0, 10.0, 100.0}}, {"Counts", {90.0, 9.0, 1.0}}});
    const auto points = statistics({"p50", "p95"});
    ASSERT_EQ(points.size(), 1u);
    EXPECT_EQ(points[0].at("Unit"), "None");
    EXPECT_EQ(points[0].at("SampleCount"), 100.0);
    EXPECT_EQ(points[0].at("Sum"), 280.0);
    EXPECT_EQ(points[0].at("ExtendedStatistics").at("p50"), 1.0);
    EXPECT_NEAR(points[0].at("ExtendedStatistics").at("p95"), 10.0, 1.0);
}

TEST_F(PutMetricDataTest, StatisticSetsMergeAndUnitsStayApart) {
    const json set{{"SampleCount", 4.0}, {"Sum", 10.0}, {"Minimum", 1.0}, {"Maximum", 4.0}};
    put({{"MetricName", "Latency"}, {"StatisticValues", set}, {"Timestamp", noon - hour}});
    put({{"MetricName", "Latency"}, {"StatisticValues", set}, {"Timestamp", noon - hour}});
    put({{"MetricName", "Latency"}, {"Value", 7.0}, {"Timestamp", noon - hour}, {"Unit", "Count"}});
    const auto points = statistics();
    ASSERT_EQ(points.size(), 2u);
    EXPECT_EQ(points[0].at("SampleCount"), 8.0);
    EXPECT_EQ(points[0].at("Maximum"), 4.0);
    EXPECT_EQ(points[1].at("Sum"), 7.0);
}

TEST_F(PutMetricDataTest, DataOfEntitiesCountAsWell) {
    run(put_metric_data,
        {{"Namespace", "My/App"},
         {"EntityMetricData", {{{"MetricData", {{{"MetricName", "Latency"}, {"Value", 3.0}}}}}}}});
    EXPECT_EQ(statistics().size(), 1u);
}

TEST_F(PutMetricDataTest, RefusesNamespacesOfServicesAndCallsWithoutData) {
    auto asked = input(json::array({{{"MetricName", "Latency"}, {"Value", 1.0}}}));
    asked["Namespace"] = "AWS/RDS";
    EXPECT_EQ(refused(asked), "InvalidParameterValue: The value AWS/ for parameter Namespace is invalid.");
    EXPECT_EQ(refused({{"Namespace", "My/App"}}), "MissingParameter: The parameter MetricData is required.");
    const std::vector<json> many(1001, json{{"MetricName", "Latency"}, {"Value", 1.0}});
    EXPECT_EQ(
        refused(input(many)),
        "InvalidParameterValue: The collection MetricData must not have a size greater than 1000."
    );
}

TEST_F(PutMetricDataTest, OneWayOfGivingTheValue) {
    EXPECT_EQ(
        refused_datum({{"Value", 1.0}, {"Values", {1.0}}}),
        "InvalidParameterCombination: The parameters MetricData.member.1.Value and "
        "MetricData.member.1.Values are mutually exclusive and you have specified both."
    );
    EXPECT_EQ(
        refused_datum({{"Values", {1.0, 2.0}}, {"Counts", {1.0}}}),
        "InvalidParameterValue: The parameters MetricData.member.1.Values and MetricData.member.1.Counts "
        "must be of the same size."
    );
    EXPECT_EQ(refused_datum(json::object()).substr(0, 28), "InvalidParameterCombination:");
    EXPECT_EQ(
        refused_datum({{"Values", std::vector<double>(151, 1.0)}}),
        "InvalidParameterValue: The collection MetricData.member.1.Values must not have a size greater than "
        "150."
    );
}

TEST_F(PutMetricDataTest, RefusesNumbersThatAreNone) {
    const auto value = [&](double number) { return refused_datum({{"Value", number}}); };
    EXPECT_EQ(
        value(std::numeric_limits<double>::quiet_NaN()),
        "InvalidParameterValue: The value NaN for parameter MetricData.member.1.Value is invalid."
    );
    EXPECT_NE(value(std::numeric_limits<double>::infinity()), "taken");
    EXPECT_NE(value(-1e109), "taken");
    EXPECT_EQ(value(1e108), "taken");
    EXPECT_NE(refused_datum({{"Values", {1.0}}, {"Counts", {0.0}}}), "taken");
    json set{{"SampleCount", 0.0}, {"Sum", 1.0}, {"Minimum", 1.0}, {"Maximum", 1.0}};
    EXPECT_NE(refused_datum({{"StatisticValues", set}}), "taken");
    set["SampleCount"] = 1.0;
    set["Minimum"] = 2.0;
    EXPECT_NE(refused_datum({{"StatisticValues", set}}), "taken");
}

TEST_F(PutMetricDataTest, TakesTwoWeeksBackAndTwoHoursAhead) {
    const auto at = [&](timestamp_ms time) { return refused_datum({{"Value", 1.0}, {"Timestamp", time}}); };
    EXPECT_EQ(at(noon - 14 * day), "taken");
    EXPECT_EQ(at(noon + 2 * hour), "taken");
    EXPECT_EQ(
        at(noon - 14 * day - 1),
        "InvalidParameterValue: The parameter MetricData.member.1.Timestamp must specify a time within the "
        "past two weeks."
    );
    EXPECT_EQ(
        at(noon + 2 * hour + 1),
        "InvalidParameterValue: The parameter MetricData.member.1.Timestamp must specify a time no more "
        "than two hours in the future."
    );
}

TEST_F(PutMetricDataTest, ChecksDimensionsAndResolution) {
    const auto dimension = [&](const char* name, const char* value) {
        return refused_datum({{"Value", 1.0}, {"Dimensions", {{{"Name", name}, {"Value", value}}}}});
    };
    EXPECT_EQ(
        dimension(":a", "b"),
        "InvalidParameterValue: The value :a for parameter MetricData.member.1.Dimensions.member.1.Name is "
        "invalid."
    );
    EXPECT_NE(dimension("a", "  "), "taken");
    EXPECT_EQ(dimension("a", "b"), "taken");
    EXPECT_EQ(refused_datum({{"Value", 1.0}, {"StorageResolution", 1}}), "taken");
    EXPECT_EQ(
        refused_datum({{"Value", 1.0}, {"StorageResolution", 30}}),
        "InvalidParameterValue: The value 30 for parameter MetricData.member.1.StorageResolution is invalid."
    );
}

TEST_F(PutMetricDataTest, ARefusedCallKeepsNothing) {
    const json good{{"MetricName", "Latency"}, {"Value", 1.0}};
    const json bad{{"MetricName", "Latency"}};
    EXPECT_NE(refused(input(json::array({good, bad}))), "taken");
    EXPECT_TRUE(statistics().empty());
}

} // namespace
} // namespace borealis::emulator
