// What CloudWatch makes of StartTime and Period. Source: CloudWatch API Reference, GetMetricStatistics.
#pragma once

#include "emulator/clock.hpp"

namespace borealis::emulator {

/// 1, 5, 10, 20, 30 or a multiple of 60.
bool is_valid_period(std::int64_t seconds);

/// Down to the period's own division of the minute for periods below 60 seconds, else to the minute; from 15
/// days ago on back to 5 minutes, from 63 days on back to the hour. Periods count from there.
timestamp_ms round_start(timestamp_ms start, std::int64_t period_seconds, timestamp_ms now);

} // namespace borealis::emulator
