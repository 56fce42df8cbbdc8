// Windows as minutes: of the day for backups, of the week for maintenance.
#include "emulator/rds/windows.hpp"

#include "protocol/errors/db_instance.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace borealis::emulator::rds {

namespace errors = protocol::errors;

namespace {

constexpr int day = 24 * 60;
constexpr int week = 7 * day;
constexpr int shortest = 30;
constexpr int longest_maintenance = day;
constexpr int block = 8 * 60;
constexpr std::array<std::string_view, 7> day_names{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

struct window {
    int start = 0; // minute of the day or of the week
    int length = 0;
};

/// "hh:mi" as minutes; nothing for anything else.
std::optional<int> read_time(std::string_view text) {
    if (text.size() != 5 || text[2] != ':')
        return std::nullopt;
    for (const std::size_t position : {0, 1, 3, 4})
        if (text[position] < '0' || text[position] > '9')
            return std::nullopt;
    const int hours = (text[0] - '0') * 10 + (text[1] - '0');
    const int minutes = (text[3] - '0') * 10 + (text[4] - '0');
    if (hours > 23 || minutes > 59)
        return std::nullopt;
    return hours * 60 + minutes;
}

/// "ddd:hh:mi" as minutes of the week.
std::optional<int> read_day_time(std::string_view text) {
    if (text.size() != 9 || text[3] != ':')
        return std::nullopt;
    const auto name = std::find(day_names.begin(), day_names.end(), text.substr(0, 3));
    const auto time = read_time(text.substr(4));
    if (name == day_names.end() || !time)
        return std::nullopt;
    return static_cast<int>(name - day_names.begin()) * day + *time;
}

std::optional<window> make_window(std::optional<int> start, std::optional<int> end, int period) {
    if (!start || !end)
        return std::nullopt;
    window made{*start, (*end - *start + period) % period};
    if (made.length < shortest)
        return std::nullopt;
    return made;
}

window read_backup_window(const std::string& text) {
    const auto found = text.size() == 11 && text[5] == '-'
                           ? make_window(read_time(text.substr(0, 5)), read_time(text.substr(6)), day)
                           : std::nullopt;
    if (!found)
        throw errors::invalid_window("PreferredBackupWindow", text, "hh24:mi-hh24:mi");
    return *found;
}

window read_maintenance_window(const std::string& text) {
    const auto found =
        text.size() == 19 && text[9] == '-'
            ? make_window(read_day_time(text.substr(0, 9)), read_day_time(text.substr(10)), week)
            : std::nullopt;
    if (!found || found->length > longest_maintenance)
        throw errors::invalid_window("PreferredMaintenanceWindow", text, "ddd:hh24:mi-ddd:hh24:mi");
    return *found;
}

bool overlap(const window& backup, const window& maintenance) {
    for (int start = backup.start - day; start < week + day; start += day)
        for (const int shift : {0, week})
            if (start < maintenance.start + maintenance.length - shift &&
                maintenance.start - shift < start + backup.length)
                return true;
    return false;
}

std::string write_time(int minutes) {
    return fmt::format("{:02}:{:02}", minutes / 60, minutes % 60);
}

std::string write_day_time(int minutes) {
    return fmt::format(
        "{}:{}", day_names[static_cast<std::size_t>(minutes / day)], write_time(minutes % day)
    );
}

/// First minute (UTC) of the 8-hour block that AWS chooses from. Source: RDS User Guide, the table of the
/// regions.
int block_start(std::string_view region) {
    struct row {
        std::string_view region;
        int start;
    };
    constexpr std::array known{
        row{"us-west-1", 6 * 60},
        row{"us-west-2", 6 * 60},
        row{"eu-west-1", 22 * 60},
        row{"eu-west-2", 22 * 60},
        row{"eu-west-3", 7 * 60 + 29},
        row{"eu-central-1", 20 * 60},
        row{"eu-north-1", 23 * 60},
        row{"ap-south-1", 16 * 60 + 30},
        row{"ap-northeast-1", 13 * 60},
        row{"ap-northeast-2", 13 * 60},
        row{"ap-southeast-1", 14 * 60},
        row{"ap-southeast-2", 12 * 60},
        row{"sa-east-1", 23 * 60},
    };
    for (const auto& entry : known)
        if (entry.region == region)
            return entry.start;
    return 3 * 60;
}

int random_start(std::string_view region, id_source& random) {
    return block_start(region) + static_cast<int>(random.below(block - shortest));
}

window random_maintenance(const window& backup, std::string_view region, id_source& random) {
    window chosen{(static_cast<int>(random.below(7)) * day + random_start(region, random)) % week, shortest};
    for (int tries = 0; overlap(backup, chosen) && tries < week / shortest; ++tries)
        chosen.start = (chosen.start + shortest) % week;
    if (overlap(backup, chosen))
        throw errors::windows_overlap();
    return chosen;
}

std::string maintenance_text(const window& chosen) {
    return write_day_time(chosen.start) + "-" + write_day_time((chosen.start + chosen.length) % week);
}

} // namespace

std::string chosen_maintenance_window(
    const parameters& given, const std::string& backup_window, const std::string& region, id_source& random
) {
    const auto backup = read_backup_window(backup_window);
    auto asked = lower_case(given.text("PreferredMaintenanceWindow"));
    if (asked.empty())
        return maintenance_text(random_maintenance(backup, region, random));
    if (overlap(backup, read_maintenance_window(asked)))
        throw errors::windows_overlap();
    return asked;
}

window_choice chosen_windows(const parameters& given, const std::string& region, id_source& random) {
    window_choice choice;
    choice.backup = given.text("PreferredBackupWindow");
    if (choice.backup.empty()) {
        const auto asked = lower_case(given.text("PreferredMaintenanceWindow"));
        window chosen{random_start(region, random) % day, shortest};
        while (!asked.empty() && overlap(chosen, read_maintenance_window(asked))) {
            chosen.start += shortest;
            if (chosen.start >= 2 * day)
                throw errors::windows_overlap();
        }
        chosen.start %= day;
        choice.backup = write_time(chosen.start) + "-" + write_time((chosen.start + shortest) % day);
    }
    choice.maintenance = chosen_maintenance_window(given, choice.backup, region, random);
    return choice;
}

window_choice
changed_windows(const parameters& given, const std::string& backup, const std::string& maintenance) {
    window_choice choice;
    choice.backup = given.text("PreferredBackupWindow", backup);
    choice.maintenance = lower_case(given.text("PreferredMaintenanceWindow", maintenance));
    if (overlap(read_backup_window(choice.backup), read_maintenance_window(choice.maintenance)))
        throw errors::windows_overlap();
    return choice;
}

timestamp_ms next_maintenance(const std::string& text, timestamp_ms now) {
    constexpr timestamp_ms minute = 60'000;
    constexpr timestamp_ms first_monday = timestamp_ms{4} * day * minute; // 1970-01-05
    const auto open = read_maintenance_window(text);
    const auto week_start = now - (now - first_monday) % (week * minute);
    for (auto start = week_start - week * minute + open.start * minute;; start += week * minute)
        if (now < start + open.length * minute)
            return std::max(start, now);
}

} // namespace borealis::emulator::rds
