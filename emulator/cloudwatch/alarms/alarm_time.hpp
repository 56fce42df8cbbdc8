// Times as the texts of alarms spell them, UTC.
#pragma once

#include "emulator/clock.hpp"

namespace borealis::emulator {

/// In JSON: 2026-01-15T10:00:10.000+0000.
std::string alarm_timestamp(timestamp_ms at);

/// Beside a datapoint in a reason: 15/01/26 10:00:10.
std::string datapoint_time(timestamp_ms at);

/// In the reason of a composite alarm: Thursday 15 January, 2026 10:00:10 UTC.
std::string spoken_time(timestamp_ms at);

} // namespace borealis::emulator
