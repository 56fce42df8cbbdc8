// The list of access keys.
#include "emulator/app/access_keys.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace borealis::emulator {
namespace {

TEST(access_keys, are_one_a_line_between_comments) {
    const auto keys = parse_access_keys("# ours\nAKIA1 secret/one\n\n  AKIA2\tsecret+two  \n");
    const access_key_map expected{{"AKIA1", "secret/one"}, {"AKIA2", "secret+two"}};
    EXPECT_EQ(keys, expected);
}

TEST(access_keys, name_the_line_at_fault_and_keep_its_secret) {
    try {
        parse_access_keys("AKIA1 one\nAKIA2 two three\n");
        FAIL() << "a line of three words was taken";
    } catch (const std::runtime_error& error) {
        EXPECT_THAT(error.what(), testing::HasSubstr("line 2"));
        EXPECT_THAT(error.what(), testing::Not(testing::HasSubstr("two")));
    }
    EXPECT_THROW(parse_access_keys("AKIA1"), std::runtime_error);
    EXPECT_THROW(parse_access_keys("AKIA1 one\nAKIA1 two"), std::runtime_error);
}

} // namespace
} // namespace borealis::emulator
