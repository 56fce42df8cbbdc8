// When alarms are evaluated, what state they come into, what they say of it and what follows.
#include "tests/unit/alarms/alarm_fixture.hpp"

#include "emulator/cloudwatch/alarms/webhook_url.hpp"

#include <gmock/gmock.h>

namespace borealis::emulator {
namespace {

using testing::ElementsAre;

const std::string topic = "arn:aws:sns:eu-west-1:123456789012:pager";
const std::string hook = "http://127.0.0.1:9/hook?x=1";

TEST_F(AlarmTest, StartsUncheckedAndIsEvaluatedAtOnce) {
    measure({"21.5"});
    put("lag");
    EXPECT_EQ(state_of("lag"), "INSUFFICIENT_DATA");
    EXPECT_EQ(reason_of("lag"), "Unchecked: Initial alarm creation");
    evaluate();
    EXPECT_EQ(state_of("lag"), "ALARM");
    EXPECT_EQ(
        reason_of("lag"),
        "Threshold Crossed: 1 datapoint [21.5 (15/01/26 11:59:00)] was greater than the threshold (21.0)."
    );
    EXPECT_EQ(
        described("lag").at("StateReasonData"),
        R"({"version":"1.0","queryDate":"2026-01-15T12:00:00.000+0000",)"
        R"("startDate":"2026-01-15T11:59:00.000+0000","statistic":"Average","period":60,)"
        R"("recentDatapoints":[21.5],"threshold":21.0,)"
        R"("evaluatedDatapoints":[{"timestamp":"2026-01-15T11:59:00.000+0000","sampleCount":1.0,"value":21.5}]})"
    );
}

TEST_F(AlarmTest, GoesByItsNewSettingsAtOnceAndReadsThemOnce) {
    measure({"22"});
    put("lag");
    evaluate();
    EXPECT_EQ(state_of("lag"), "ALARM");
    const auto definition = state_.alarms.find({where_, "lag"})->definition;
    ASSERT_TRUE(definition);
    evaluate_a_minute_later();
    EXPECT_EQ(state_.alarms.find({where_, "lag"})->definition, definition);
    clock_.at -= minute;
    put("lag", {{"Threshold", 100.0}});
    evaluate();
    EXPECT_EQ(state_of("lag"), "OK");
    put_composite("both", "ALARM(lag)");
    evaluate();
    EXPECT_EQ(state_of("both"), "OK");
    put_composite("both", "OK(lag)");
    evaluate();
    EXPECT_EQ(state_of("both"), "ALARM");
}

TEST_F(AlarmTest, StaysUncheckedWithoutData) {
    put("lag");
    evaluate();
    EXPECT_EQ(reason_of("lag"), "Unchecked: Initial alarm creation");
    EXPECT_THAT(history("lag"), ElementsAre("ConfigurationUpdate: Alarm \"lag\" created"));
}

TEST_F(AlarmTest, IsEvaluatedOnceAMinute) {
    put("lag");
    evaluate();
    measure({"22"});
    clock_.at += 59 * second;
    evaluate();
    EXPECT_EQ(state_of("lag"), "INSUFFICIENT_DATA");
    clock_.at += second;
    evaluate();
    EXPECT_EQ(state_of("lag"), "ALARM");
}

TEST_F(AlarmTest, OfAShortPeriodIsEvaluatedEveryTenSeconds) {
    put("lag", {{"Period", 10}});
    evaluate();
    metrics_.add(lag_, metric_unit::seconds, noon + second, 30);
    clock_.at = noon + 9 * second;
    evaluate();
    EXPECT_EQ(state_of("lag"), "INSUFFICIENT_DATA");
    clock_.at = noon + 10 * second;
    evaluate();
    EXPECT_EQ(state_of("lag"), "ALARM");
}

TEST_F(AlarmTest, OfManyDaysIsEvaluatedEveryHour) {
    put("lag", {{"Period", 3600}, {"EvaluationPeriods", 48}, {"DatapointsToAlarm", 1}});
    evaluate();
    metrics_.add(lag_, metric_unit::seconds, noon, 30);
    clock_.at = noon + 59 * minute;
    evaluate();
    EXPECT_EQ(state_of("lag"), "INSUFFICIENT_DATA");
    clock_.at = noon + hour;
    evaluate();
    EXPECT_EQ(state_of("lag"), "ALARM");
}

TEST_F(AlarmTest, LeavesTheMinuteThatStillLastsAlone) {
    put("lag");
    metrics_.add(lag_, metric_unit::seconds, noon, 30);
    clock_.at = noon + 30 * second;
    evaluate();
    EXPECT_EQ(state_of("lag"), "INSUFFICIENT_DATA");
}

TEST_F(AlarmTest, SlidesLongPeriodsByTheMinute) {
    put("lag", {{"Period", 300}, {"Statistic", "Sum"}, {"Threshold", 2}});
    measure({"1", "1", "1"});
    clock_.at += 2 * minute;
    evaluate();
    EXPECT_EQ(state_of("lag"), "ALARM");
    clock_.at += minute; // one of the three is older than five minutes now
    evaluate();
    EXPECT_EQ(state_of("lag"), "OK");
}

TEST_F(AlarmTest, ComparesInFourWays) {
    measure({"21"});
    put("gt");
    put("ge", {{"ComparisonOperator", "GreaterThanOrEqualToThreshold"}});
    put("lt", {{"ComparisonOperator", "LessThanThreshold"}});
    put("le", {{"ComparisonOperator", "LessThanOrEqualToThreshold"}});
    evaluate();
    EXPECT_EQ(state_of("gt"), "OK");
    EXPECT_EQ(state_of("ge"), "ALARM");
    EXPECT_EQ(state_of("lt"), "OK");
    EXPECT_EQ(state_of("le"), "ALARM");
    EXPECT_THAT(reason_of("lt"), testing::HasSubstr("was not less than the threshold (21.0)"));
    EXPECT_THAT(reason_of("le"), testing::HasSubstr("was less than or equal to the threshold (21.0)"));
}

TEST_F(AlarmTest, SaysHowManyOfHowMany) {
    put("lag", {{"EvaluationPeriods", 3}, {"DatapointsToAlarm", 2}});
    measure({"22", "1", "23"});
    evaluate();
    EXPECT_EQ(
        reason_of("lag"),
        "Threshold Crossed: 2 out of the last 3 datapoints [23.0 (15/01/26 11:59:00), 22.0 (15/01/26 "
        "11:57:00)] were greater than the threshold (21.0) (minimum 2 datapoints for INSUFFICIENT_DATA -> "
        "ALARM transition)."
    );
    metrics_.add(lag_, metric_unit::seconds, noon, 2);
    evaluate_a_minute_later();
    EXPECT_EQ(
        reason_of("lag"),
        "Threshold Crossed: 2 out of the last 3 datapoints [2.0 (15/01/26 12:00:00), 1.0 (15/01/26 "
        "11:58:00)] were not greater than the threshold (21.0) (minimum 2 datapoints for ALARM -> OK "
        "transition)."
    );
}

TEST_F(AlarmTest, SaysWhatMissingDataWereTreatedAs) {
    put("bad", {{"EvaluationPeriods", 2}, {"TreatMissingData", "breaching"}});
    put("good", {{"TreatMissingData", "notBreaching"}});
    put("ignored", {{"TreatMissingData", "ignore"}});
    evaluate();
    EXPECT_EQ(
        reason_of("bad"),
        "Threshold Crossed: no datapoints were received for 2 periods and 2 missing datapoints were treated "
        "as [Breaching]."
    );
    EXPECT_EQ(
        reason_of("good"),
        "Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as "
        "[NonBreaching]."
    );
    EXPECT_EQ(state_of("ignored"), "INSUFFICIENT_DATA");
}

TEST_F(AlarmTest, ComesToLackData) {
    measure({"1"});
    put("lag");
    evaluate();
    EXPECT_EQ(state_of("lag"), "OK");
    clock_.at += 10 * minute;
    evaluate();
    EXPECT_EQ(state_of("lag"), "INSUFFICIENT_DATA");
    EXPECT_EQ(reason_of("lag"), "Insufficient Data: 1 datapoint was unknown.");
}

TEST_F(AlarmTest, WatchesPercentilesAndIgnoresFewSamplesIfAsked) {
    measure({"30"});
    auto percentile = definition("all");
    percentile.erase("Statistic");
    percentile["ExtendedStatistic"] = "p99";
    ask("PutMetricAlarm", percentile);
    percentile["AlarmName"] = "few";
    percentile["EvaluateLowSampleCountPercentile"] = "ignore";
    ask("PutMetricAlarm", percentile);
    evaluate();
    EXPECT_EQ(state_of("all"), "ALARM");
    EXPECT_EQ(state_of("few"), "INSUFFICIENT_DATA");
}

TEST_F(AlarmTest, WatchesTheReturnedOneOfSeveralMetrics) {
    measure({"30"});
    const auto query = [](const char* id, const char* name, bool returned) {
        return json{
            {"Id", id},
            {"ReturnData", returned},
            {"MetricStat",
             {{"Metric",
               {{"Namespace", "AWS/RDS"},
                {"MetricName", name},
                {"Dimensions", {{{"Name", "DBInstanceIdentifier"}, {"Value", "db"}}}}}},
              {"Period", 60},
              {"Stat", "Maximum"}}}};
    };
    const json input{
        {"AlarmName", "math"},
        {"EvaluationPeriods", 1},
        {"Threshold", 5.0},
        {"ComparisonOperator", "GreaterThanThreshold"},
        {"Metrics", {query("m1", "Other", false), query("m2", "ReplicaLag", true)}}};
    ask("PutMetricAlarm", input);
    evaluate();
    EXPECT_EQ(state_of("math"), "ALARM");
}

TEST_F(AlarmTest, RecordsActionsInTheHistory) {
    measure({"30"});
    put("lag", {{"AlarmActions", {topic}}, {"OKActions", {"http://10.0.0.1/", "https://127.0.0.1/"}}});
    evaluate();
    EXPECT_THAT(
        history("lag"),
        ElementsAre(
            "ConfigurationUpdate: Alarm \"lag\" created",
            "StateUpdate: Alarm updated from INSUFFICIENT_DATA to ALARM",
            "Action: Recorded action " + topic + ": it is not carried out, there is no such service here"
        )
    );
    metrics_.add(lag_, metric_unit::seconds, noon, 1);
    evaluate_a_minute_later();
    const auto items = history("lag");
    ASSERT_EQ(items.size(), 6u);
    EXPECT_EQ(
        items[4], "Action: Recorded action http://10.0.0.1/: it is not called, only URLs on this host are"
    );
    EXPECT_EQ(items[5], "Action: Failed to execute action https://127.0.0.1/: only http is called");
    EXPECT_TRUE(state_.alarms.find({where_, "lag"})->calls.empty());
}

TEST_F(AlarmTest, QueuesCallsOfThisHostWithTheMessageOfSns) {
    measure({"30"});
    put("lag", {{"AlarmActions", {hook}}, {"AlarmDescription", "behind"}});
    evaluate();
    const auto& calls = state_.alarms.find({where_, "lag"})->calls;
    ASSERT_EQ(calls.size(), 1u);
    EXPECT_EQ(calls[0].url, hook);
    const auto message = json::parse(calls[0].message);
    EXPECT_EQ(message.at("AlarmName"), "lag");
    EXPECT_EQ(message.at("AlarmDescription"), "behind");
    EXPECT_EQ(message.at("AWSAccountId"), "123456789012");
    EXPECT_EQ(message.at("NewStateValue"), "ALARM");
    EXPECT_EQ(message.at("OldStateValue"), "INSUFFICIENT_DATA");
    EXPECT_EQ(message.at("StateChangeTime"), "2026-01-15T12:00:00.000+0000");
    EXPECT_EQ(message.at("Region"), "EU (Ireland)");
    EXPECT_EQ(message.at("AlarmArn"), "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:lag");
    EXPECT_EQ(message.at("Trigger").at("Statistic"), "AVERAGE");
    EXPECT_EQ(
        message.at("Trigger").at("Dimensions").at(0),
        (json{{"name", "DBInstanceIdentifier"}, {"value", "db"}})
    );
}

TEST_F(AlarmTest, TakesNoActionWhereTheyAreDisabled) {
    measure({"30"});
    put("off", {{"AlarmActions", {topic}}, {"ActionsEnabled", false}});
    put("switched", {{"AlarmActions", {topic}}});
    ask("DisableAlarmActions", {{"AlarmNames", {"switched", "nobody"}}});
    EXPECT_EQ(described("switched").at("ActionsEnabled"), false);
    evaluate();
    EXPECT_EQ(state_of("off"), "ALARM");
    EXPECT_EQ(history("off").size(), 2u);
    EXPECT_EQ(history("switched").size(), 3u);
    ask("EnableAlarmActions", {{"AlarmNames", {"switched"}}});
    EXPECT_EQ(described("switched").at("ActionsEnabled"), true);
}

TEST_F(AlarmTest, CompositeFollowsItsChildren) {
    measure({"30"});
    put("a");
    put("b", {{"Threshold", 100}});
    put_composite("both", "ALARM(a) AND ALARM(b)");
    put_composite("either", "ALARM(a) OR ALARM(b)");
    evaluate();
    EXPECT_EQ(state_of("both"), "OK");
    EXPECT_EQ(state_of("either"), "ALARM");
    EXPECT_EQ(
        reason_of("both"),
        "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:both was created and its alarm rule evaluates to OK"
    );
    clock_.at += second;
    ask("SetAlarmState", {{"AlarmName", "b"}, {"StateValue", "ALARM"}, {"StateReason", "test"}});
    evaluate();
    EXPECT_EQ(state_of("both"), "ALARM");
    EXPECT_EQ(
        reason_of("both"),
        "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:b transitioned to ALARM at Thursday 15 January, "
        "2026 "
        "12:00:01 UTC"
    );
}

TEST_F(AlarmTest, CompositeOfCompositesIsEvaluatedInOneTurn) {
    put("z");
    put_composite("m", "ALARM(z)");
    put_composite("a", "NOT OK(m)");
    ask("SetAlarmState", {{"AlarmName", "z"}, {"StateValue", "ALARM"}, {"StateReason", "test"}});
    clock_.at += second;
    evaluate();
    EXPECT_EQ(state_of("m"), "ALARM");
    EXPECT_EQ(state_of("a"), "ALARM");
}

TEST_F(AlarmTest, CompositeThatCannotBeReadKeepsNoOtherFromBeingEvaluated) {
    put("z");
    put_composite("a", "ALARM(z)");
    put_composite("b", "ALARM(z)");
    const auto broken =
        std::find_if(state_.alarms.rows().begin(), state_.alarms.rows().end(), [](const auto& row) {
            return row.first.name == "a";
        });
    ASSERT_NE(broken, state_.alarms.rows().end());
    auto& row = state_.alarms.edit(broken->first);
    row.settings["AlarmRule"] = "ALARM(";
    row.definition.reset();
    ask("SetAlarmState", {{"AlarmName", "z"}, {"StateValue", "ALARM"}, {"StateReason", "test"}});
    evaluate();
    EXPECT_EQ(state_of("b"), "ALARM");
}

TEST_F(AlarmTest, CompositeOnACycleIsLeftAlone) {
    put_composite("a", "TRUE");
    put_composite("b", "ALARM(a)");
    put_composite("a", "ALARM(b)");
    put_composite("above", "NOT ALARM(b)");
    put_composite("beside", "TRUE");
    evaluate();
    for (const auto* name : {"a", "b", "above"})
        EXPECT_EQ(state_of(name), "INSUFFICIENT_DATA") << name;
    EXPECT_EQ(state_of("beside"), "ALARM");
}

TEST_F(AlarmTest, SetStateLastsUntilTheNextEvaluation) {
    measure({"1"});
    put("lag");
    evaluate();
    ask("SetAlarmState", {{"AlarmName", "lag"}, {"StateValue", "ALARM"}, {"StateReason", "drill"}});
    clock_.at += second;
    evaluate();
    EXPECT_EQ(state_of("lag"), "ALARM");
    EXPECT_EQ(reason_of("lag"), "drill");
    metrics_.add(lag_, metric_unit::seconds, noon, 1);
    evaluate_a_minute_later();
    EXPECT_EQ(state_of("lag"), "OK");
}

TEST(WebhookUrl, IsOneOfThisHost) {
    const auto url = parse_webhook_url("http://127.0.0.1:8080/a/b?c=d#e");
    ASSERT_TRUE(url);
    EXPECT_EQ(url->address, "127.0.0.1");
    EXPECT_EQ(url->port, 8080);
    EXPECT_EQ(url->host, "127.0.0.1:8080");
    EXPECT_EQ(url->target, "/a/b?c=d");
    EXPECT_EQ(parse_webhook_url("http://localhost")->target, "/");
    EXPECT_EQ(parse_webhook_url("http://localhost")->port, 80);
    EXPECT_EQ(parse_webhook_url("http://localhost:1?x")->target, "/?x");
    EXPECT_EQ(parse_webhook_url("http://[::1]:99/x")->address, "::1");
    EXPECT_EQ(parse_webhook_url("http://[::1]/x")->port, 80);
    for (const auto* other :
         {"http://10.0.0.1/",
          "http://example.com/",
          "http://0.0.0.0/",
          "https://127.0.0.1/",
          "http://127.0.0.1:0/",
          "http://127.0.0.1:99999/",
          "http://127.0.0.1:x/",
          "http://a@127.0.0.1/",
          "http://127.0.0.1/a b",
          "http://127.0.0.1/\r\nX: y",
          "http://",
          "ftp://127.0.0.1/"})
        EXPECT_FALSE(parse_webhook_url(other)) << other;
}

} // namespace
} // namespace borealis::emulator
