// The functions of metric math that tell a point's time, in UTC.
#pragma once

#include <cstdint>
#include <string_view>

namespace borealis::emulator::math {

/// EPOCH, MINUTE, HOUR, DAY, DATE, MONTH, YEAR.
bool is_part_of_time(std::string_view function);

/// EPOCH in seconds; DAY of the week, 1 is Monday; DATE is the day of the month.
double part_of_time(std::string_view function, std::int64_t at_ms);

} // namespace borealis::emulator::math
