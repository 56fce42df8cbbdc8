// Turns on a fake clock.
#include "replication/tracker/phase_schedule.hpp"

#include <map>
#include <string>

#include <gmock/gmock.h>

namespace borealis::replication {
namespace {

using namespace std::chrono_literals;
using testing::IsEmpty;
using testing::UnorderedElementsAre;
using schedule_of_names = phase_schedule<std::string>;
using time_point = schedule_of_names::time_point;

const time_point epoch(1h);

TEST(phase_schedule, divides_the_period_into_slots_of_five_to_twenty_milliseconds) {
    EXPECT_EQ(schedule_of_names(100ms, epoch).slot_count(), 20U);
    EXPECT_EQ(schedule_of_names(50ms, epoch).slot_count(), 10U);
    EXPECT_EQ(schedule_of_names(1000ms, epoch).slot_count(), 50U);
    EXPECT_EQ(schedule_of_names(3ms, epoch).slot_count(), 1U);
}

TEST(phase_schedule, gives_a_group_one_slot_and_spreads_groups_evenly) {
    schedule_of_names schedule(100ms, epoch);
    std::map<std::size_t, int> servers_in_slot;
    for (int group = 0; group < 40; ++group) {
        const auto source = "source" + std::to_string(group);
        const auto replica = "replica" + std::to_string(group);
        schedule.place(replica, source, epoch);
        schedule.place(source, source, epoch);
        EXPECT_EQ(schedule.slot_of(source), schedule.slot_of(replica));
        servers_in_slot[schedule.slot_of(source)] += 2;
    }
    EXPECT_EQ(servers_in_slot.size(), 20U);
    for (const auto& [slot, count] : servers_in_slot) {
        EXPECT_EQ(count, 4) << slot;
    }
}

TEST(phase_schedule, does_not_drift_over_a_million_turns) {
    schedule_of_names schedule(100ms, epoch);
    schedule.place("a", "a", epoch);
    const auto first = schedule.next_due();
    for (int turn = 0; turn < 1'000'000; ++turn) {
        const auto due = schedule.next_due();
        ASSERT_EQ(due, first + turn * 100ms);
        ASSERT_EQ(schedule.take_due(due + (turn % 90) * 1ms).size(), 1U);
    }
    EXPECT_EQ(schedule.skipped(), 0U);
}

TEST(phase_schedule, skips_what_was_missed) {
    schedule_of_names schedule(100ms, epoch);
    schedule.place("a", "a", epoch);
    const auto first = schedule.next_due();
    EXPECT_THAT(schedule.take_due(first + 350ms), UnorderedElementsAre("a"));
    EXPECT_EQ(schedule.skipped(), 3U);
    EXPECT_EQ(schedule.next_due(), first + 400ms);
    EXPECT_THAT(schedule.take_due(first + 399ms), IsEmpty());
}

TEST(phase_schedule, counts_no_skips_for_a_server_that_comes_late) {
    schedule_of_names schedule(100ms, epoch);
    schedule.place("a", "a", epoch + 1h);
    EXPECT_GE(schedule.next_due(), epoch + 1h);
    EXPECT_LE(schedule.next_due(), epoch + 1h + 100ms);
    EXPECT_THAT(schedule.take_due(schedule.next_due()), UnorderedElementsAre("a"));
    EXPECT_EQ(schedule.skipped(), 0U);
}

TEST(phase_schedule, moves_and_removes_servers) {
    schedule_of_names schedule(100ms, epoch);
    schedule.place("source", "source", epoch);
    schedule.place("replica", "replica", epoch);
    EXPECT_NE(schedule.slot_of("source"), schedule.slot_of("replica"));
    schedule.place("replica", "source", epoch);
    EXPECT_EQ(schedule.slot_of("source"), schedule.slot_of("replica"));
    schedule.remove("source");
    schedule.remove("nobody");
    EXPECT_THAT(schedule.take_due(epoch + 100ms), UnorderedElementsAre("replica"));
    schedule.remove("replica");
    EXPECT_EQ(schedule.next_due(), time_point::max());
    EXPECT_THAT(schedule.take_due(epoch + 1h), IsEmpty());
}

} // namespace
} // namespace borealis::replication
