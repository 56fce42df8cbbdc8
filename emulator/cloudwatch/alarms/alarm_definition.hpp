// What the settings of an alarm mean, read from them once and kept with the alarm.
#pragma once

#include "emulator/cloudwatch/alarms/alarm_metric.hpp"
#include "emulator/cloudwatch/alarms/alarm_rule.hpp"
#include "emulator/state/alarm.hpp"

#include <optional>
#include <string>

namespace borealis::emulator {

/// The alarm that keeps a composite alarm from acting. Source: CloudWatch User Guide, "Suppressing composite
/// alarm actions".
struct action_suppressor {
    std::string name;
    timestamp_ms wait_period = 0;
    timestamp_ms extension_period = 0;
};

struct alarm_definition {
    std::optional<alarm_metric> metric; // of a metric alarm
    std::optional<alarm_rule> rule;     // of a composite one
    std::optional<action_suppressor> suppressor;
};

/// Of checked settings; read when it is asked for the first time.
const alarm_definition& definition_of(const alarm& of);

/// Whether a composite alarm's rule names this alarm of its account and region.
bool depends_on(const alarm& parent, const std::string& name);

} // namespace borealis::emulator
