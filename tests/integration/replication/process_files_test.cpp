// Reading of the kernel's texts about processes.
#include "replication/server/local/process_files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace borealis::replication::local {
namespace {

TEST(process_files, processor_time_is_behind_the_name_whatever_is_in_it) {
    const auto ticks =
        parse_stat("17 (post) gres (1) S 1 17 17 0 -1 4194560 9 8 7 6 11 22 33 44 20 0 1 0 99 1 1\n");
    ASSERT_TRUE(ticks);
    EXPECT_EQ(ticks->own, 33U);
    EXPECT_EQ(ticks->waited_for, 77U);
    EXPECT_FALSE(parse_stat(""));
    EXPECT_FALSE(parse_stat("17 (postgres) S 1 17"));
}

TEST(process_files, memory_is_counted_in_pages) {
    const auto resident = parse_statm("1000 200 150 10 0 40 0\n", 4096);
    ASSERT_TRUE(resident);
    EXPECT_EQ(resident->total, 200U * 4096);
    EXPECT_EQ(resident->shared, 150U * 4096);
    EXPECT_FALSE(parse_statm("", 4096));
}

TEST(process_files, storage_is_told_from_calls) {
    const auto io = parse_io("rchar: 1\nwchar: 2\nsyscr: 30\nsyscw: 40\nread_bytes: 4096\nwrite_bytes: "
                             "8192\ncancelled_write_bytes: 5\n");
    ASSERT_TRUE(io);
    EXPECT_EQ(io->read_calls, 30U);
    EXPECT_EQ(io->write_calls, 40U);
    EXPECT_EQ(io->read_bytes, 4096U);
    EXPECT_EQ(io->write_bytes, 8192U);
    EXPECT_FALSE(parse_io("rchar: 1\n"));
}

TEST(process_files, labels_are_whole_words_at_the_beginning_of_a_line) {
    const std::string_view text = "MemTotal:  8 kB\nMemAvailable:    5 kB\nSwapTotal: 0 kB";
    EXPECT_EQ(labelled_number(text, "MemAvailable"), 5U);
    EXPECT_EQ(labelled_number(text, "SwapTotal"), 0U);
    EXPECT_EQ(labelled_number(text, "Available"), std::nullopt);
    EXPECT_EQ(labelled_number("", "MemTotal"), std::nullopt);
}

TEST(process_files, children_are_numbers_between_spaces) {
    EXPECT_THAT(parse_children("12 345 6 \n"), testing::ElementsAre(12, 345, 6));
    EXPECT_THAT(parse_children(""), testing::IsEmpty());
}

TEST(process_files, what_cannot_be_read_is_nothing) {
    EXPECT_FALSE(read_proc("/proc/0/stat"));
    EXPECT_TRUE(read_proc("/proc/self/stat"));
}

} // namespace
} // namespace borealis::replication::local
