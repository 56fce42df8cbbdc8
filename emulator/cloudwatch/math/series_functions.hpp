// Functions of one series, and of the values that several series have at one time.
// Source: CloudWatch User Guide, "Metric math syntax and functions".
#pragma once

#include "emulator/cloudwatch/math/value.hpp"

#include <optional>
#include <string_view>

namespace borealis::emulator::math {

/// AVG, SUM, MIN, MAX, STDDEV (of the whole population) or DATAPOINT_COUNT of these values; 0 for a sum or
/// count of none, nothing for the others. Nothing as well for any other name.
std::optional<double> aggregate(std::string_view function, const std::vector<double>& values);
bool is_aggregate(std::string_view function);

/// Of all points of a series.
std::optional<double> aggregate_series(std::string_view function, const time_series& of);
/// Of the values at each time, whichever of the series have one.
time_series aggregate_array(std::string_view function, const series_array& of);

/// ABS, CEIL, FLOOR, LOG, LOG10, DIFF, DIFF_TIME, RATE, RUNNING_SUM, and the parts of the time (see
/// calendar.hpp). Points without a finite value are dropped. Throws std::logic_error for another name.
time_series transform(std::string_view function, const time_series& of);
bool is_transform(std::string_view function);
/// ABS, CEIL, FLOOR, LOG, LOG10: those that a number has as well.
bool is_value_function(std::string_view function);

} // namespace borealis::emulator::math
