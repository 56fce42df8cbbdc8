// Filters: reading, refusing and applying them.
#include "protocol/filters.hpp"
#include "tests/unit/protocol/requests.hpp"

#include <array>

namespace borealis::protocol::testing {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::array known{"db-instance-id"sv, "engine"sv};

std::vector<std::string> mydb(std::string_view name) {
    return {name == "engine" ? "postgres" : "mydb"};
}

json filters_of(std::string_view parameters) {
    return input_of(rds("DescribeDBInstances", parameters));
}

TEST(filters, are_read_from_every_spelling) {
    for (const char* text : {
             "Filters.Filter.1.Name=engine&Filters.Filter.1.Values.Value.1=postgres&Filters.Filter.1.Values."
             "Value.2=mysql",
             "Filters.member.1.Name=engine&Filters.member.1.Values.member.1=postgres&Filters.member.1.Values."
             "member.2=mysql",
         }) {
        const auto filters = read_filters(filters_of(text), known);
        ASSERT_EQ(filters.size(), 1U);
        EXPECT_EQ(filters[0].name, "engine");
        EXPECT_EQ(filters[0].values, (std::vector<std::string>{"postgres", "mysql"}));
    }
}

TEST(filters, refuses_an_unknown_name) {
    const auto input = filters_of("Filters.Filter.1.Name=colour&Filters.Filter.1.Values.Value.1=red");
    expect_error(
        error_of([&] { read_filters(input, known); }),
        "InvalidParameterValue",
        400,
        "Unrecognized filter name: colour"
    );
}

TEST(filters, refuses_an_empty_list_of_values) {
    const auto input = filters_of("Filters.Filter.1.Name=db-instance-id&Filters.Filter.1.Values=");
    expect_error(
        error_of([&] { read_filters(input, known); }),
        "InvalidParameterCombination",
        400,
        "The list of DB Instance Identifiers must not be empty."
    );
}

TEST(filters, pass_when_each_has_a_value_that_matches) {
    EXPECT_TRUE(passes({}, mydb));
    EXPECT_TRUE(passes({{"engine", {"mysql", "postgres"}}}, mydb));
    EXPECT_TRUE(passes({{"engine", {"postgres"}}, {"db-instance-id", {"mydb"}}}, mydb));
    EXPECT_FALSE(passes({{"engine", {"postgres"}}, {"db-instance-id", {"other"}}}, mydb));
    EXPECT_FALSE(passes({{"engine", {"postgres"}}}, [](std::string_view) {
        return std::vector<std::string>{};
    }));
}

} // namespace
} // namespace borealis::protocol::testing
