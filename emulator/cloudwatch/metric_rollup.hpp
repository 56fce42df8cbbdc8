// Coarser records from finer ones: exact for sum, count, minimum and maximum, near for percentiles.
// Source: CloudWatch User Guide, "Metrics retention".
#pragma once

#include "emulator/cloudwatch/metric_chunks.hpp"

namespace borealis::emulator {

/// Merges records, which are in order of time, to buckets of `factor` times their period.
std::vector<metric_record> roll_up(const std::vector<metric_record>& finer, std::int64_t factor);

/// `known` and `added` together, both in order of time. Records of the same bucket are merged.
std::vector<metric_record>
add_records(const std::vector<metric_record>& known, const std::vector<metric_record>& added);

/// `known` and `newer` together, both in order of time. A newer record takes the place of a known one.
std::vector<metric_record>
replace_records(const std::vector<metric_record>& known, const std::vector<metric_record>& newer);

/// One window of a level from the windows of the next finer level below it.
std::vector<metric_record> roll_up_window(metric_chunks& chunks, const chunk_place& to);

} // namespace borealis::emulator
