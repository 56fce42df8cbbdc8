// GetMetricData: results, order, labels, paging and refusals.
#include "tests/unit/emulator/cloudwatch_fixture.hpp"

namespace borealis::emulator {
namespace {

class GetMetricDataTest : public CloudWatchTest {
  protected:
    GetMetricDataTest() {
        for (int i = 0; i < 10; ++i) {
            metrics_.add(metric("A"), metric_unit::seconds, noon + i * minute, i);
            metrics_.add(metric("B"), metric_unit::bytes, noon + i * minute, 100 + i);
        }
        clock_.at = noon + hour;
    }

    static json query(const std::string& id, const std::string& name, const std::string& stat = "Average") {
        return {
            {"Id", id},
            {"MetricStat",
             {{"Metric", {{"Namespace", "AWS/RDS"}, {"MetricName", name}}}, {"Period", 60}, {"Stat", stat}}},
        };
    }
    static json input(json queries) {
        return {{"MetricDataQueries", std::move(queries)}, {"StartTime", noon}, {"EndTime", noon + hour}};
    }
    json only_result(const json& asked) {
        return ask("GetMetricData", input(json::array({asked}))).at("MetricDataResults").at(0);
    }
    std::string refused(const json& asked) { return refusal("GetMetricData", input(json::array({asked}))); }
};

TEST_F(GetMetricDataTest, AnswersNewestFirstUnlessAskedOtherwise) {
    auto asked = input(json::array({query("a", "A")}));
    auto result = ask("GetMetricData", asked).at("MetricDataResults").at(0);
    EXPECT_EQ(result.at("Id"), "a");
    EXPECT_EQ(result.at("Label"), "A");
    EXPECT_EQ(result.at("StatusCode"), "Complete");
    EXPECT_FALSE(result.contains("Messages"));
    EXPECT_EQ(result.at("Values").front(), 9.0);
    EXPECT_EQ(result.at("Timestamps").front(), noon + 9 * minute);
    asked["ScanBy"] = "TimestampAscending";
    result = ask("GetMetricData", asked).at("MetricDataResults").at(0);
    EXPECT_EQ(result.at("Values").front(), 0.0);
    EXPECT_EQ(result.at("Timestamps").size(), 10u);
}

TEST_F(GetMetricDataTest, AQueryWithoutDataIsCompleteAndEmpty) {
    const auto answer = ask("GetMetricData", input(json::array({query("x", "Unknown")})));
    EXPECT_EQ(answer.at("Messages"), json::array());
    EXPECT_FALSE(answer.contains("NextToken"));
    const auto& result = answer.at("MetricDataResults").at(0);
    EXPECT_EQ(result.at("StatusCode"), "Complete");
    EXPECT_EQ(result.at("Values"), json::array());
    EXPECT_EQ(result.at("Timestamps"), json::array());
}

TEST_F(GetMetricDataTest, HidesQueriesThatReturnNoData) {
    auto hidden = query("a", "A");
    hidden["ReturnData"] = false;
    const auto answer = ask("GetMetricData", input(json::array({hidden, query("b", "B")})));
    ASSERT_EQ(answer.at("MetricDataResults").size(), 1u);
    EXPECT_EQ(answer.at("MetricDataResults").at(0).at("Id"), "b");
}

TEST_F(GetMetricDataTest, LabelsTellQueriesOfOneMetricApart) {
    auto slow = query("c", "A", "Sum");
    slow["MetricStat"]["Period"] = 300;
    const auto labels = [&](const json& queries) {
        std::vector<std::string> found;
        const auto answer = ask("GetMetricData", input(queries));
        for (const auto& result : answer.at("MetricDataResults"))
            found.push_back(result.at("Label"));
        return found;
    };
    using texts = std::vector<std::string>;
    EXPECT_EQ(labels({query("a", "A"), query("b", "B")}), (texts{"A", "B"}));
    EXPECT_EQ(labels({query("a", "A"), query("b", "A", "p90")}), (texts{"A Average", "A p90"}));
    EXPECT_EQ(labels({query("a", "A", "Sum"), slow}), (texts{"A 60", "A 300"}));
    EXPECT_EQ(labels({query("a", "A"), slow}), (texts{"A Average 60", "A Sum 300"}));
}

TEST_F(GetMetricDataTest, FillsInDynamicLabels) {
    auto asked = query("a", "A");
    asked["Label"] = "${PROP('MetricName')} ${PROP('Period')} last ${LAST} max ${MAX} ${NONSENSE} ${";
    EXPECT_EQ(only_result(asked).at("Label"), "A 60 last 9 max 9 ${NONSENSE} ${");
}

TEST_F(GetMetricDataTest, SaysWhenAMetricHasSeveralUnits) {
    metrics_.add(metric("A"), metric_unit::milliseconds, noon, 500);
    const auto result = only_result(query("a", "A"));
    const json messages{
        {{"Code", "MultipleUnits"}, {"Value", "Multiple units returned: '[Milliseconds, Seconds]'"}}};
    EXPECT_EQ(result.at("Messages"), messages);
    EXPECT_EQ(result.at("Values").size(), 10u);
    auto one_unit = query("a", "A");
    one_unit["MetricStat"]["Unit"] = "Bytes";
    EXPECT_TRUE(only_result(one_unit).at("Values").empty());
    EXPECT_FALSE(only_result(one_unit).contains("Messages"));
}

TEST_F(GetMetricDataTest, PagesCoverEveryPointOnceAlsoWhileNewOnesArrive) {
    auto asked = input({query("a", "A"), query("none", "Unknown"), query("b", "B")});
    asked["MaxDatapoints"] = 7;
    std::vector<std::pair<std::string, double>> seen;
    std::vector<std::string> statuses;
    for (int page = 0; page < 10; ++page) {
        const auto answer = ask("GetMetricData", asked);
        std::size_t points = 0;
        for (const auto& result : answer.at("MetricDataResults")) {
            statuses.push_back(
                result.at("Id").get<std::string>() + " " + result.at("StatusCode").get<std::string>()
            );
            points += result.at("Values").size();
            for (const double value : result.at("Values"))
                seen.emplace_back(result.at("Id"), value);
        }
        EXPECT_LE(points, 7u);
        if (!answer.contains("NextToken"))
            break;
        asked["NextToken"] = answer.at("NextToken");
        metrics_.add(
            metric("A"), metric_unit::seconds, noon + (20 + page) * minute, 1000
        ); // newer than all pages
    }
    std::vector<std::pair<std::string, double>> expected;
    for (int i = 9; i >= 0; --i)
        expected.emplace_back("a", i);
    for (int i = 9; i >= 0; --i)
        expected.emplace_back("b", 100 + i);
    EXPECT_EQ(seen, expected);
    EXPECT_EQ(
        statuses,
        (std::vector<std::string>{
            "a PartialData", "a Complete", "none Complete", "b PartialData", "b Complete"})
    );
}

TEST_F(GetMetricDataTest, ATokenFitsItsOwnRequestOnly) {
    auto asked = input(json::array({query("a", "A")}));
    asked["MaxDatapoints"] = 3;
    asked["NextToken"] = ask("GetMetricData", asked).at("NextToken");
    EXPECT_EQ(ask("GetMetricData", asked).at("MetricDataResults").at(0).at("Values").front(), 6.0);
    asked["StartTime"] = noon + minute;
    EXPECT_EQ(refusal("GetMetricData", asked).substr(0, 16), "InvalidNextToken");
    for (const auto* token : {"", "zz", "gwE=", "AAAA", "not base64!"}) {
        asked["NextToken"] = token;
        EXPECT_EQ(refusal("GetMetricData", asked).substr(0, 16), "InvalidNextToken") << token;
    }
}

TEST_F(GetMetricDataTest, RefusesBadQueriesAllAtOnce) {
    auto bad = query("Bad", "A", "p101");
    bad["MetricStat"]["Period"] = 61;
    auto worse = query("b", "A");
    worse["MetricStat"]["Metric"].erase("Namespace");
    worse["Expression"] = "1";
    EXPECT_EQ(
        refusal("GetMetricData", input({bad, worse, json{{"Id", "b"}}})),
        "ValidationError: "
        "The value Bad for parameter MetricDataQueries.member.1.Id is not matching the expected pattern "
        "^[a-z][a-zA-Z0-9_]*$.\n"
        "The value p101 for parameter MetricDataQueries.member.1.MetricStat.Stat is not a valid statistic.\n"
        "The parameter MetricDataQueries.member.1.MetricStat.Period must be a multiple of 60.\n"
        "The parameters MetricDataQueries.member.2.Expression and MetricDataQueries.member.2.MetricStat are "
        "mutually "
        "exclusive and you have specified both.\n"
        "The parameter MetricDataQueries.member.2.MetricStat.Metric.Namespace is required.\n"
        "At least one of the parameters MetricDataQueries.member.3.Expression and "
        "MetricDataQueries.member.3.MetricStat must be specified.\n"
        "The values for parameter id in MetricDataQueries are not unique.\n"
    );
}

TEST_F(GetMetricDataTest, RefusesBadRangesAndLimits) {
    auto asked = input(json::array({query("a", "A")}));
    asked["EndTime"] = noon;
    EXPECT_EQ(
        refusal("GetMetricData", asked),
        "ValidationError: The parameter StartTime must not equal parameter EndTime.\n"
    );
    asked["EndTime"] = noon - 1;
    EXPECT_EQ(
        refusal("GetMetricData", asked),
        "ValidationError: The parameter EndTime must be greater than StartTime.\n"
    );
    asked["EndTime"] = noon + hour;
    for (const int limit : {0, 100'801}) {
        asked["MaxDatapoints"] = limit;
        EXPECT_EQ(refusal("GetMetricData", asked).substr(0, 15), "ValidationError");
    }
    auto many = json::array();
    for (int i = 0; i <= 500; ++i)
        many.push_back(query("q" + std::to_string(i), "A"));
    EXPECT_EQ(
        refusal("GetMetricData", input(many)),
        "ValidationError: The collection MetricDataQueries must not have a size greater than 500.\n"
    );
    many.erase(500);
    EXPECT_EQ(ask("GetMetricData", input(many)).at("MetricDataResults").size(), 500u);
}

TEST_F(GetMetricDataTest, OtherAccountsAreForbidden) {
    auto foreign = query("a", "A");
    foreign["AccountId"] = "210987654321";
    const auto result = only_result(foreign);
    EXPECT_EQ(result.at("StatusCode"), "Forbidden");
    EXPECT_TRUE(result.at("Values").empty());
}

} // namespace
} // namespace borealis::emulator
