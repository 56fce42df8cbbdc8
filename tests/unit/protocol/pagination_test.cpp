// Paging by marker.
#include "protocol/pagination.hpp"
#include "tests/unit/protocol/requests.hpp"

namespace borealis::protocol::testing {
namespace {

TEST(markers, are_those_that_rds_was_seen_to_send) {
    EXPECT_EQ(encode_marker("gin_fuzzy_search_limit"), "Z2luX2Z1enp5X3NlYXJjaF9saW1pdA==");
    EXPECT_EQ(encode_marker("pglogical.use_spi"), "cGdsb2dpY2FsLnVzZV9zcGk=");
    EXPECT_EQ(encode_marker("local_infile"), "bG9jYWxfaW5maWxl");
}

TEST(page_request, has_the_defaults_of_rds) {
    const auto request = read_page_request(json::object());
    EXPECT_EQ(request.limit, 100U);
    EXPECT_EQ(request.after, "");
}

TEST(page_request, takes_limit_and_marker) {
    const auto request = read_page_request({{"MaxRecords", 20}, {"Marker", encode_marker("db7")}});
    EXPECT_EQ(request.limit, 20U);
    EXPECT_EQ(request.after, "db7");
    EXPECT_EQ(read_page_request({{"MaxRecords", 1000}}, 20, 1000).limit, 1000U);
}

TEST(page_request, refuses_what_is_out_of_range) {
    for (const int records : {3, 19, 101, 0, -1}) {
        const std::string text =
            "Invalid value " + std::to_string(records) + " for MaxRecords. Must be between 20 and 100";
        const auto error = error_of([records] { read_page_request({{"MaxRecords", records}}); });
        expect_error(error, "InvalidParameterValue", 400, text);
    }
}

TEST(page_request, refuses_a_marker_that_nobody_sent) {
    for (const char* marker : {"***", "a", "gA==", "===="})
        EXPECT_EQ(
            error_of([marker] {
                read_page_request({{"Marker", marker}});
            }).code(),
            "InvalidParameterValue"
        ) << marker;
}

TEST(take_page, walks_through_all_names_once) {
    std::vector<std::string> names;
    for (int i = 100; i < 155; ++i)
        names.push_back("db" + std::to_string(i));
    std::vector<std::string> seen;
    page_request request{"", 20};
    for (bool more = true; more; request.after = seen.back()) {
        const auto page = take_page(names, request);
        seen.insert(
            seen.end(),
            names.begin() + static_cast<long>(page.first),
            names.begin() + static_cast<long>(page.last)
        );
        more = page.more;
    }
    EXPECT_EQ(seen, names);
}

TEST(take_page, goes_on_after_a_name_that_has_gone) {
    const auto page = take_page({"a", "c", "d"}, {"b", 20});
    EXPECT_EQ(page.first, 1U);
    EXPECT_EQ(page.last, 3U);
    EXPECT_FALSE(page.more);
}

TEST(take_page, is_empty_behind_the_last_name) {
    const auto page = take_page({"a", "b"}, {"zz", 20});
    EXPECT_EQ(page.first, page.last);
    EXPECT_FALSE(page.more);
}

} // namespace
} // namespace borealis::protocol::testing
