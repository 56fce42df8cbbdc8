// Parts of a time.
#include "emulator/cloudwatch/math/calendar.hpp"

#include <algorithm>
#include <array>
#include <chrono>

namespace borealis::emulator::math {

bool is_part_of_time(std::string_view function) {
    static constexpr std::array<std::string_view, 7> names{
        "EPOCH", "MINUTE", "HOUR", "DAY", "DATE", "MONTH", "YEAR"};
    return std::find(names.begin(), names.end(), function) != names.end();
}

double part_of_time(std::string_view function, std::int64_t at_ms) {
    using namespace std::chrono;
    const auto at = floor<seconds>(sys_time<milliseconds>(milliseconds(at_ms)));
    if (function == "EPOCH")
        return static_cast<double>(at.time_since_epoch().count());
    const auto day = floor<days>(at);
    if (function == "MINUTE")
        return static_cast<double>(floor<minutes>(at - day).count() % 60);
    if (function == "HOUR")
        return static_cast<double>(floor<hours>(at - day).count());
    if (function == "DAY")
        return weekday(day).iso_encoding();
    const year_month_day date(day);
    if (function == "DATE")
        return static_cast<unsigned>(date.day());
    if (function == "MONTH")
        return static_cast<unsigned>(date.month());
    return static_cast<int>(date.year());
}

} // namespace borealis::emulator::math
