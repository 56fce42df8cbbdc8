// DescribeEvents.
#include "tests/unit/emulator/rds_fixture.hpp"

namespace borealis::emulator {
namespace {

constexpr timestamp_ms minute = 60'000;

class events_test : public rds_test {
  protected:
    void happen(const std::string& name, const std::string& message, const std::string& category) {
        db_instance source;
        source.where = where;
        source.identifier = name;
        resources.add_event(make_event(source, message, category, time.at));
    }
    std::vector<std::string> messages(const json& input) {
        std::vector<std::string> found;
        const auto answer = ask("DescribeEvents", input);
        for (const auto& row : answer["Events"])
            found.push_back(row["Message"]);
        return found;
    }
    using texts = std::vector<std::string>;
};

TEST_F(events_test, the_last_hour_is_listed_oldest_first) {
    happen("one", "old", "creation");
    time.at += 50 * minute;
    happen("one", "young", "availability");
    EXPECT_EQ(messages(json::object()), (texts{"old", "young"}));
    time.at += 11 * minute;
    EXPECT_EQ(messages(json::object()), texts{"young"});
    EXPECT_EQ(messages({{"Duration", 120}}), (texts{"old", "young"}));
    EXPECT_EQ(messages({{"Duration", 5}}), texts{});
    const auto row = ask("DescribeEvents", json::object())["Events"][0];
    EXPECT_EQ(
        row,
        (json{
            {"SourceIdentifier", "one"},
            {"SourceType", "db-instance"},
            {"Message", "young"},
            {"EventCategories", {"availability"}},
            {"Date", time.at - 11 * minute},
            {"SourceArn", arn("db", "one")}})
    );
}

TEST_F(events_test, are_chosen_by_time_source_and_category) {
    const auto start = time.at;
    happen("one", "a", "creation");
    happen("two", "b", "creation");
    time.at += 100 * minute;
    happen("one", "c", "failover");
    EXPECT_EQ(messages({{"StartTime", start}, {"EndTime", start + minute}}), (texts{"a", "b"}));
    EXPECT_EQ(messages({{"StartTime", start}}), (texts{"a", "b", "c"}));
    EXPECT_EQ(messages({{"StartTime", start}, {"Duration", 10}}), (texts{"a", "b"}));
    EXPECT_EQ(messages({{"EndTime", start + minute}}), (texts{"a", "b"}));
    const json of_one{{"SourceType", "db-instance"}, {"SourceIdentifier", "ONE"}, {"StartTime", start}};
    EXPECT_EQ(messages(of_one), (texts{"a", "c"}));
    EXPECT_EQ(messages(with(of_one, {{"EventCategories", {"failover", "deletion"}}})), texts{"c"});
    EXPECT_EQ(messages({{"SourceType", "db-cluster"}, {"StartTime", start}}), texts{});
}

TEST_F(events_test, come_in_pages_also_within_one_millisecond) {
    for (int number = 0; number < 30; ++number)
        happen("one", std::to_string(number), "notification");
    const auto first = ask("DescribeEvents", {{"MaxRecords", 20}});
    ASSERT_TRUE(first.contains("Marker"));
    const auto second = ask("DescribeEvents", {{"MaxRecords", 20}, {"Marker", first["Marker"]}});
    ASSERT_EQ(second["Events"].size(), 10U);
    EXPECT_EQ(second["Events"][0]["Message"], "20");
    EXPECT_FALSE(second.contains("Marker"));
}

TEST_F(events_test, refuse_violations) {
    EXPECT_EQ(
        refusal("DescribeEvents", {{"SourceIdentifier", "one"}}),
        "InvalidParameterCombination 400: Cannot specify source identifier without source type"
    );
    EXPECT_EQ(
        refusal("DescribeEvents", {{"Duration", 20161}}),
        "InvalidParameterValue 400: Invalid value 20161 for Duration. Must be between 1 and 20160"
    );
    EXPECT_EQ(
        refusal("DescribeEvents", {{"StartTime", 2}, {"EndTime", 1}}),
        "InvalidParameterValue 400: The StartTime must be before the EndTime."
    );
}

} // namespace
} // namespace borealis::emulator
