// Expressions: how they are read, and what they come to.
#include "emulator/cloudwatch/math/evaluate.hpp"
#include "emulator/cloudwatch/math/operators.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace borealis::emulator::math {
namespace {

constexpr std::int64_t minute = 60'000;

/// One point a minute from the first on; a NaN stands for none.
constexpr double gap = std::numeric_limits<double>::quiet_NaN();

time_series series(const std::vector<double>& values, std::string source = "") {
    time_series made{std::move(source), 60, {}};
    for (std::size_t i = 0; i < values.size(); ++i)
        if (values[i] == values[i])
            made.points.push_back({static_cast<std::int64_t>(i) * minute, values[i]});
    return made;
}

class ExpressionTest : public testing::Test {
  protected:
    math_value run(std::string_view text) {
        const surroundings with{
            60,
            [](std::int64_t period) {
                return time_grid{0, 5 * minute, period};
            },
            [&](const std::string& id) -> const math_value& { return values.at(id); },
            [&](const std::string& part) {
                series_array found;
                for (const auto& [id, value] : values)
                    if (id.find(part) != id.npos)
                        found.push_back(std::get<time_series>(value));
                return found;
            },
            [&](const std::string& query, const std::string&, auto) {
                return series_array{series({1}, query)};
            }};
        return evaluate(parse_expression(text), with);
    }

    double number(std::string_view text) { return std::get<double>(run(text)); }

    /// The points of a series as text: "0:1 2:5", minutes and values.
    std::string points(std::string_view text) { return text_of(std::get<time_series>(run(text))); }

    static std::string text_of(const time_series& of) {
        std::string text;
        for (const auto& each : of.points) {
            std::ostringstream one;
            one << each.at / minute << ":" << each.value;
            text += (text.empty() ? "" : " ") + one.str();
        }
        return text;
    }

    std::string error(std::string_view text) {
        try {
            run(text);
            return "fine";
        } catch (const expression_error& wrong) {
            return wrong.what();
        }
    }

    std::vector<std::string> sources(std::string_view text) {
        std::vector<std::string> found;
        const auto array = std::get<series_array>(run(text));
        for (const auto& each : array)
            found.push_back(each.source);
        return found;
    }

    std::map<std::string, math_value> values{
        {"m1", series({1, 2, gap, 4}, "m1")},
        {"m2", series({10, 0, 30, gap}, "m2")},
        {"x3", series({}, "x3")},
    };
};

TEST_F(ExpressionTest, OperatorsBindAsInArithmetic) {
    EXPECT_EQ(number("1 + 2 * 3"), 7);
    EXPECT_EQ(number("(1 + 2) * 3"), 9);
    EXPECT_EQ(number("8 - 4 - 2"), 2);
    EXPECT_EQ(number("8 / 4 / 2"), 1);
    EXPECT_EQ(number("2 ^ 3 ^ 2"), 512);
    EXPECT_EQ(number("-2 ^ 2"), -4);
    EXPECT_EQ(number("2 ^ -1"), 0.5);
    EXPECT_EQ(number("1 - -1"), 2);
    EXPECT_EQ(number("1.5e2 + .5"), 150.5);
    EXPECT_EQ(number("1 + 1 == 2 AND 3 > 2"), 1);
    EXPECT_EQ(number("0 && 0 || 1"), 1);
    EXPECT_EQ(number("1 OR 0 AND 0"), 1);
    EXPECT_EQ(number("1 != 1"), 0);
    EXPECT_EQ(number("1<=1"), 1);
}

TEST_F(ExpressionTest, RefusesWhatIsNoExpression) {
    EXPECT_EQ(error(""), "Unexpected end of expression");
    EXPECT_EQ(error("1 +"), "Unexpected end of expression");
    EXPECT_EQ(error("(1"), "Unexpected end of expression");
    EXPECT_EQ(error("1)"), "Unexpected ')'");
    EXPECT_EQ(error("1 2"), "Unexpected '2'");
    EXPECT_EQ(error("m1 # 1"), "Unexpected character '#'");
    EXPECT_EQ(error("SUM("), "Unexpected end of expression");
    EXPECT_EQ(error("SUM(m1,)"), "Unexpected ')'");
    EXPECT_EQ(error("'text"), "Unterminated string");
    EXPECT_EQ(error("'text'"), "Unexpected 'text'");
    EXPECT_EQ(error("m1 + REPEAT"), "Unexpected 'REPEAT'");
    EXPECT_EQ(error("1e999"), "Invalid number near '1e999'");
    EXPECT_EQ(error("{"), "Unexpected '{'");
}

TEST_F(ExpressionTest, DeepNestingIsRefusedAndLongChainsAreNot) {
    EXPECT_EQ(error(std::string(2000, '(') + "1"), "The expression is nested too deeply");
    EXPECT_EQ(error(std::string(2000, '-') + "1"), "The expression is nested too deeply");
    EXPECT_EQ(error("1" + std::string(1000, '^')), "Unexpected '^'");
    std::string powers = "1";
    std::string sum = "1";
    for (int i = 0; i < 1000; ++i) {
        powers += "^1";
        sum += "+1";
    }
    EXPECT_EQ(error(powers), "The expression is nested too deeply");
    EXPECT_EQ(number(sum), 1001);
}

TEST_F(ExpressionTest, ArithmeticNeedsBothPointsAndDropsDivisionByZero) {
    EXPECT_EQ(points("m1 + m2"), "0:11 1:2");
    EXPECT_EQ(points("m1 / m2"), "0:0.1");
    EXPECT_EQ(points("m1 / 0"), "");
    EXPECT_EQ(points("-m1"), "0:-1 1:-2 3:-4");
    EXPECT_EQ(points("100 - m2"), "0:90 1:100 2:70");
    EXPECT_EQ(points("m1 + x3"), "");
    EXPECT_EQ(error("1 / 0"), "The result of an operation on numbers is not a number");
}

TEST_F(ExpressionTest, ComparisonsTakeAMissingPointAsZero) {
    EXPECT_EQ(points("m1 > m2"), "0:0 1:1 2:0 3:1");
    EXPECT_EQ(points("m1 >= 2"), "0:0 1:1 3:1");
    EXPECT_EQ(points("m1 AND m2"), "0:1 1:0 2:0 3:0");
    EXPECT_EQ(points("m1 || m2"), "0:1 1:1 2:1 3:1");
}

TEST_F(ExpressionTest, ArraysMeetSeriesAndNumbersButNotArrays) {
    EXPECT_EQ(sources("METRICS() * 2"), (std::vector<std::string>{"m1", "m2", "x3"}));
    EXPECT_EQ(sources("1 - METRICS('m')"), (std::vector<std::string>{"m1", "m2"}));
    EXPECT_EQ(sources("m1 / METRICS(\"m\")"), (std::vector<std::string>{"m1", "m2"}));
    EXPECT_EQ(
        error("METRICS() + METRICS()"),
        "Unsupported operand type(s) for +: '[Array of Time Series, Array of Time Series]'"
    );
}

TEST_F(ExpressionTest, AggregatesOfASeriesAreNumbersAndOfAnArraySeries) {
    EXPECT_EQ(number("AVG(m2)"), 40.0 / 3);
    EXPECT_EQ(number("SUM(m1)"), 7);
    EXPECT_EQ(number("MIN(m1)"), 1);
    EXPECT_EQ(number("MAX(m1)"), 4);
    EXPECT_EQ(number("DATAPOINT_COUNT(x3)"), 0);
    EXPECT_NEAR(number("STDDEV(m2)"), 12.4722, 1e-4);
    EXPECT_EQ(number("AVG(5)"), 5);
}

TEST_F(ExpressionTest, AggregatesOfArrays) {
    EXPECT_EQ(points("SUM([m1, m2])"), "0:11 1:2 2:30 3:4");
    EXPECT_EQ(points("AVG(METRICS())"), "0:5.5 1:1 2:30 3:4");
    EXPECT_EQ(points("MAX([m1, 3])"), "0:3 1:3 2:3 3:4 4:3");
    EXPECT_EQ(points("DATAPOINT_COUNT([m1, m2])"), "0:2 1:2 2:1 3:1");
    EXPECT_EQ(points("STDDEV([m1, m2])"), "0:4.5 1:1 2:0 3:0");
    EXPECT_EQ(points("AVG(x3)"), "");
}

TEST_F(ExpressionTest, StepsAndSums) {
    EXPECT_EQ(points("DIFF(m1)"), "1:1 3:2");
    EXPECT_EQ(points("DIFF_TIME(m1)"), "1:60 3:120");
    EXPECT_EQ(points("RATE(m1 * 60)"), "1:1 3:1");
    EXPECT_EQ(points("RUNNING_SUM(m1)"), "0:1 1:3 3:7");
    EXPECT_EQ(points("ABS(-m1)"), "0:1 1:2 3:4");
    EXPECT_EQ(points("CEIL(m1 / 3)"), "0:1 1:1 3:2");
    EXPECT_EQ(points("FLOOR(m1 / 3)"), "0:0 1:0 3:1");
    EXPECT_EQ(points("LOG10(m2 * 10)"), "0:2 2:2.47712");
    EXPECT_EQ(points("LOG(m1 ^ 0)"), "0:0 1:0 3:0");
    EXPECT_EQ(number("ABS(-3)"), 3);
}

TEST_F(ExpressionTest, FillsGaps) {
    EXPECT_EQ(points("FILL(m1, 0)"), "0:1 1:2 2:0 3:4 4:0");
    EXPECT_EQ(points("FILL(m1, REPEAT)"), "0:1 1:2 2:2 3:4 4:4");
    EXPECT_EQ(points("FILL(m1, LINEAR)"), "0:1 1:2 2:3 3:4");
    EXPECT_EQ(points("FILL(m1, m2)"), "0:1 1:2 2:30 3:4");
    EXPECT_EQ(points("FILL(x3, -1)"), "0:-1 1:-1 2:-1 3:-1 4:-1");
    EXPECT_EQ(points("FILL(x3, REPEAT)"), "");
    EXPECT_EQ(points("TIME_SERIES(7)"), "0:7 1:7 2:7 3:7 4:7");
    EXPECT_EQ(error("FILL(m1, BACKWARDS)"), "Unexpected 'BACKWARDS'");
}

TEST_F(ExpressionTest, ConditionsChoosePoints) {
    EXPECT_EQ(points("IF(m1 > 1, m1, 0)"), "0:0 1:2 3:4");
    EXPECT_EQ(points("IF(m1 > 1, m1)"), "1:2 3:4");
    EXPECT_EQ(points("IF(m1, m2, 5)"), "0:10 1:0");
    EXPECT_EQ(points("IF(1 > 2, m1, m2)"), "0:10 1:0 2:30");
    EXPECT_EQ(points("IF(0, m1)"), "");
    EXPECT_EQ(number("IF(2, 3, 4)"), 3);
    EXPECT_EQ(error("IF(METRICS(), 1, 0)"), "Unsupported operand type for IF: 'Array of Time Series'");
}

TEST_F(ExpressionTest, PicksSortsAndCountsSeries) {
    using names = std::vector<std::string>;
    EXPECT_EQ(number("METRIC_COUNT(METRICS())"), 3);
    EXPECT_EQ(sources("REMOVE_EMPTY(METRICS())"), (names{"m1", "m2"}));
    EXPECT_EQ(sources("SORT(METRICS(), SUM, DESC)"), (names{"m2", "m1", "x3"}));
    EXPECT_EQ(sources("SORT(METRICS(), MIN, ASC, 1)"), (names{"m2"}));
    EXPECT_EQ(sources("SLICE(METRICS(), 1, 9)"), (names{"m2", "x3"}));
    EXPECT_EQ(points("SLICE(METRICS(), 0)"), "0:1 1:2 3:4");
    EXPECT_EQ(points("FIRST(METRICS('m'))"), "0:1 1:2 3:4");
    EXPECT_EQ(points("LAST(METRICS('m'))"), "0:10 1:0 2:30");
    EXPECT_EQ(number("PERIOD(m1)"), 60);
    EXPECT_EQ(error("SLICE(METRICS(), -1)").substr(0, 12), "The operands");
    EXPECT_EQ(error("SORT(METRICS(), NAME, ASC)").substr(0, 10), "SORT takes");
}

TEST_F(ExpressionTest, TellsTheTime) {
    // 2024-02-29T23:59:00Z, a Thursday.
    values["m1"] = time_series{"m1", 60, {{1'709'251'140'000, 5}}};
    const auto part = [&](const std::string& name) {
        return std::get<time_series>(run(name + "(m1)")).points.at(0).value;
    };
    EXPECT_EQ(part("EPOCH"), 1'709'251'140);
    EXPECT_EQ(part("MINUTE"), 59);
    EXPECT_EQ(part("HOUR"), 23);
    EXPECT_EQ(part("DAY"), 4);
    EXPECT_EQ(part("DATE"), 29);
    EXPECT_EQ(part("MONTH"), 2);
    EXPECT_EQ(part("YEAR"), 2024);
}

TEST_F(ExpressionTest, KnowsItsFunctionsAndTheirOperands) {
    EXPECT_EQ(sources("SEARCH('{AWS/RDS}', 'Average', 300)"), (std::vector<std::string>{"{AWS/RDS}"}));
    EXPECT_EQ(error("SEARCH(m1, 'Average')"), "Unsupported operand 1 for SEARCH");
    EXPECT_EQ(error("FOO(m1)"), "Unknown function 'FOO'");
    EXPECT_EQ(error("sum(m1)"), "Unknown function 'sum'");
    EXPECT_EQ(error("SUM()"), "Wrong number of operands for SUM: 0");
    EXPECT_EQ(error("PERIOD(1)"), "Unsupported operand type for PERIOD: 'Scalar'");
    EXPECT_EQ(error("LOG(-1)"), "The result of LOG is not a number");
    EXPECT_THROW(run("ANOMALY_DETECTION_BAND(m1)"), function_not_emulated);
    EXPECT_THROW(run("SERVICE_QUOTA(m1)"), function_not_emulated);
}

TEST_F(ExpressionTest, ToldReferencesAreUnique) {
    EXPECT_EQ(
        references_of(parse_expression("SUM([e1, m2]) + IF(e1 > 2, b)")),
        (std::vector<std::string>{"e1", "m2", "b"})
    );
}

TEST_F(ExpressionTest, FillingMoreThanARequestMayReturnIsRefused) {
    EXPECT_THROW((time_grid{0, 1'000'000'000'000, 60}).times(), expression_error);
}

} // namespace
} // namespace borealis::emulator::math
