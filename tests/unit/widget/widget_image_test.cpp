// GetMetricWidgetImage: the pictures' sizes and pixels.
#include "emulator/cloudwatch/widget/theme.hpp"
#include "tests/unit/emulator/cloudwatch_fixture.hpp"
#include "tests/unit/widget/picture.hpp"

#include <gmock/gmock.h>

namespace borealis::emulator {
namespace {

const colour blue = series_colour(0);
const colour orange = series_colour(1);
const colour red = *parse_colour("#ff0000");
const colour white{1, 1, 1};

class WidgetImageTest : public CloudWatchTest {
  protected:
    WidgetImageTest() { clock_.at = noon + 3 * hour; }

    /// A value in each of some minutes after noon.
    void measure(const std::string& instance, int from, int to, double value) {
        for (int i = from; i < to; ++i)
            metrics_.add(lag_of(instance), metric_unit::seconds, noon + i * minute, value);
    }
    metric_id lag_of(const std::string& instance) const {
        return metric("ReplicaLag", {{"DBInstanceIdentifier", instance}});
    }
    static json lag(const std::string& instance, const json& options = json::object()) {
        return {"AWS/RDS", "ReplicaLag", "DBInstanceIdentifier", instance, options};
    }
    picture draw(const json& metrics, const json& changes = json::object()) {
        json widget{{"metrics", metrics}, {"period", 60}, {"yAxis", {{"left", {{"min", 0}, {"max", 100}}}}}};
        widget.update(changes);
        const json input{{"MetricWidget", widget.dump()}};
        return picture(ask("GetMetricWidgetImage", input).at("MetricWidgetImage").get<std::string>());
    }
};

TEST_F(WidgetImageTest, IsAPngOfTheSizeAskedFor) {
    const auto usual = draw(json::array({lag("one")}));
    ASSERT_TRUE(usual.sound());
    EXPECT_EQ(usual.width(), 600);
    EXPECT_EQ(usual.height(), 400);
    for (const int side : {1, 2, 21, 60, 2000}) {
        const auto other =
            draw(json::array({lag("one")}), {{"width", side}, {"height", side}, {"title", "a title"}});
        ASSERT_TRUE(other.sound());
        EXPECT_EQ(other.width(), side);
    }
}

TEST_F(WidgetImageTest, DrawsASeriesWhereItsValuesAre) {
    measure("one", 0, 180, 75);
    measure("two", 0, 180, 25);
    const auto drawn = draw({lag("one"), lag("two")});
    double high = 0;
    double low = 0;
    ASSERT_GT(drawn.count_in_column(300, blue, &high), 0);
    ASSERT_GT(drawn.count_in_column(300, orange, &low), 0);
    // The plot takes most of the picture: 75 % and 25 % of it are half of its height apart.
    EXPECT_GT(low - high, 100);
    EXPECT_LT(low - high, 200);
    double same = 0;
    drawn.count_in_column(500, blue, &same);
    EXPECT_NEAR(same, high, 1);
}

TEST_F(WidgetImageTest, LeavesGapsWhereDataIsMissing) {
    measure("one", 0, 60, 75);
    measure("one", 120, 180, 75);
    const auto drawn =
        draw(json::array({lag("one", {{"label", ""}})}), {{"legend", {{"position", "hidden"}}}});
    EXPECT_GT(drawn.count_in_column(120, blue), 0);
    EXPECT_EQ(drawn.count_in_column(310, blue), 0);
    EXPECT_GT(drawn.count_in_column(480, blue), 0);
}

TEST_F(WidgetImageTest, DrawsAPointBetweenGapsAsADot) {
    measure("one", 90, 91, 50);
    EXPECT_GT(draw(json::array({lag("one")}), {{"legend", {{"position", "hidden"}}}}).count(blue), 4);
}

TEST_F(WidgetImageTest, IsAPictureWithoutAnyData) {
    const auto empty = draw(json::array({lag("nobody")}));
    ASSERT_TRUE(empty.sound());
    EXPECT_TRUE(empty.has(300, 200, white));
    EXPECT_GT(empty.count(theme_of(chart()).grid), 1000) << "axes";
    for (const auto* view : {"singleValue", "gauge", "bar", "pie"})
        EXPECT_TRUE(draw(json::array({lag("nobody")}), {{"view", view}}).sound()) << view;
}

TEST_F(WidgetImageTest, DrawsExpressionsAndHidesWhatIsNotVisible) {
    measure("one", 0, 180, 20);
    const json hidden = lag("one", {{"id", "m1"}, {"visible", false}, {"color", "#00ff00"}});
    const json computed = json::array({{{"expression", "m1 * 4"}, {"label", "four"}, {"color", "#ff0000"}}});
    const auto drawn = draw({hidden, computed});
    double at = 0;
    ASSERT_GT(drawn.count_in_column(300, red, &at), 0);
    EXPECT_LT(at, 150);
    EXPECT_EQ(drawn.count(*parse_colour("#00ff00")), 0);
}

TEST_F(WidgetImageTest, StacksAreasUponOneAnother) {
    measure("one", 0, 180, 20);
    measure("two", 0, 180, 20);
    double apart = 0;
    double stacked = 0;
    draw({lag("one"), lag("two", {{"color", "#ff0000"}})}).count_in_column(300, red, &apart);
    draw(
        {lag("one"), lag("two", {{"color", "#ff0000"}})}, {{"stacked", true}}
    ).count_in_column(300, red, &stacked);
    EXPECT_LT(stacked, apart - 30) << "higher up";
}

TEST_F(WidgetImageTest, HasTwoAxes) {
    measure("one", 0, 180, 75);
    const json right = lag("one", {{"yAxis", "right"}, {"color", "#ff0000"}});
    const auto drawn = draw(
        {lag("one"), right},
        {{"yAxis", {{"left", {{"min", 0}, {"max", 100}}}, {"right", {{"min", 0}, {"max", 1000}}}}}}
    );
    double left_at = 0;
    double right_at = 0;
    drawn.count_in_column(300, blue, &left_at);
    drawn.count_in_column(300, red, &right_at);
    EXPECT_GT(right_at, left_at + 100) << "75 of 1000 is lower than 75 of 100";
}

TEST_F(WidgetImageTest, DrawsAnnotations) {
    const json annotations{
        {"horizontal",
         {{{"value", 50}, {"color", "#ff0000"}, {"fill", "above"}},
          json::array({{{"value", 10}, {"color", "#0000ff"}}, {{"value", 20}}}),
          {{"value", 60}, {"color", "#00ff00"}, {"visible", false}}}},
        {"vertical",
         json::array({{{"value", "2026-01-15T13:30:00Z"}, {"color", "#ff00ff"}, {"fill", "before"}}})}};
    const auto drawn = draw(json::array({lag("nobody")}), {{"annotations", annotations}});
    EXPECT_GT(drawn.count(red), 200);
    EXPECT_GT(drawn.count(*parse_colour("#0000ff")), 200);
    EXPECT_GT(drawn.count(*parse_colour("#ff00ff")), 100);
    EXPECT_EQ(drawn.count(*parse_colour("#00ff00")), 0);
    EXPECT_FALSE(drawn.has(400, 100, white)) << "filled above";
    EXPECT_TRUE(drawn.has(400, 215, white)) << "not below";
}

TEST_F(WidgetImageTest, HasADarkTheme) {
    chart dark;
    dark.dark = true;
    EXPECT_TRUE(draw(json::array({lag("one")}), {{"theme", "dark"}}).has(2, 2, theme_of(dark).background));
    EXPECT_TRUE(draw(json::array({lag("one")})).has(2, 2, white));
}

TEST_F(WidgetImageTest, ShowsTheNewestValuesInOtherViews) {
    measure("one", 0, 180, 75);
    measure("two", 0, 180, 25);
    const json both{lag("one"), lag("two")};
    EXPECT_GT(draw(both, {{"view", "pie"}}).count(blue), 2 * draw(both, {{"view", "pie"}}).count(orange));
    EXPECT_GT(draw(both, {{"view", "bar"}}).count(blue), 2 * draw(both, {{"view", "bar"}}).count(orange));
    EXPECT_GT(draw(both, {{"view", "gauge"}}).count(blue), 2 * draw(both, {{"view", "gauge"}}).count(orange));
    EXPECT_GT(draw(both, {{"view", "singleValue"}}).count(blue), 50);
}

TEST_F(WidgetImageTest, KeepsExtremeValuesInsideOfItsFrame) {
    measure("one", 0, 90, 1e100);
    measure("one", 90, 180, -1e100);
    for (const auto* view : {"timeSeries", "singleValue", "gauge", "bar", "pie"})
        EXPECT_TRUE(draw(json::array({lag("one")}), {{"view", view}}).sound());
    EXPECT_TRUE(draw(json::array({lag("one")}), {{"yAxis", json::object()}}).sound());
    EXPECT_TRUE(draw(json::array({lag("one")}), {{"yAxis", {{"left", {{"min", 1e300}}}}}}).sound());
    EXPECT_TRUE(
        draw(json::array({lag("one")}), {{"yAxis", {{"left", {{"min", -1e308}, {"max", 1e308}}}}}}).sound()
    );
}

} // namespace
} // namespace borealis::emulator
