// Which web pages may talk to the emulator.
#include "emulator/http/origin.hpp"

#include <gtest/gtest.h>

namespace borealis::emulator {
namespace {

const std::vector<std::string> names{"borealis", "db.test"};

protocol::http_request from(std::string origin) {
    protocol::http_request request;
    request.headers.emplace_back("origin", std::move(origin));
    return request;
}

TEST(origin, knows_this_machine_by_its_names_and_by_any_address) {
    for (const auto* host :
         {"localhost",
          "LOCALHOST:4566",
          "127.0.0.1",
          "127.0.0.1:4566",
          "[::1]:4566",
          "10.1.2.3",
          "a.localhost",
          "borealis:4566",
          "DB.test"})
        EXPECT_TRUE(is_own_host(host, names)) << host;
}

TEST(origin, takes_no_other_name_for_its_own) {
    for (const auto* host :
         {"",
          "evil.example",
          "evil.example:4566",
          "localhost.evil.example",
          "127.0.0.1.evil.example",
          "notlocalhost",
          "[evil.example]",
          "borealis.evil.example",
          "[",
          ":4566"})
        EXPECT_FALSE(is_own_host(host, names)) << host;
}

TEST(origin, a_request_of_no_page_is_not_cross_site) {
    EXPECT_FALSE(is_cross_site({}, names));
}

TEST(origin, pages_of_this_machine_are_not_cross_site) {
    EXPECT_FALSE(is_cross_site(from("http://localhost:5173"), names));
    EXPECT_FALSE(is_cross_site(from("http://127.0.0.1:4566"), names));
    EXPECT_FALSE(is_cross_site(from("http://borealis:4566"), names));
}

TEST(origin, pages_of_others_are_cross_site) {
    EXPECT_TRUE(is_cross_site(from("https://evil.example"), names));
    EXPECT_TRUE(is_cross_site(from("null"), names));
    EXPECT_TRUE(is_cross_site(from(""), names));
}

} // namespace
} // namespace borealis::emulator
