// Patterns of the model, and that none of them can be made slow.
#include "protocol/pattern.hpp"
#include "protocol/service_model.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

namespace borealis::protocol {
namespace {

TEST(pattern, matches_the_whole_text_only) {
    EXPECT_TRUE(matches_pattern("abc", "abc"));
    EXPECT_FALSE(matches_pattern("abcd", "abc"));
    EXPECT_FALSE(matches_pattern("xabc", "abc"));
    EXPECT_TRUE(matches_pattern("", "a*"));
    EXPECT_FALSE(matches_pattern("", "a+"));
}

TEST(pattern, knows_identifiers_of_the_newer_operations) {
    constexpr std::string_view name = "[a-zA-Z](?:-?[a-zA-Z0-9]+)*";
    for (const char* good : {"a", "my-proxy", "A1-b2-c3"})
        EXPECT_TRUE(matches_pattern(good, name)) << good;
    for (const char* bad : {"", "1a", "-a", "a-", "a--b", "a_b"})
        EXPECT_FALSE(matches_pattern(bad, name)) << bad;
}

TEST(pattern, knows_counts_classes_and_alternatives) {
    EXPECT_TRUE(matches_pattern("db.t3.micro", "db\\.[0-9a-z]{2,6}\\.[0-9a-z]{4,9}"));
    EXPECT_FALSE(matches_pattern("db.t.micro", "db\\.[0-9a-z]{2,6}\\.[0-9a-z]{4,9}"));
    EXPECT_TRUE(matches_pattern("123456789012", "[0-9]{12}"));
    EXPECT_FALSE(matches_pattern("1234567890123", "[0-9]{12}"));
    EXPECT_TRUE(matches_pattern("aaa", "a{2,}"));
    EXPECT_TRUE(matches_pattern("AWS/RDS", "[^:].*"));
    EXPECT_FALSE(matches_pattern(":AWS/RDS", "[^:].*"));
    EXPECT_TRUE(matches_pattern("~ ", "[\\x20-\\x7E]+"));
    EXPECT_FALSE(matches_pattern("\x7F", "[\\x20-\\x7E]+"));
    EXPECT_TRUE(matches_pattern("cluster", "(cluster|db)"));
    EXPECT_TRUE(matches_pattern("a-b", "[\\w-]*"));
}

TEST(pattern, takes_time_in_proportion_to_the_text) {
    std::string text(100'000, 'a');
    text += '!';
    EXPECT_FALSE(matches_pattern(text, "(a*)*(a|a)*[a-z]*"));
}

TEST(pattern, refuses_what_it_cannot_read) {
    for (const char* bad : {"(", ")", "[a", "a{", "a{2", "(?!x)", "\\", "\\x0"})
        EXPECT_THROW(matches_pattern("a", bad), std::invalid_argument) << bad;
}

TEST(pattern, reads_every_pattern_of_the_models) {
    int patterns = 0;
    const auto visit = [&patterns](const auto& self, const shape* what) -> void {
        if (what == nullptr)
            return;
        if (!what->pattern.empty()) {
            EXPECT_NO_THROW(matches_pattern("x", what->pattern)) << what->name;
            ++patterns;
        }
        self(self, what->element);
        for (const member& field : what->members)
            self(self, field.target);
    };
    for (const auto* service : {&rds_model(), &cloudwatch_model(), &sts_model()}) {
        for (const operation& op : service->operations)
            visit(visit, op.input);
    }
    EXPECT_GT(patterns, 50);
}

} // namespace
} // namespace borealis::protocol
