// The text form of WAL positions.
#include "replication/lsn.hpp"

#include <gtest/gtest.h>

namespace borealis::replication {
namespace {

TEST(lsn_text, prints_two_hexadecimal_halves_without_leading_zeros) {
    EXPECT_EQ(to_string(lsn{}), "0/0");
    EXPECT_EQ(to_string(lsn{0x16'B374'D848}), "16/B374D848");
    EXPECT_EQ(to_string(lsn{0x1'0000'0028}), "1/28");
    EXPECT_EQ(to_string(lsn{~std::uint64_t{0}}), "FFFFFFFF/FFFFFFFF");
}

TEST(lsn_text, parses_what_it_prints_in_either_case) {
    EXPECT_EQ(parse_lsn("16/B374D848"), lsn{0x16'B374'D848});
    EXPECT_EQ(parse_lsn("16/b374d848"), lsn{0x16'B374'D848});
    EXPECT_EQ(parse_lsn("00000001/00000028"), lsn{0x1'0000'0028});
}

TEST(lsn_text, refuses_everything_else) {
    for (const auto* text :
         {"", "/", "16", "16/", "/16", "16/B374D8480", "1/2/3", "G/0", "0/-1", " 0/1", "0/1 ", "0x1/0"}) {
        EXPECT_FALSE(parse_lsn(text)) << text;
    }
}

TEST(lsn_distance, is_signed) {
    EXPECT_EQ(distance(lsn{10}, lsn{25}), 15);
    EXPECT_EQ(distance(lsn{25}, lsn{10}), -15);
}

} // namespace
} // namespace borealis::replication
