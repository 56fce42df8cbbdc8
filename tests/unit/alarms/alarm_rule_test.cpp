// Rules of composite alarms: what they mean, and what is none.
#include "emulator/cloudwatch/alarms/alarm_rule.hpp"

#include "protocol/aws_error.hpp"

#include <gmock/gmock.h>
#include <map>

namespace borealis::emulator {
namespace {

const scope here{"123456789012", "eu-west-1"};

bool holds(std::string_view text) {
    const std::map<std::string, std::string> states{
        {"a", "ALARM"}, {"o", "OK"}, {"i", "INSUFFICIENT_DATA"}, {"with space (1)", "ALARM"}};
    return alarm_rule::parse(text, here).holds([&](const std::string& name) {
        const auto found = states.find(name);
        return found == states.end() ? std::string() : found->second;
    });
}

std::string refusal(std::string_view text) {
    try {
        alarm_rule::parse(text, here);
        return "taken";
    } catch (const protocol::aws_error& error) {
        return error.code() + ": " + error.message();
    }
}

TEST(AlarmRule, AsksForTheStatesOfAlarms) {
    EXPECT_TRUE(holds("ALARM(a)"));
    EXPECT_FALSE(holds("ALARM(o)"));
    EXPECT_TRUE(holds("OK(\"o\")"));
    EXPECT_TRUE(holds("INSUFFICIENT_DATA('i')"));
    EXPECT_TRUE(holds(" ALARM ( \"with space (1)\" ) "));
    EXPECT_FALSE(holds("OK(nobody)"));
    EXPECT_TRUE(holds("ALARM(arn:aws:cloudwatch:eu-west-1:123456789012:alarm:a)"));
}

TEST(AlarmRule, KnowsConstants) {
    EXPECT_TRUE(holds("TRUE"));
    EXPECT_FALSE(holds("FALSE"));
    EXPECT_FALSE(holds("(NOT TRUE)"));
}

TEST(AlarmRule, BindsNotBeforeAndBeforeOr) {
    EXPECT_TRUE(holds("TRUE OR FALSE AND FALSE"));
    EXPECT_FALSE(holds("(TRUE OR FALSE) AND FALSE"));
    EXPECT_FALSE(holds("NOT TRUE OR FALSE"));
    EXPECT_FALSE(holds("NOT (FALSE OR TRUE)"));
    EXPECT_TRUE(holds("NOT ALARM(o) AND (OK(o) OR ALARM(i))"));
    EXPECT_TRUE(holds("NOT NOT TRUE"));
}

TEST(AlarmRule, TellsItsChildren) {
    const auto rule = alarm_rule::parse("ALARM(a) AND (NOT OK(\"b c\") OR ALARM(a))", here);
    EXPECT_THAT(rule.children(), testing::ElementsAre("a", "b c"));
}

TEST(AlarmRule, RefusesWhatIsNone) {
    for (const auto* text :
         {"",
          " ",
          "ALARM",
          "ALARM(",
          "ALARM()",
          "ALARM(a",
          "ALARM(a) ALARM(b)",
          "ALARM(a) AND",
          "AND",
          "NOT",
          "alarm(a)",
          "NOPE(a)",
          "(TRUE",
          "TRUE)",
          "ALARM(\"a)",
          "TRUE XOR FALSE",
          "TRUEFALSE"})
        EXPECT_THAT(refusal(text), testing::StartsWith("ValidationError: AlarmRule is invalid: ")) << text;
    EXPECT_THAT(refusal("AT_LEAST(1, ALARM, (a))"), testing::StartsWith("NotImplemented: "));
}

TEST(AlarmRule, RefusesAlarmsOfOthers) {
    EXPECT_THAT(
        refusal("ALARM(arn:aws:cloudwatch:us-east-1:123456789012:alarm:a)"),
        testing::HasSubstr("is not of this account and region")
    );
    EXPECT_EQ(refusal("ALARM(arn:aws:sns:x)"), "ValidationError: Invalid arn syntax: arn:aws:sns:x");
}

TEST(AlarmRule, HasLimits) {
    std::string nested;
    for (int i = 0; i < 5000; ++i)
        nested += "NOT (";
    EXPECT_THAT(refusal(nested), testing::HasSubstr("nested too deeply"));
    std::string many = "TRUE";
    for (int i = 0; i < 300; ++i)
        many += " OR TRUE";
    EXPECT_THAT(refusal(many), testing::HasSubstr("more than 500 elements"));
    std::string children = "ALARM(a)";
    for (int i = 0; i < 100; ++i)
        children += " OR ALARM(a" + std::to_string(i) + ")";
    EXPECT_THAT(refusal(children), testing::HasSubstr("more than 100 alarms"));
}

} // namespace
} // namespace borealis::emulator
