// What a MetricWidget means, and which are refused.
#include "emulator/cloudwatch/widget/metric_widget.hpp"
#include "emulator/cloudwatch/widget/scale.hpp"
#include "emulator/cloudwatch/widget/widget_time.hpp"
#include "tests/unit/emulator/cloudwatch_fixture.hpp"

#include <gmock/gmock.h>

namespace borealis::emulator {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

class MetricWidgetTest : public CloudWatchTest {
  protected:
    metric_widget read(const json& widget) { return read_metric_widget(where_, widget.dump(), noon); }
    std::vector<metric_id> metrics_of(const json& metrics) {
        std::vector<metric_id> ids;
        for (const auto& query : read({{"metrics", metrics}}).queries)
            ids.push_back(query.metric);
        return ids;
    }
    std::string refused(const std::string& widget) {
        return refusal("GetMetricWidgetImage", {{"MetricWidget", widget}});
    }
    std::string refused_with(const json& changes) {
        json widget{{"metrics", json::array({{"N", "M"}})}};
        widget.update(changes);
        return refused(widget.dump());
    }
};

TEST_F(MetricWidgetTest, ReadsShorthands) {
    const metric_id first = make_metric_id(where_, "N", "A", {{"D", "1"}, {"E", "2"}});
    const metric_id second = make_metric_id(where_, "N", "B", {{"D", "1"}, {"E", "3"}});
    EXPECT_THAT(
        metrics_of({{"N", "A", "D", "1", "E", "2"}, {".", "B", ".", ".", ".", "3"}}),
        ElementsAre(first, second)
    );
    EXPECT_THAT(
        metrics_of({{"N", "A", "D", "1", "E", "2"}, {"...", "3", {{"stat", "Sum"}}}}),
        ElementsAre(first, make_metric_id(where_, "N", "A", {{"D", "1"}, {"E", "3"}}))
    );
    EXPECT_THAT(
        metrics_of(json::array({json::array({"N", "A"}), json::array({".", "B"})})),
        ElementsAre(metric_id{where_, "N", "A", {}}, metric_id{where_, "N", "B", {}})
    );
}

TEST_F(MetricWidgetTest, HasAwssDefaults) {
    const auto usual = read({{"metrics", json::array({{"N", "M"}})}});
    EXPECT_EQ(usual.frame.width, 600);
    EXPECT_EQ(usual.frame.height, 400);
    EXPECT_EQ(usual.frame.end, noon);
    EXPECT_EQ(usual.frame.start, noon - 3 * hour);
    EXPECT_EQ(usual.queries.at(0).period_seconds, 300);
    EXPECT_EQ(usual.queries.at(0).statistic_name, "Average");
    const json changed{
        {"metrics", {{"N", "M"}, {"N", "O", {{"stat", "p99"}, {"period", 10}}}}},
        {"stat", "Maximum"},
        {"period", 60},
        {"start", "-P1D"},
        {"end", "2026-01-15T11:00:00Z"}};
    const auto other = read(changed);
    EXPECT_EQ(other.queries.at(0).statistic_name, "Maximum");
    EXPECT_EQ(other.queries.at(0).period_seconds, 60);
    EXPECT_EQ(other.queries.at(1).statistic_name, "p99");
    EXPECT_EQ(other.queries.at(1).period_seconds, 10);
    EXPECT_EQ(other.frame.start, noon - day);
    EXPECT_EQ(other.frame.end, noon - hour);
}

TEST_F(MetricWidgetTest, RefusesWhatIsNone) {
    EXPECT_THAT(
        refused("{"),
        AllOf(StartsWith("ValidationError: The metric widget is invalid"), HasSubstr("valid JSON"))
    );
    EXPECT_THAT(refused("[]"), HasSubstr("Should be object"));
    EXPECT_THAT(refused("{}"), HasSubstr("Should have required property 'metrics'"));
    EXPECT_THAT(refused(std::string(200'000, ' ')), HasSubstr("Should NOT be longer"));
    EXPECT_THAT(refused(std::string(90'000, '[')), HasSubstr("valid JSON"));
    EXPECT_THAT(refused_with({{"metrics", json::array()}}), HasSubstr("fewer than 1"));
    EXPECT_THAT(refused_with({{"metrics", json(101, {"N", "M"})}}), HasSubstr("more than 100"));
    EXPECT_THAT(refused_with({{"metrics", 1}}), HasSubstr("/metrics"));
    EXPECT_THAT(refused_with({{"metrics", json::array({json::array({"N"})})}}), HasSubstr("/metrics/0"));
    EXPECT_THAT(refused_with({{"metrics", {{"N", "M", "D"}}}}), HasSubstr("/metrics/0"));
    EXPECT_THAT(
        refused_with({{"metrics", json::array({json::array({"N", 3})})}}), HasSubstr("Should be string")
    );
    EXPECT_THAT(
        refused_with({{"metrics", json::array({json::array({".", "M"})})}}), HasSubstr("nothing at its place")
    );
    EXPECT_THAT(
        refused_with({{"metrics", json::array({{"N", "M", {{"stat", "Middle"}}}})}}),
        HasSubstr("Middle is not a valid")
    );
    EXPECT_THAT(
        refused_with({{"metrics", json::array({{"N", "M", {{"color", "red"}}}})}}),
        HasSubstr("/metrics/0/2/color")
    );
    EXPECT_THAT(
        refused_with({{"metrics", json::array({json::array({{{"expression", "1 +"}}})})}}),
        HasSubstr("/metrics/0/0/expression")
    );
    EXPECT_THAT(
        refused_with({{"metrics", json::array({json::array({{{"expression", "m9"}}})})}}),
        HasSubstr("Undefined variable")
    );
    const std::vector<std::pair<std::string, json>> wrong{
        {"width", 0},
        {"width", 2001},
        {"height", "1"},
        {"title", 1},
        {"view", "table"},
        {"stacked", "yes"},
        {"start", "yesterday"},
        {"start", "PT1H"},
        {"end", "-P"},
        {"timezone", "Europe/Berlin"},
        {"theme", "pink"},
        {"period", 7},
        {"period", -60},
        {"stat", "Middle"},
        {"yAxis", 1},
        {"liveData", 1}};
    for (const auto& [member, value] : wrong)
        EXPECT_THAT(
            refused_with({{member, value}}), AllOf(StartsWith("ValidationError: "), HasSubstr("/" + member))
        );
    EXPECT_THAT(
        refused_with({{"yAxis", {{"left", {{"min", 2}, {"max", 1}}}}}}), HasSubstr("/yAxis/left/max")
    );
    EXPECT_THAT(refused_with({{"view", "gauge"}}), HasSubstr("/yAxis/left"));
    EXPECT_THAT(
        refused_with({{"annotations", {{"horizontal", json::array({{{"label", "x"}}})}}}}),
        HasSubstr("/annotations/horizontal/0/value")
    );
    EXPECT_THAT(
        refused_with({{"annotations", {{"vertical", json::array({{{"value", "x"}}})}}}}),
        HasSubstr("/annotations/vertical/0/value")
    );
    EXPECT_THAT(
        refusal("GetMetricWidgetImage", {{"MetricWidget", "{}"}, {"OutputFormat", "gif"}}),
        HasSubstr("OutputFormat")
    );
}

TEST(WidgetTime, IsAbsoluteOrRelative) {
    EXPECT_EQ(parse_widget_time("2026-01-15T12:00:00.000Z", 0), noon);
    EXPECT_EQ(parse_widget_time("-PT3H", noon), noon - 3 * hour);
    EXPECT_EQ(parse_widget_time("-P1DT30M", noon), noon - day - 30 * minute);
    EXPECT_EQ(parse_widget_time("-P1W", noon), noon - 7 * day);
    EXPECT_EQ(parse_widget_time("P0D", noon), noon);
    for (const auto* wrong :
         {"", "-", "P", "-PT", "-P3", "-PT3", "-P3H", "-PT-3H", "-P9999999999D", "-P999999D", "now"})
        EXPECT_FALSE(parse_widget_time(wrong, noon)) << wrong;
    EXPECT_EQ(parse_timezone("+0130"), 90);
    EXPECT_EQ(parse_timezone("-0800"), -480);
    for (const auto* wrong : {"", "0130", "+130", "+9900", "+0160", "UTC", "+01:30"})
        EXPECT_FALSE(parse_timezone(wrong)) << wrong;
}

TEST(Scale, HasRoundTicks) {
    EXPECT_THAT(value_ticks(round_range(0, 9.3, false), 5), ElementsAre(0, 2, 4, 6, 8, 10));
    EXPECT_THAT(value_ticks(round_range(101, 104, false), 4), ElementsAre(101, 102, 103, 104));
    EXPECT_THAT(value_ticks(round_range(0, 0, false), 1), ElementsAre(0, 1));
    EXPECT_EQ(value_text(1'500'000, 500'000), "1.5M");
    EXPECT_EQ(value_text(2'000'000, 500'000), "2.0M");
    EXPECT_EQ(value_text(0.25, 0.05), "0.25");
    EXPECT_EQ(value_text(1'234'567), "1.23M");
    EXPECT_EQ(value_text(999), "999");
    EXPECT_EQ(value_text(0), "0");
    std::vector<std::string> shown;
    for (const auto& tick : time_ticks(noon, noon + 3 * hour, 0, 7))
        shown.push_back(tick.text);
    EXPECT_THAT(shown, ElementsAre("12:00", "12:30", "13:00", "13:30", "14:00", "14:30"));
    shown.clear();
    for (const auto& tick : time_ticks(noon, noon + 3 * hour, 90, 4))
        shown.push_back(tick.text);
    EXPECT_THAT(shown, ElementsAre("14:00", "15:00", "16:00"));
}

} // namespace
} // namespace borealis::emulator
