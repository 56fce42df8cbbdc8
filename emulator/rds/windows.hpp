// Backup and maintenance windows: their form, that they don't overlap, and a random choice where none is
// given. Source: RDS User Guide, "Backup window" and "The Amazon RDS maintenance window".
#pragma once

#include "emulator/clock.hpp"
#include "emulator/rds/parameters.hpp"

#include <string>

namespace borealis::emulator::rds {

struct window_choice {
    std::string backup;      // "06:25-06:55", UTC
    std::string maintenance; // "sat:05:03-sat:05:33", UTC
};

/// Reads PreferredBackupWindow and PreferredMaintenanceWindow; what is not given is chosen at random out of
/// the region's 8-hour block, so that the two don't overlap.
window_choice chosen_windows(const parameters& given, const std::string& region, id_source& random);

/// The maintenance window of a member, next to the backup window of its cluster.
std::string chosen_maintenance_window(
    const parameters& given, const std::string& backup_window, const std::string& region, id_source& random
);

/// What the two windows become by a Modify call; what it does not name stays. Throws where they would
/// overlap.
window_choice
changed_windows(const parameters& given, const std::string& backup, const std::string& maintenance);

/// When a maintenance window opens next; `now` where it is open.
timestamp_ms next_maintenance(const std::string& window, timestamp_ms now);

} // namespace borealis::emulator::rds
