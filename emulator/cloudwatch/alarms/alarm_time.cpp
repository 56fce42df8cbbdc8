// Formats of times.
#include "emulator/cloudwatch/alarms/alarm_time.hpp"

#include <fmt/chrono.h>

namespace borealis::emulator {

namespace {

std::tm calendar(timestamp_ms at) {
    return fmt::gmtime(static_cast<std::time_t>(at / 1000));
}

} // namespace

std::string alarm_timestamp(timestamp_ms at) {
    return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}+0000", calendar(at), at % 1000);
}

std::string datapoint_time(timestamp_ms at) {
    return fmt::format("{:%d/%m/%y %H:%M:%S}", calendar(at));
}

std::string spoken_time(timestamp_ms at) {
    return fmt::format("{:%A %d %B, %Y %H:%M:%S} UTC", calendar(at));
}

} // namespace borealis::emulator
