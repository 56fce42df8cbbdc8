// What clients are told as the servers' address, by what they called the API by.
#include "emulator/http/called_name.hpp"

#include <gtest/gtest.h>

namespace borealis::emulator {
namespace {

settings in_a_container() {
    settings options;
    options.server_address = "0.0.0.0";
    options.reader_address = "0.0.0.0";
    options.host_names = {"borealis"};
    return options;
}

TEST(called_name, is_told_where_it_is_one_of_this_machine) {
    const auto options = in_a_container();
    EXPECT_EQ(settings_for(options, "borealis:4566")->advertised_host, "borealis");
    EXPECT_EQ(settings_for(options, "127.0.0.1:4566")->advertised_host, "127.0.0.1");
    EXPECT_EQ(settings_for(options, "localhost")->advertised_host, "localhost");
    EXPECT_EQ(settings_for(options, "borealis:4566")->advertised_reader_host, "borealis");
}

TEST(called_name, is_not_told_where_nobody_knows_it) {
    auto options = in_a_container();
    options.advertised_host = "db.example";
    EXPECT_EQ(settings_for(options, "elsewhere.example")->advertised_host, "db.example");
    EXPECT_EQ(settings_for(options, "")->advertised_host, "db.example");
}

TEST(called_name, changes_nothing_without_names) {
    settings options;
    EXPECT_EQ(settings_for(options, "localhost:4566").get(), &options);
}

TEST(called_name, leaves_a_reader_address_of_its_own) {
    auto options = in_a_container();
    options.server_address = "127.0.0.1";
    options.reader_address = "127.0.0.2";
    EXPECT_EQ(settings_for(options, "localhost")->advertised_host, "localhost");
    EXPECT_EQ(settings_for(options, "localhost")->advertised_reader_host, "");
}

} // namespace
} // namespace borealis::emulator
