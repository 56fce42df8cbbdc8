// Dashboards: kept, listed, checked.
#include "tests/unit/emulator/cloudwatch_fixture.hpp"

#include <gmock/gmock.h>

namespace borealis::emulator {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class DashboardTest : public CloudWatchTest {
  protected:
    json put(const std::string& name, const std::string& body = R"({"widgets":[]})") {
        return ask("PutDashboard", {{"DashboardName", name}, {"DashboardBody", body}});
    }
    std::string put_refusal(const std::string& body) {
        return refusal("PutDashboard", {{"DashboardName", "d"}, {"DashboardBody", body}});
    }
};

TEST_F(DashboardTest, KeepsTheBodyAsGiven) {
    const std::string body =
        R"({ "widgets" : [ {"type":"text","x":0,"y":0,"width":6,"height":3,"properties":{"markdown":"x"}} ] })";
    EXPECT_EQ(put("d", body).at("DashboardValidationMessages"), json::array());
    const auto got = ask("GetDashboard", {{"DashboardName", "d"}});
    EXPECT_EQ(got.at("DashboardBody"), body);
    EXPECT_EQ(got.at("DashboardArn"), "arn:aws:cloudwatch::123456789012:dashboard/d");
    EXPECT_EQ(got.at("DashboardName"), "d");
}

TEST_F(DashboardTest, ListsByPrefix) {
    put("ops-2");
    clock_.at += minute;
    put("ops-1");
    put("dev");
    const auto listed = ask("ListDashboards", {{"DashboardNamePrefix", "ops"}}).at("DashboardEntries");
    ASSERT_EQ(listed.size(), 2u);
    const json first{
        {"DashboardName", "ops-1"},
        {"DashboardArn", "arn:aws:cloudwatch::123456789012:dashboard/ops-1"},
        {"LastModified", noon + minute},
        {"Size", 14}};
    EXPECT_EQ(listed.at(0), first);
    EXPECT_THAT(refusal("ListDashboards", {{"NextToken", "x"}}), StartsWith("InvalidParameterValue: "));
}

TEST_F(DashboardTest, PagesThroughManyDashboards) {
    for (int i = 0; i < 1001; ++i)
        put("d" + std::to_string(i));
    const auto first = ask("ListDashboards", json::object());
    EXPECT_EQ(first.at("DashboardEntries").size(), 1000u);
    const auto rest = ask("ListDashboards", {{"NextToken", first.at("NextToken")}});
    ASSERT_EQ(rest.at("DashboardEntries").size(), 1u);
    EXPECT_EQ(rest.at("DashboardEntries").at(0).at("DashboardName"), "d999");
    EXPECT_FALSE(rest.contains("NextToken"));
}

TEST_F(DashboardTest, DeletesAllOrNone) {
    put("a");
    put("b");
    EXPECT_EQ(
        refusal("DeleteDashboards", {{"DashboardNames", {"a", "nobody"}}}),
        "ResourceNotFound: Dashboard nobody does not exist"
    );
    EXPECT_EQ(ask("ListDashboards", json::object()).at("DashboardEntries").size(), 2u);
    ask("DeleteDashboards", {{"DashboardNames", {"a", "b"}}});
    EXPECT_EQ(
        refusal("GetDashboard", {{"DashboardName", "a"}}), "ResourceNotFound: Dashboard a does not exist"
    );
}

TEST_F(DashboardTest, RefusesWhatIsNoDashboard) {
    EXPECT_EQ(
        refusal("PutDashboard", {{"DashboardName", "a b"}, {"DashboardBody", "{}"}}),
        "InvalidParameterValue: The value for field DashboardName contains invalid characters. It can only "
        "contain alphanumerics, dash (-) and underscore (_).\n"
    );
    for (const auto* body :
         {"",
          "{",
          "[]",
          "1",
          "{}",
          R"({"widgets":{}})",
          R"({"widgets":[1]})",
          R"({"widgets":[{}]})",
          R"({"widgets":[{"type":"nope","properties":{}}]})",
          R"({"widgets":[{"type":"text","properties":{},"width":25}]})",
          R"({"widgets":[{"type":7,"properties":[],"x":"1"}]})"})
        EXPECT_THAT(
            put_refusal(body), StartsWith("InvalidParameterInput: The dashboard body is invalid, there are ")
        ) << body;
    EXPECT_THAT(
        put_refusal(R"({"widgets":[{"type":"text"}]})"),
        testing::AllOf(HasSubstr("/widgets/0"), HasSubstr("Should have required property 'properties'"))
    );
    EXPECT_THAT(
        put_refusal(R"({"widgets":[{"type":"metric","properties":{"title":"x"}}]})"),
        testing::AllOf(
            HasSubstr("there are 3 validation errors"),
            HasSubstr("/widgets/0/properties"),
            HasSubstr("Should have required property 'metrics'"),
            HasSubstr("should have specified a region and a data source")
        )
    );
    EXPECT_THAT(put_refusal(R"({"widgets":[{"type":"text","properties":{}}]})"), HasSubstr("'markdown'"));
    EXPECT_THAT(put_refusal(R"({"widgets":[{"type":"alarm","properties":{}}]})"), HasSubstr("'alarms'"));
    EXPECT_TRUE(state_.dashboards.rows().empty());
}

TEST_F(DashboardTest, WarnsOfWhatItDoesNotKnow) {
    const json expected{{{"DataPath", "/colour"}, {"Message", "Should NOT have additional properties"}}};
    EXPECT_EQ(put("d", R"({"widgets":[],"colour":1})").at("DashboardValidationMessages"), expected);
}

TEST_F(DashboardTest, BearsTags) {
    put("d");
    const std::string arn = "arn:aws:cloudwatch::123456789012:dashboard/d";
    ask("TagResource", {{"ResourceARN", arn}, {"Tags", {{{"Key", "a"}, {"Value", "1"}}}}});
    EXPECT_EQ(
        ask("ListTagsForResource", {{"ResourceARN", arn}}).at("Tags"), (json{{{"Key", "a"}, {"Value", "1"}}})
    );
}

} // namespace
} // namespace borealis::emulator
