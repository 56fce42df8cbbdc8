// Backup and maintenance windows: reading, overlapping, and the random choice.
#include "emulator/rds/windows.hpp"
#include "protocol/aws_error.hpp"
#include "tests/unit/emulator/rds_fixture.hpp"

namespace borealis::emulator::rds {
namespace {

window_choice choose(const json& input, std::uint32_t drawn = 0, const std::string& region = "us-east-1") {
    counting_ids random;
    random.drawn = drawn;
    return chosen_windows(parameters(input), region, random);
}

std::string refused(const char* backup, const char* maintenance) {
    try {
        const auto chosen =
            choose({{"PreferredBackupWindow", backup}, {"PreferredMaintenanceWindow", maintenance}});
        return "chosen " + chosen.backup + " " + chosen.maintenance;
    } catch (const protocol::aws_error& error) {
        return error.message();
    }
}

const std::string overlapping = "The backup window and maintenance window must not overlap.";

TEST(windows_test, are_kept_as_given_in_lower_case) {
    EXPECT_EQ(refused("06:25-06:55", "Sat:05:03-Sat:05:33"), "chosen 06:25-06:55 sat:05:03-sat:05:33");
    EXPECT_EQ(refused("23:45-00:15", "sun:23:00-sun:23:45"), "chosen 23:45-00:15 sun:23:00-sun:23:45");
}

TEST(windows_test, must_not_overlap_also_across_midnight_and_the_end_of_the_week) {
    EXPECT_EQ(refused("05:00-05:30", "mon:05:29-mon:06:00"), overlapping);
    EXPECT_EQ(refused("05:00-05:30", "mon:05:30-mon:06:00"), "chosen 05:00-05:30 mon:05:30-mon:06:00");
    EXPECT_EQ(refused("23:45-00:15", "wed:00:10-wed:00:40"), overlapping);
    EXPECT_EQ(refused("00:00-00:30", "sun:23:50-mon:00:20"), overlapping);
    EXPECT_EQ(refused("23:30-00:05", "mon:00:00-mon:00:30"), overlapping);
    EXPECT_EQ(refused("23:30-00:00", "sun:23:00-mon:00:00"), overlapping);
}

TEST(windows_test, must_be_well_formed_and_last_half_an_hour) {
    for (const auto* wrong :
         {"5:00-5:30", "05:00", "05:00-05:29", "24:00-24:30", "05:00/05:30", "05:60-06:30", "05:00-05:30 "})
        EXPECT_TRUE(refused(wrong, "sat:05:03-sat:05:33").starts_with("The parameter PreferredBackupWindow"))
            << wrong;
    for (const auto* wrong :
         {"sat:05:03", "day:05:03-day:05:33", "sat:05:03-sat:05:32", "mon:05:00-wed:05:00"})
        EXPECT_TRUE(refused("12:00-12:30", wrong).starts_with("The parameter PreferredMaintenanceWindow"))
            << wrong;
}

TEST(windows_test, are_drawn_apart_from_each_other) {
    for (const std::uint32_t drawn : {0U, 1U, 29U, 100U, 449U, 12345U}) {
        const auto both = choose(json::object(), drawn, "eu-west-1");
        EXPECT_EQ(
            refused(both.backup.c_str(), both.maintenance.c_str()),
            "chosen " + both.backup + " " + both.maintenance
        );
        const auto backup = choose({{"PreferredMaintenanceWindow", "mon:03:00-mon:05:00"}}, drawn);
        EXPECT_NE(refused(backup.backup.c_str(), "mon:03:00-mon:05:00"), overlapping) << backup.backup;
        const auto maintenance = choose({{"PreferredBackupWindow", "03:00-05:00"}}, drawn);
        EXPECT_NE(refused("03:00-05:00", maintenance.maintenance.c_str()), overlapping)
            << maintenance.maintenance;
    }
    EXPECT_EQ(choose(json::object()).backup, "03:00-03:30");
    EXPECT_EQ(choose(json::object()).maintenance, "mon:03:30-mon:04:00");
}

} // namespace
} // namespace borealis::emulator::rds
