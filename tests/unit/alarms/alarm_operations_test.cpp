// The operations on alarms: answers, filters, pages, tags, history, refusals, and what survives a restart.
#include "tests/unit/alarms/alarm_fixture.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <cmath>
#include <gmock/gmock.h>

namespace borealis::emulator {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

class AlarmOperationsTest : public AlarmTest {
  protected:
    std::vector<std::string> names(const json& input) {
        const auto answer = ask("DescribeAlarms", input);
        std::vector<std::string> found;
        for (const auto* list : {"MetricAlarms", "CompositeAlarms"})
            for (const auto& row : answer.at(list))
                found.push_back(row.at("AlarmName"));
        return found;
    }
    std::string put_refusal(const json& changes) {
        return refusal("PutMetricAlarm", definition("refused", changes));
    }
    std::string put_refusal_without(const std::string& member) {
        auto input = definition("refused");
        input.erase(member);
        return refusal("PutMetricAlarm", input);
    }
    void commit() {
        asio::io_context loop;
        asio::co_spawn(loop, state_.commit(), asio::detached);
        loop.run();
    }
};

TEST_F(AlarmOperationsTest, DescribesWhatWasPut) {
    put("lag", {{"AlarmDescription", "behind"}, {"OKActions", {"arn:aws:sns:eu-west-1:123456789012:t"}}});
    const auto answer = ask("DescribeAlarms", json::object());
    EXPECT_EQ(answer.at("CompositeAlarms"), json::array());
    ASSERT_EQ(answer.at("MetricAlarms").size(), 1u);
    auto expected = definition("lag");
    expected.update({
        {"AlarmArn", "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:lag"},
        {"AlarmDescription", "behind"},
        {"OKActions", {"arn:aws:sns:eu-west-1:123456789012:t"}},
        {"AlarmActions", json::array()},
        {"InsufficientDataActions", json::array()},
        {"ActionsEnabled", true},
        {"AlarmConfigurationUpdatedTimestamp", noon},
        {"StateValue", "INSUFFICIENT_DATA"},
        {"StateReason", "Unchecked: Initial alarm creation"},
        {"StateUpdatedTimestamp", noon},
        {"StateTransitionedTimestamp", noon},
    });
    EXPECT_EQ(answer.at("MetricAlarms").at(0), expected);
}

TEST_F(AlarmOperationsTest, ReplacesSettingsAndKeepsStateAndTags) {
    put("lag", {{"Tags", {{{"Key", "team"}, {"Value", "db"}}}}});
    ask("SetAlarmState", {{"AlarmName", "lag"}, {"StateValue", "OK"}, {"StateReason", "fine"}});
    clock_.at += minute;
    put("lag", {{"Threshold", 7.0}, {"Tags", {{{"Key", "team"}, {"Value", "web"}}}}});
    const auto now = described("lag");
    EXPECT_EQ(now.at("Threshold"), 7.0);
    EXPECT_EQ(now.at("StateValue"), "OK");
    EXPECT_EQ(now.at("AlarmConfigurationUpdatedTimestamp"), noon + minute);
    EXPECT_EQ(now.at("StateUpdatedTimestamp"), noon);
    const auto tags = ask("ListTagsForResource", {{"ResourceARN", now.at("AlarmArn")}}).at("Tags");
    EXPECT_EQ(tags, (json{{{"Key", "team"}, {"Value", "db"}}}));
}

TEST_F(AlarmOperationsTest, FiltersAlarms) {
    const std::string topic = "arn:aws:sns:eu-west-1:123456789012:t";
    put("a-1", {{"AlarmActions", {topic}}});
    put("a-2");
    put("b-1");
    put_composite("c-1", "ALARM(a-1) OR ALARM(b-1)");
    ask("SetAlarmState", {{"AlarmName", "a-2"}, {"StateValue", "OK"}, {"StateReason", ""}});
    EXPECT_THAT(names(json::object()), ElementsAre("a-1", "a-2", "b-1")) << "metric alarms by default";
    EXPECT_THAT(names({{"AlarmTypes", {"CompositeAlarm"}}}), ElementsAre("c-1"));
    EXPECT_THAT(names({{"AlarmNames", {"b-1", "nobody"}}}), ElementsAre("b-1"));
    EXPECT_THAT(names({{"AlarmNamePrefix", "a-"}}), ElementsAre("a-1", "a-2"));
    EXPECT_THAT(names({{"StateValue", "OK"}}), ElementsAre("a-2"));
    EXPECT_THAT(names({{"ActionPrefix", "arn:aws:sns"}}), ElementsAre("a-1"));
    EXPECT_THAT(names({{"ChildrenOfAlarmName", "c-1"}}), ElementsAre("a-1", "b-1"));
    EXPECT_THAT(names({{"ParentsOfAlarmName", "b-1"}}), ElementsAre("c-1"));
    const auto parents = ask("DescribeAlarms", {{"ParentsOfAlarmName", "b-1"}});
    EXPECT_FALSE(parents.at("CompositeAlarms").at(0).contains("AlarmRule"));
    EXPECT_THAT(
        refusal("DescribeAlarms", {{"AlarmNames", {"x"}}, {"AlarmNamePrefix", "x"}}),
        StartsWith("ValidationError: ")
    );
    EXPECT_THAT(
        refusal("DescribeAlarms", {{"ChildrenOfAlarmName", "x"}, {"StateValue", "OK"}}),
        StartsWith("ValidationError: ")
    );
}

TEST_F(AlarmOperationsTest, PagesThroughAlarms) {
    for (const auto* name : {"a", "b", "c", "d", "e"})
        put(name);
    std::vector<std::string> seen;
    json input{{"MaxRecords", 2}};
    for (int pages = 0; pages < 3; ++pages) {
        const auto answer = ask("DescribeAlarms", input);
        for (const auto& row : answer.at("MetricAlarms"))
            seen.push_back(row.at("AlarmName"));
        EXPECT_EQ(answer.contains("NextToken"), pages < 2);
        if (answer.contains("NextToken"))
            input["NextToken"] = answer.at("NextToken");
    }
    EXPECT_THAT(seen, ElementsAre("a", "b", "c", "d", "e"));
    EXPECT_THAT(refusal("DescribeAlarms", {{"NextToken", "x"}}), StartsWith("InvalidNextToken: "));
}

TEST_F(AlarmOperationsTest, FindsTheAlarmsOfAMetric) {
    put("average");
    put("maximum", {{"Statistic", "Maximum"}});
    put("other", {{"MetricName", "Other"}});
    json input{
        {"Namespace", "AWS/RDS"},
        {"MetricName", "ReplicaLag"},
        {"Dimensions", {{{"Name", "DBInstanceIdentifier"}, {"Value", "db"}}}}};
    EXPECT_EQ(ask("DescribeAlarmsForMetric", input).at("MetricAlarms").size(), 2u);
    input["Statistic"] = "Maximum";
    const auto answer = ask("DescribeAlarmsForMetric", input);
    ASSERT_EQ(answer.at("MetricAlarms").size(), 1u);
    EXPECT_EQ(answer.at("MetricAlarms").at(0).at("AlarmName"), "maximum");
    input.erase("Dimensions");
    EXPECT_TRUE(ask("DescribeAlarmsForMetric", input).at("MetricAlarms").empty());
}

TEST_F(AlarmOperationsTest, RefusesWrongSettingsAndKeepsNothing) {
    for (const auto* member :
         {"MetricName",
          "Namespace",
          "Statistic",
          "Period",
          "EvaluationPeriods",
          "ComparisonOperator",
          "Threshold"})
        EXPECT_EQ(
            put_refusal_without(member), "ValidationError: " + std::string(member) + " must not be null"
        );
    for (const int period : {1, 5, 15, 61})
        EXPECT_EQ(
            put_refusal({{"Period", period}}),
            "ValidationError: Period must be 10, 20, 30 or a multiple of 60"
        );
    EXPECT_EQ(
        put_refusal({{"EvaluationPeriods", 1441}}),
        "ValidationError: Metrics cannot be checked across more than a day (EvaluationPeriods * Period must "
        "be "
        "<= 86400)."
    );
    EXPECT_THAT(put_refusal({{"EvaluationPeriods", 169}, {"Period", 3600}}), HasSubstr("<= 604800"));
    EXPECT_THAT(
        put_refusal({{"EvaluationPeriods", 2147483647}, {"Period", 2147483640}}), HasSubstr("checked")
    );
    EXPECT_THAT(
        put_refusal({{"DatapointsToAlarm", 2}}), HasSubstr("less than or equal to EvaluationPeriods")
    );
    EXPECT_THAT(
        put_refusal({{"TreatMissingData", "panic"}}), HasSubstr("panic for parameter TreatMissingData")
    );
    EXPECT_THAT(put_refusal({{"ExtendedStatistic", "p99"}}), HasSubstr("mutually exclusive"));
    EXPECT_THAT(put_refusal({{"AlarmName", "two\nlines"}}), HasSubstr("parameter AlarmName is invalid"));
    EXPECT_THAT(put_refusal({{"Threshold", std::nan("")}}), HasSubstr("Threshold"));
    EXPECT_EQ(put_refusal({{"AlarmActions", {"pager"}}}), "ValidationError: Invalid arn syntax: pager");
    EXPECT_THAT(
        put_refusal({{"ComparisonOperator", "LessThanLowerThreshold"}}), HasSubstr("ThresholdMetricId")
    );
    EXPECT_THAT(
        put_refusal({{"Tags", {{{"Key", "aws:x"}, {"Value", ""}}}}}), StartsWith("InvalidParameterValue: ")
    );
    EXPECT_TRUE(state_.alarms.rows().empty());
    EXPECT_TRUE(state_.alarm_histories.rows().empty());
}

TEST_F(AlarmOperationsTest, TakesOneMetricAsAListAndNoListThatReturnsSeveral) {
    json input{
        {"AlarmName", "math"},
        {"EvaluationPeriods", 1},
        {"Threshold", 1.0},
        {"ComparisonOperator", "GreaterThanThreshold"}};
    const json query{
        {"Id", "m"},
        {"MetricStat",
         {{"Metric", {{"Namespace", "N"}, {"MetricName", "M"}}}, {"Period", 60}, {"Stat", "Sum"}}}};
    auto other = query;
    other["Id"] = "other";
    input["Metrics"] = {query, other};
    EXPECT_THAT(refusal("PutMetricAlarm", input), HasSubstr("Exactly one element of the metrics list"));
    input["Metrics"] = {query};
    EXPECT_EQ(refusal("PutMetricAlarm", input), "answered {}");
    input["Period"] = 60;
    EXPECT_THAT(refusal("PutMetricAlarm", input), HasSubstr("Metrics and Period are mutually exclusive"));
}

TEST_F(AlarmOperationsTest, RefusesCompositesOfNobodyAndNamesOfTheOtherKind) {
    put("lag");
    const auto composite = [](const char* name, const char* rule) {
        return json{{"AlarmName", name}, {"AlarmRule", rule}};
    };
    EXPECT_THAT(
        refusal("PutCompositeAlarm", composite("c", "ALARM(nobody)")), HasSubstr("no alarm named nobody")
    );
    EXPECT_THAT(refusal("PutCompositeAlarm", composite("lag", "TRUE")), HasSubstr("already exists"));
    put_composite("c", "ALARM(lag)");
    EXPECT_THAT(refusal("PutMetricAlarm", definition("c")), HasSubstr("already exists"));
    EXPECT_EQ(
        refusal("DeleteAlarms", {{"AlarmNames", {"lag"}}}),
        "ValidationError: Cannot delete lag as there are composite alarm(s) depending on it."
    );
    ask("DeleteAlarms", {{"AlarmNames", {"lag", "c", "nobody"}}});
    EXPECT_TRUE(state_.alarms.rows().empty());
}

TEST_F(AlarmOperationsTest, DeletesOneCompositeAtATime) {
    put_composite("a", "TRUE");
    put_composite("b", "TRUE");
    EXPECT_THAT(refusal("DeleteAlarms", {{"AlarmNames", {"a", "b"}}}), HasSubstr("Only one composite alarm"));
    EXPECT_EQ(state_.alarms.rows().size(), 2u);
}

TEST_F(AlarmOperationsTest, SetsStates) {
    json input{{"AlarmName", "lag"}, {"StateValue", "ALARM"}, {"StateReason", "drill"}};
    EXPECT_EQ(refusal("SetAlarmState", input), "ResourceNotFound: ") << "AWS gives no text";
    put("lag");
    input["StateReasonData"] = "{";
    EXPECT_THAT(refusal("SetAlarmState", input), StartsWith("InvalidFormat: "));
    EXPECT_EQ(state_of("lag"), "INSUFFICIENT_DATA");
    input["StateReasonData"] = R"({"k":1})";
    ask("SetAlarmState", input);
    EXPECT_EQ(described("lag").at("StateReasonData"), R"({"k":1})");
    const auto changes =
        ask("DescribeAlarmHistory", {{"AlarmName", "lag"}, {"HistoryItemType", "StateUpdate"}});
    ASSERT_EQ(changes.at("AlarmHistoryItems").size(), 1u);
    EXPECT_EQ(
        changes.at("AlarmHistoryItems").at(0).at("HistoryData"),
        R"({"version":"1.0","oldState":{"stateValue":"INSUFFICIENT_DATA",)"
        R"("stateReason":"Unchecked: Initial alarm creation"},)"
        R"("newState":{"stateValue":"ALARM","stateReason":"drill","stateReasonData":{"k":1}}})"
    );
}

TEST_F(AlarmOperationsTest, PagesThroughTheHistoryInBothDirections) {
    put("lag");
    for (const auto* value : {"OK", "ALARM", "OK", "ALARM"})
        ask("SetAlarmState", {{"AlarmName", "lag"}, {"StateValue", value}, {"StateReason", "drill"}});
    ask("DeleteAlarms", {{"AlarmNames", {"lag"}}}); // the history stays
    const std::vector<std::string> expected{
        "Alarm \"lag\" created",
        "Alarm updated from INSUFFICIENT_DATA to OK",
        "Alarm updated from OK to ALARM",
        "Alarm updated from ALARM to OK",
        "Alarm updated from OK to ALARM",
        "Alarm \"lag\" deleted"};
    for (const std::string scan : {"TimestampAscending", "TimestampDescending"}) {
        std::vector<std::string> seen;
        json input{{"MaxRecords", 4}, {"ScanBy", scan}};
        for (bool more = true; more;) {
            const auto answer = ask("DescribeAlarmHistory", input);
            for (const auto& item : answer.at("AlarmHistoryItems"))
                seen.push_back(item.at("HistorySummary"));
            more = answer.contains("NextToken");
            if (more)
                input["NextToken"] = answer.at("NextToken");
        }
        if (scan == "TimestampDescending")
            std::reverse(seen.begin(), seen.end());
        EXPECT_EQ(seen, expected) << scan;
    }
    EXPECT_THAT(refusal("DescribeAlarmHistory", {{"NextToken", "x"}}), StartsWith("InvalidNextToken: "));
}

TEST_F(AlarmOperationsTest, BoundsTheHistory) {
    put("lag");
    const auto flip = [&](const char* value) {
        ask("SetAlarmState", {{"AlarmName", "lag"}, {"StateValue", value}, {"StateReason", "drill"}});
    };
    for (int i = 0; i < 150; ++i) {
        flip("OK");
        flip("ALARM");
    }
    EXPECT_EQ(state_.alarm_histories.find({where_, "lag"})->items.size(), 200u);
    clock_.at += 31 * day;
    EXPECT_TRUE(history("lag").empty());
    flip("OK");
    EXPECT_EQ(state_.alarm_histories.find({where_, "lag"})->items.size(), 1u);
}

TEST_F(AlarmOperationsTest, TagsAlarms) {
    put("lag");
    const std::string arn = "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:lag";
    ask("TagResource",
        {{"ResourceARN", arn}, {"Tags", {{{"Key", "a"}, {"Value", "1"}}, {{"Key", "b"}, {"Value", "2"}}}}});
    ask("TagResource", {{"ResourceARN", arn}, {"Tags", {{{"Key", "a"}, {"Value", "3"}}}}});
    ask("UntagResource", {{"ResourceARN", arn}, {"TagKeys", {"b", "nobody"}}});
    EXPECT_EQ(
        ask("ListTagsForResource", {{"ResourceARN", arn}}).at("Tags"), (json{{{"Key", "a"}, {"Value", "3"}}})
    );
    EXPECT_THAT(
        refusal("ListTagsForResource", {{"ResourceARN", arn + "2"}}),
        StartsWith("ResourceNotFoundException: ")
    );
    EXPECT_THAT(
        refusal(
            "ListTagsForResource", {{"ResourceARN", "arn:aws:cloudwatch:us-east-1:123456789012:alarm:lag"}}
        ),
        StartsWith("ResourceNotFoundException: ")
    );
    EXPECT_THAT(
        refusal("ListTagsForResource", {{"ResourceARN", "lag"}}), StartsWith("InvalidParameterValue: ")
    );
}

TEST_F(AlarmOperationsTest, SurvivesARestart) {
    measure({"30"});
    put("lag", {{"AlarmActions", {"http://127.0.0.1:9/"}}});
    evaluate();
    ask("PutDashboard", {{"DashboardName", "d"}, {"DashboardBody", R"({"widgets":[]})"}});
    const auto before = described("lag");
    commit();
    state again(store_, clock_);
    again.load();
    const auto* loaded = again.alarms.find({where_, "lag"});
    ASSERT_NE(loaded, nullptr);
    EXPECT_EQ(json(*loaded), json(*state_.alarms.find({where_, "lag"})));
    EXPECT_EQ(loaded->calls.size(), 1u);
    EXPECT_EQ(again.alarm_histories.find({where_, "lag"})->items.size(), 2u);
    EXPECT_NE(again.dashboards.find({{where_.account, ""}, "d"}), nullptr);

    again.forget(where_.account);
    EXPECT_TRUE(again.alarms.rows().empty());
    EXPECT_TRUE(again.alarm_histories.rows().empty());
    EXPECT_TRUE(again.dashboards.rows().empty());
}

} // namespace
} // namespace borealis::emulator
