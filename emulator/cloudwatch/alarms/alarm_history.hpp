// The history of alarms, as DescribeAlarmHistory lists it: 30 days, and no more than the newest items.
#pragma once

#include "emulator/state/state.hpp"

namespace borealis::emulator {

constexpr timestamp_ms alarm_history_retention_ms = 30LL * 24 * 3600 * 1000;
constexpr std::size_t most_alarm_history_items = 200;

/// `data` is JSON text.
void record_alarm_history(
    state& resources,
    const alarm& of,
    std::string_view type,
    std::string summary,
    std::string data,
    timestamp_ms now
);

/// An item of type ConfigurationUpdate. `what` is "created", "updated" or "deleted".
void record_alarm_configuration(state& resources, const alarm& of, std::string_view what, timestamp_ms now);

/// An item of type Action: `outcome` is "Succeeded", "Failed" or "Recorded", and `summary` says it in words.
void record_alarm_action(
    state& resources,
    const alarm& of,
    const std::string& action,
    std::string_view outcome,
    std::string summary,
    const std::string& message,
    timestamp_ms now
);

} // namespace borealis::emulator
