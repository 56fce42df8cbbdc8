// FILL and TIME_SERIES: points where there are none.
// Source: CloudWatch User Guide, "Metric math syntax and functions".
#pragma once

#include "emulator/cloudwatch/math/value.hpp"

namespace borealis::emulator::math {

/// The periods of a request: those that start in [start, end).
struct time_grid {
    std::int64_t start_ms = 0;
    std::int64_t end_ms = 0;
    std::int64_t period_seconds = 60;

    /// Throws expression_error for more periods than a request may ask for.
    std::vector<std::int64_t> times() const;
};

/// This value in every period that has none.
time_series fill_with(const time_series& of, double value, const time_grid& grid);
/// The other series' value in every period that has none.
time_series fill_with(const time_series& of, const time_series& filler);
/// The value before a gap; none before the first point.
time_series fill_repeating(const time_series& of, const time_grid& grid);
/// On the line between the two ends of a gap; none before the first point and after the last.
time_series fill_linear(const time_series& of, const time_grid& grid);

time_series constant_series(double value, const time_grid& grid);

} // namespace borealis::emulator::math
