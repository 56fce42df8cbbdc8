// What the answer cache gives back, and when it must not.
#include "emulator/http/answer_cache.hpp"

#include <gtest/gtest.h>

namespace borealis::emulator {
namespace {

const std::string first_id = "00000000-0000-4000-8000-000000000001";
const std::string second_id = "00000000-0000-4000-8000-000000000002";

protocol::http_response answer_with(const std::string& id, const std::string& text = "text") {
    protocol::http_response answer;
    answer.headers = {{"Content-Type", "text/xml"}, {"x-amzn-RequestId", id}};
    answer.body = "<R>" + text + "<RequestId>" + id + "</RequestId></R>";
    return answer;
}

TEST(answer_cache, gives_the_answer_under_the_new_request_id) {
    answer_cache cache;
    cache.keep("key", 7, 1000, first_id, answer_with(first_id));
    const auto found = cache.find("key", 7, 1500, second_id);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->body, answer_with(second_id).body);
    EXPECT_EQ(found->headers, answer_with(second_id).headers);
}

TEST(answer_cache, forgets_with_every_change_of_state) {
    answer_cache cache;
    cache.keep("key", 7, 1000, first_id, answer_with(first_id));
    EXPECT_FALSE(cache.find("key", 8, 1000, second_id));
    EXPECT_TRUE(cache.find("key", 7, 1000, second_id));
}

TEST(answer_cache, forgets_after_a_second_and_when_the_clock_is_set_back) {
    answer_cache cache;
    cache.keep("key", 7, 1000, first_id, answer_with(first_id));
    EXPECT_TRUE(cache.find("key", 7, 1999, second_id));
    EXPECT_FALSE(cache.find("key", 7, 2000, second_id));
    EXPECT_FALSE(cache.find("key", 7, 999, second_id));
}

TEST(answer_cache, a_newer_answer_takes_the_place_of_an_older_one) {
    answer_cache cache;
    cache.keep("key", 7, 1000, first_id, answer_with(first_id, "old"));
    cache.keep("key", 8, 1001, first_id, answer_with(first_id, "new"));
    const auto found = cache.find("key", 8, 1001, second_id);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->body, answer_with(second_id, "new").body);
}

TEST(answer_cache, keeps_no_answer_whose_id_it_cannot_replace) {
    answer_cache cache;
    auto answer = answer_with(first_id);
    answer.headers.clear();
    cache.keep("key", 7, 1000, first_id, answer);
    EXPECT_FALSE(cache.find("key", 7, 1000, second_id));
}

TEST(answer_cache, stays_within_its_bounds) {
    answer_cache cache;
    for (std::size_t i = 0; i < 3 * answer_cache::most_entries; ++i)
        cache.keep("key" + std::to_string(i), 7, 1000, first_id, answer_with(first_id));
    std::size_t kept = 0;
    for (std::size_t i = 0; i < 3 * answer_cache::most_entries; ++i)
        kept += cache.find("key" + std::to_string(i), 7, 1000, second_id) ? 1 : 0;
    EXPECT_GT(kept, 0U);
    EXPECT_LE(kept, answer_cache::most_entries);

    cache.keep("huge", 7, 1000, first_id, answer_with(first_id, std::string(answer_cache::most_bytes, 'x')));
    EXPECT_FALSE(cache.find("huge", 7, 1000, second_id));
}

TEST(answer_cache, big_answers_push_each_other_out) {
    answer_cache cache;
    const std::string big(answer_cache::most_bytes / 3, 'x');
    for (int i = 0; i < 4; ++i)
        cache.keep("key" + std::to_string(i), 7, 1000, first_id, answer_with(first_id, big));
    EXPECT_FALSE(cache.find("key0", 7, 1000, second_id));
    EXPECT_TRUE(cache.find("key3", 7, 1000, second_id));
}

} // namespace
} // namespace borealis::emulator
