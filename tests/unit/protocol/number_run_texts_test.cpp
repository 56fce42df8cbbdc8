// Lists of numbers are written the same whether their runs are known or not, and known runs are not written
// again.
#include "protocol/number_run_texts.hpp"
#include "protocol/number_text.hpp"
#include "protocol/packed_numbers.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>

namespace borealis::protocol {
namespace {

using numbers = std::vector<double>;

std::size_t written = 0; // numbers, by write_lines

void write_lines(std::string& out, std::span<const std::uint8_t> packed) {
    visit_packed<double>(packed, [&](double value) {
        append_double(out, value);
        out += '\n';
        ++written;
    });
}

std::string lines_of(const numbers& list) {
    std::string out;
    for (const double value : list) {
        append_double(out, value);
        out += '\n';
    }
    return out;
}

class number_runs : public testing::Test {
  protected:
    void SetUp() override { written = 0; }

    numbers noise(std::size_t count) {
        numbers list(count);
        std::ranges::generate(list, [&] { return std::uniform_real_distribution<double>(0, 100)(chance_); });
        return list;
    }

    /// What is written for a list, behind something that is there.
    static std::string text_of(number_run_texts& texts, const numbers& list) {
        std::string out = "before ";
        const json packed = pack_numbers(list);
        texts.append(out, packed.get_binary());
        EXPECT_TRUE(out.starts_with("before "));
        return out.substr(7);
    }

    std::mt19937_64 chance_{1};
};

TEST_F(number_runs, have_the_texts_of_their_numbers) {
    number_run_texts texts(write_lines);
    constexpr double infinity = std::numeric_limits<double>::infinity();
    const numbers standing_still(100, 41.0);
    const numbers hostile{0.0, -0.0, 1e300, -1e-300, infinity, -infinity, std::nan(""), 5e-324, 1.0, 1e7};
    numbers whole(100);
    std::iota(whole.begin(), whole.end(), -50.0);
    for (int round = 0; round < 2; ++round) {
        for (const auto& list : {standing_still, hostile, whole})
            EXPECT_EQ(text_of(texts, list), lines_of(list));
        for (std::size_t size = 0; size < 100; ++size) {
            const auto list = noise(size);
            EXPECT_EQ(text_of(texts, list), lines_of(list)) << size;
            EXPECT_EQ(text_of(texts, list), lines_of(list)) << size << ", again";
        }
    }
}

TEST_F(number_runs, that_are_known_are_not_written_again) {
    number_run_texts texts(write_lines);
    auto list = noise(1000);
    text_of(texts, list);
    EXPECT_EQ(written, 1000U);
    text_of(texts, list);
    EXPECT_LT(written, 1008U) << "the end of a list may be shorter than any run";

    // Newest first: a minute is added before the others, and the oldest one leaves. Far less than a quarter.
    for (int minute = 0; minute < 100; ++minute) {
        list.insert(list.begin(), noise(1).front());
        list.pop_back();
        EXPECT_EQ(text_of(texts, list), lines_of(list));
    }
    EXPECT_LT(written, 1000U + 100U * 1000U / 4);
}

TEST_F(number_runs, of_another_list_in_the_same_place_are_told_apart) {
    number_run_texts texts(write_lines);
    std::vector<numbers> lists; // of single runs, many more than there are places
    for (int i = 0; i < 20'000; ++i)
        lists.push_back(noise(8));
    for (int round = 0; round < 2; ++round)
        for (const auto& list : lists)
            ASSERT_EQ(text_of(texts, list), lines_of(list));
}

TEST_F(number_runs, that_were_overwritten_are_written_again) {
    constexpr std::size_t capacity = 3000; // some six runs, and no multiple of their size
    number_run_texts texts(write_lines, capacity);
    std::vector<numbers> lists;
    for (int i = 0; i < 50; ++i)
        lists.push_back(noise(30));
    for (int i = 0; i < 10'000; ++i) {
        const auto& list = lists[chance_() % lists.size()];
        ASSERT_EQ(text_of(texts, list), lines_of(list)) << i;
    }
    EXPECT_GT(written, 100'000U) << "most are forgotten before they come again";
    EXPECT_LT(written, 295'000U) << "some are not";
}

// What lies over the old run begins with the same numbers, and has more of them where the text was.
TEST_F(number_runs, that_were_overwritten_by_more_of_the_same_numbers_are_written_again) {
    const numbers few(20, 5.0);
    const numbers many(32, 5.0);
    for (int between = 0; between < 30; ++between) { // for some of them, `many` is the first after the turn
        number_run_texts texts(write_lines, 3000);
        text_of(texts, few);
        for (int i = 0; i < between; ++i) {
            text_of(texts, noise(8));
        }
        text_of(texts, many);
        ASSERT_EQ(text_of(texts, few), lines_of(few)) << between;
    }
}

TEST_F(number_runs, longer_than_what_is_kept_are_written) {
    number_run_texts texts(write_lines, 100);
    const auto list = noise(50);
    for (int round = 0; round < 2; ++round)
        EXPECT_EQ(text_of(texts, list), lines_of(list));
    EXPECT_EQ(written, 100U);
}

} // namespace
} // namespace borealis::protocol
