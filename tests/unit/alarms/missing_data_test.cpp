// The documented tables of missing data, whole, and the rule against premature alarms.
#include "emulator/cloudwatch/alarms/missing_data.hpp"

#include <array>
#include <gtest/gtest.h>
#include <ostream>
#include <string>

namespace borealis::emulator {

std::ostream& operator<<(std::ostream& out, alarm_verdict verdict) {
    constexpr std::array<const char*, 4> names{"keep", "OK", "ALARM", "INSUFFICIENT_DATA"};
    return out << names.at(static_cast<std::size_t>(verdict));
}

namespace {

using enum alarm_verdict;

constexpr m_of_n three_of_three{3, 3};
constexpr m_of_n two_of_three{2, 3};

/// "0 - X": fine, missing, breaching; the newest is on the right.
std::vector<datapoint> points(std::string_view drawn) {
    std::vector<datapoint> read;
    for (const char c : drawn)
        if (c != ' ')
            read.push_back(c == '0' ? datapoint::ok : (c == 'X' ? datapoint::breaching : datapoint::missing));
    return read;
}

struct row {
    std::string_view drawn;
    m_of_n rule;
    alarm_verdict missing;
    alarm_verdict ignore;
    alarm_verdict breaching;
    alarm_verdict not_breaching;
};

class DocumentedTable : public testing::TestWithParam<row> {};

TEST_P(DocumentedTable, IsFollowed) {
    const auto& each = GetParam();
    const auto range = points(each.drawn);
    EXPECT_EQ(judge(range, each.rule, missing_data::missing), each.missing) << each.drawn;
    EXPECT_EQ(judge(range, each.rule, missing_data::ignore), each.ignore) << each.drawn;
    EXPECT_EQ(judge(range, each.rule, missing_data::breaching), each.breaching) << each.drawn;
    EXPECT_EQ(judge(range, each.rule, missing_data::not_breaching), each.not_breaching) << each.drawn;
}

INSTANTIATE_TEST_SUITE_P(
    ThreeOfThree,
    DocumentedTable,
    testing::Values(
        row{"0 - X - X", three_of_three, ok, ok, ok, ok},
        row{"0 - - - -", three_of_three, ok, ok, ok, ok},
        row{"- - - - -", three_of_three, insufficient_data, keep, alarm, ok},
        row{"0 X X - X", three_of_three, alarm, alarm, alarm, alarm},
        row{"- - X - -", three_of_three, alarm, keep, alarm, ok}
    )
);

INSTANTIATE_TEST_SUITE_P(
    TwoOfThree,
    DocumentedTable,
    testing::Values(
        row{"0 - X - X", two_of_three, alarm, alarm, alarm, alarm},
        row{"0 0 X 0 X", two_of_three, alarm, alarm, alarm, alarm},
        row{"0 - X - -", two_of_three, ok, ok, alarm, ok},
        row{"- - - - 0", two_of_three, ok, ok, alarm, ok},
        row{"- - - X -", two_of_three, alarm, keep, alarm, ok}
    )
);

TEST(MissingData, RaisesNoAlarmBeforeTheOldestBreachIsAsOldAsM) {
    EXPECT_EQ(judge(points("- - - - X"), three_of_three, missing_data::missing), keep);
    EXPECT_EQ(judge(points("- - - X -"), three_of_three, missing_data::missing), keep);
    EXPECT_EQ(judge(points("- - X - -"), three_of_three, missing_data::missing), alarm);
    EXPECT_EQ(judge(points("- - - - X"), two_of_three, missing_data::missing), keep);
    EXPECT_EQ(judge(points("X - - - -"), three_of_three, missing_data::missing), alarm);
    EXPECT_EQ(judge(points("- - X - 0"), three_of_three, missing_data::missing), ok);
}

TEST(MissingData, LooksNoFurtherBackThanItNeedsTo) {
    EXPECT_EQ(judge(points("X X 0 0 0"), three_of_three, missing_data::breaching), ok);
    EXPECT_EQ(judge(points("X X 0"), {1, 1}, missing_data::missing), ok);
    EXPECT_EQ(judge(points("0 0 X"), {1, 1}, missing_data::missing), alarm);
    EXPECT_EQ(judge(points("0 X -"), {1, 1}, missing_data::not_breaching), alarm)
        << "a real one counts first";
    EXPECT_EQ(judge(points("- - -"), {1, 1}, missing_data::not_breaching), ok);
}

TEST(MissingData, RangeOfThreePeriodsIsFive) {
    EXPECT_EQ(evaluation_range(3), 5u);
}

TEST(MissingData, KnowsItsWords) {
    EXPECT_EQ(parse_missing_data("notBreaching"), missing_data::not_breaching);
    EXPECT_EQ(parse_missing_data("breaching"), missing_data::breaching);
    EXPECT_EQ(parse_missing_data("ignore"), missing_data::ignore);
    EXPECT_EQ(parse_missing_data("missing"), missing_data::missing);
    EXPECT_EQ(parse_missing_data("Breaching"), std::nullopt);
}

} // namespace
} // namespace borealis::emulator
