// ListMetrics: filters, what drops out, paging.
#include "tests/unit/emulator/cloudwatch_fixture.hpp"

#include <fmt/format.h>
#include <set>

namespace borealis::emulator {
namespace {

class ListMetricsTest : public CloudWatchTest {
  protected:
    ListMetricsTest() {
        add(metric("FreeStorageSpace", {{"DBInstanceIdentifier", "one"}}));
        add(metric("FreeStorageSpace", {{"DBInstanceIdentifier", "two"}}));
        add(metric("FreeStorageSpace"));
        add(metric("ReplicaLag", {{"Role", "READER"}, {"DBClusterIdentifier", "c"}}));
        add(make_metric_id(where_, "Own", "ReplicaLag", {}));
    }
    void add(const metric_id& id, timestamp_ms at = noon) { metrics_.add(id, metric_unit::bytes, at, 1); }
    std::size_t count(const json& input) { return ask("ListMetrics", input).at("Metrics").size(); }
};

TEST_F(ListMetricsTest, ListsWhatHasData) {
    const auto metrics = ask("ListMetrics", json::object()).at("Metrics");
    ASSERT_EQ(metrics.size(), 5u);
    const json total{
        {"Namespace", "AWS/RDS"}, {"MetricName", "FreeStorageSpace"}, {"Dimensions", json::array()}};
    EXPECT_EQ(metrics.at(0), total);
    const json of_role{
        {{"Name", "DBClusterIdentifier"}, {"Value", "c"}},
        {{"Name", "Role"}, {"Value", "READER"}},
    };
    EXPECT_EQ(metrics.at(3).at("Dimensions"), of_role);
}

TEST_F(ListMetricsTest, Filters) {
    EXPECT_EQ(count({{"Namespace", "AWS/RDS"}}), 4u);
    EXPECT_EQ(count({{"MetricName", "ReplicaLag"}}), 2u);
    EXPECT_EQ(count({{"Namespace", "AWS/EC2"}}), 0u);
    EXPECT_EQ(count({{"Dimensions", json::array({{{"Name", "DBInstanceIdentifier"}}})}}), 2u);
    EXPECT_EQ(
        count({{"Dimensions", json::array({{{"Name", "DBInstanceIdentifier"}, {"Value", "two"}}})}}), 1u
    );
    EXPECT_EQ(
        count({{"Dimensions", json::array({{{"Name", "Role"}}, {{"Name", "DBClusterIdentifier"}}})}}), 1u
    );
    EXPECT_EQ(count({{"OwningAccount", "210987654321"}}), 0u);
}

TEST_F(ListMetricsTest, AMetricDropsOutTwoWeeksAfterItsLastDatapoint) {
    add(metric("Fresh"), noon + 14 * day);
    clock_.at = noon + 14 * day;
    EXPECT_EQ(count(json::object()), 6u);
    EXPECT_EQ(count({{"RecentlyActive", "PT3H"}}), 1u);
    clock_.at += second;
    EXPECT_EQ(count(json::object()), 1u);
}

TEST_F(ListMetricsTest, NamesTheOwnersWhenAsked) {
    EXPECT_FALSE(ask("ListMetrics", json::object()).contains("OwningAccounts"));
    const auto answer = ask("ListMetrics", {{"Namespace", "Own"}, {"IncludeLinkedAccounts", true}});
    EXPECT_EQ(answer.at("OwningAccounts"), json::array({"123456789012"}));
}

TEST_F(ListMetricsTest, PagesOfFiveHundred) {
    for (int i = 0; i < 1000; ++i)
        add(make_metric_id(where_, "Many", fmt::format("M{}", i / 10), {{"Number", std::to_string(i)}}));
    json input{{"Namespace", "Many"}};
    std::set<json> seen;
    std::vector<std::size_t> pages;
    for (int page = 0; page < 5; ++page) {
        const auto answer = ask("ListMetrics", input);
        pages.push_back(answer.at("Metrics").size());
        seen.insert(answer.at("Metrics").begin(), answer.at("Metrics").end());
        if (!answer.contains("NextToken"))
            break;
        input["NextToken"] = answer.at("NextToken");
    }
    EXPECT_EQ(pages, (std::vector<std::size_t>{500, 500}));
    EXPECT_EQ(seen.size(), 1000u);
}

TEST_F(ListMetricsTest, RefusesATokenThatIsNone) {
    for (const auto* token : {"", "zz", "gwE=", "9g=="})
        EXPECT_EQ(
            refusal("ListMetrics", {{"NextToken", token}}),
            "InvalidParameterValue: The value for parameter NextToken is invalid."
        ) << token;
}

} // namespace
} // namespace borealis::emulator
