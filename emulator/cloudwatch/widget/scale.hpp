// The scales of a chart: which range an axis shows, where its ticks are, how they are written.
#pragma once

#include "emulator/clock.hpp"

#include <string>
#include <vector>

namespace borealis::emulator {

struct value_range {
    double least = 0;
    double most = 1; // above least

    /// 0 at the least value, 1 at the most.
    double place(double value) const { return (value - least) / (most - least); }
};

/// A range of round numbers around the values, with 0 in it where that is not far.
value_range round_range(double least, double most, bool from_zero);

/// Round numbers within the range, `wanted` of them or a few more or less.
std::vector<double> value_ticks(const value_range& range, int wanted);

/// 1500000 is 1.5M: CloudWatch writes thousands with suffixes, and counts bytes by thousands too. `step` is
/// the distance of two ticks, which says how many digits tell them apart; 0: three digits.
std::string value_text(double value, double step = 0);

struct time_tick {
    timestamp_ms at = 0;
    std::string text; // 14:05, 11/23, 14:05:10
};

/// Round times within [start, end), at most `most` of them, as clocks show them that far ahead of UTC.
std::vector<time_tick> time_ticks(timestamp_ms start, timestamp_ms end, int minutes_ahead, int most);

} // namespace borealis::emulator
