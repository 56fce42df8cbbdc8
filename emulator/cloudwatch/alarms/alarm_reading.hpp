// What a metric alarm found when it looked, and the reason that it gives for its verdict.
#pragma once

#include "emulator/cloudwatch/alarms/alarm_metric.hpp"
#include "emulator/cloudwatch/metric_data_points.hpp"

#include <optional>
#include <string>
#include <vector>

namespace borealis::emulator {

struct alarm_datapoint {
    timestamp_ms at = 0; // start of its period
    double value = 0;
    double samples = 0; // 0 for those of an expression
};

struct alarm_reading {
    timestamp_ms read_at = 0;
    timestamp_ms start = 0;                              // of the evaluation range
    std::vector<std::optional<alarm_datapoint>> periods; // oldest first; nothing: missing
    std::optional<metric_unit> unit;                     // of the datapoints; nothing: there are none
};

/// Reads the periods that have ended, back from the last full minute (10 seconds for periods of less). Throws
/// for expressions that cannot be computed.
alarm_reading read_datapoints(const alarm_metric& watched, const metric_source& from);

alarm_verdict judge(const alarm_metric& watched, const alarm_reading& reading);

/// StateReason: "Threshold Crossed: 1 datapoint [21.5 (22/09/25 19:17:00)] was greater than the threshold
/// (21.0)." `from` is the state before.
std::string state_reason(
    const alarm_metric& watched, const alarm_reading& reading, alarm_verdict verdict, std::string_view from
);

/// StateReasonData, JSON text.
std::string state_reason_data(const alarm_metric& watched, const alarm_reading& reading);

} // namespace borealis::emulator
