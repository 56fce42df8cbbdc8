// Composite alarms with a suppressor: the examples of the CloudWatch User Guide, "Suppressing composite alarm
// actions", with its time unit as a minute: WaitPeriod is 2 units, ExtensionPeriod 3.
#include "tests/unit/alarms/alarm_fixture.hpp"

#include <gmock/gmock.h>

namespace borealis::emulator {
namespace {

using testing::StartsWith;

class ActionSuppressionTest : public AlarmTest {
  protected:
    ActionSuppressionTest() {
        const json calm{{"Period", 3600}, {"EvaluationPeriods", 100}}; // evaluates to nothing by itself
        put("child", calm);
        put("quiet", calm);
        set("child", "OK");
        set("quiet", "OK");
        ask("PutCompositeAlarm", composite());
        evaluate();
        clock_.at += minute;
        at(1);
    }

    static json composite(const json& changes = json::object()) {
        json input{
            {"AlarmName", "main"},
            {"AlarmRule", "ALARM(child)"},
            {"ActionsSuppressor", "quiet"},
            {"ActionsSuppressorWaitPeriod", 120},
            {"ActionsSuppressorExtensionPeriod", 180},
            {"AlarmActions", {"arn:aws:sns:eu-west-1:123456789012:alarm"}},
            {"OKActions", {"arn:aws:sns:eu-west-1:123456789012:ok"}}};
        input.update(changes);
        return input;
    }
    void set(const std::string& name, const std::string& to) {
        ask("SetAlarmState", {{"AlarmName", name}, {"StateValue", to}, {"StateReason", "test"}});
    }
    /// Lets the time come to this unit.
    void at(int unit) {
        clock_.at = noon + unit * minute;
        evaluate();
    }
    void at(int unit, const std::string& name, const std::string& to) {
        clock_.at = noon + unit * minute;
        set(name, to);
        evaluate();
    }
    std::string suppressed_by() { return described("main").value("ActionsSuppressedBy", ""); }

    /// The resources of the actions taken since the composite alarm came to its first state.
    std::vector<std::string> actions() {
        std::vector<std::string> taken;
        const auto answer =
            ask("DescribeAlarmHistory",
                {{"AlarmName", "main"},
                 {"AlarmTypes", {"CompositeAlarm"}},
                 {"HistoryItemType", "Action"},
                 {"StartDate", noon + 2 * minute},
                 {"ScanBy", "TimestampAscending"}});
        for (const auto& item : answer.at("AlarmHistoryItems")) {
            const auto data = json::parse(item.at("HistoryData").get<std::string>());
            const auto resource = data.at("notificationResource").get<std::string>();
            taken.push_back(resource.substr(resource.rfind(':') + 1));
        }
        return taken;
    }
};

TEST_F(ActionSuppressionTest, ActsAfterTheWaitPeriod) {
    at(3); // whatever waited since the creation is over
    at(4, "child", "ALARM");
    EXPECT_EQ(state_of("main"), "ALARM");
    EXPECT_EQ(suppressed_by(), "WaitPeriod");
    EXPECT_EQ(described("main").at("ActionsSuppressedReason"), "Actions suppressed by WaitPeriod");
    at(5);
    EXPECT_EQ(suppressed_by(), "WaitPeriod");
    const auto before = actions();
    at(6);
    EXPECT_EQ(suppressed_by(), "");
    auto expected = before;
    expected.emplace_back("alarm");
    EXPECT_EQ(actions(), expected);
}

TEST_F(ActionSuppressionTest, IsSuppressedByAnAlarmThatComesWithinTheWaitPeriod) {
    at(12, "child", "ALARM");
    at(13, "quiet", "ALARM");
    EXPECT_EQ(suppressed_by(), "Alarm");
    const auto before = actions();
    at(60);
    EXPECT_EQ(actions(), before);
}

TEST_F(ActionSuppressionTest, WaitsAnewWhenTheStateChangesWithinTheWaitPeriod) {
    at(12, "child", "ALARM");
    at(13, "child", "OK");
    at(14);
    EXPECT_EQ(suppressed_by(), "WaitPeriod");
    const auto before = actions();
    at(15);
    auto expected = before;
    expected.emplace_back("ok");
    EXPECT_EQ(actions(), expected);
}

TEST_F(ActionSuppressionTest, IsSuppressedAtOnceWhereTheSuppressorIsInAlarmAlready) {
    at(11, "quiet", "ALARM");
    at(12, "child", "ALARM");
    EXPECT_EQ(suppressed_by(), "Alarm");
}

TEST_F(ActionSuppressionTest, ActsAfterTheExtensionPeriod) {
    at(12, "child", "ALARM");
    at(13, "quiet", "ALARM");
    at(16, "quiet", "OK");
    EXPECT_EQ(suppressed_by(), "ExtensionPeriod");
    at(18);
    EXPECT_EQ(suppressed_by(), "ExtensionPeriod");
    const auto before = actions();
    at(19);
    EXPECT_EQ(suppressed_by(), "");
    auto expected = before;
    expected.emplace_back("alarm");
    EXPECT_EQ(actions(), expected);
}

TEST_F(ActionSuppressionTest, WaitsAnewWhenTheStateChangesWithinTheExtensionPeriod) {
    at(12, "child", "ALARM");
    at(13, "quiet", "ALARM");
    at(16, "quiet", "OK");
    at(17, "child", "OK");
    EXPECT_EQ(suppressed_by(), "WaitPeriod");
    const auto before = actions();
    at(19);
    auto expected = before;
    expected.emplace_back("ok");
    EXPECT_EQ(actions(), expected);
}

TEST_F(ActionSuppressionTest, DiscardsAPeriodWhenTheSuppressorIsReplaced) {
    at(12, "child", "ALARM");
    const auto before = actions();
    ask("PutCompositeAlarm", composite({{"ActionsSuppressor", "child"}}));
    EXPECT_EQ(suppressed_by(), "");
    at(30);
    EXPECT_EQ(actions(), before);
}

TEST_F(ActionSuppressionTest, RefusesWrongSuppressors) {
    const auto refused = [&](const json& changes, const char* without = "") {
        auto input = composite(changes);
        input["AlarmName"] = "other";
        input.erase(without);
        return refusal("PutCompositeAlarm", input);
    };
    EXPECT_EQ(
        refused(json::object(), "ActionsSuppressorWaitPeriod"),
        "ValidationError: ActionsSuppressorWaitPeriod must not be null"
    );
    EXPECT_EQ(
        refused(json::object(), "ActionsSuppressor"), "ValidationError: ActionsSuppressor must not be null"
    );
    EXPECT_THAT(refused({{"ActionsSuppressor", "nobody"}}), StartsWith("ValidationError: The value nobody"));
    EXPECT_THAT(refused({{"ActionsSuppressor", "other"}}), StartsWith("ValidationError: The value other"));
    EXPECT_THAT(
        refused({{"ActionsSuppressor", "arn:aws:cloudwatch:us-east-1:123456789012:alarm:quiet"}}),
        StartsWith("ValidationError: ")
    );
    EXPECT_THAT(refused({{"ActionsSuppressorWaitPeriod", -1}}), StartsWith("ValidationError: The value -1"));
    EXPECT_EQ(described("other"), nullptr);
    ask("PutCompositeAlarm",
        composite(
            {{"AlarmName", "by-arn"},
             {"ActionsSuppressor", "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:quiet"}}
        ));
    EXPECT_EQ(described("by-arn").at("ActionsSuppressorWaitPeriod"), 120);
}

} // namespace
} // namespace borealis::emulator
