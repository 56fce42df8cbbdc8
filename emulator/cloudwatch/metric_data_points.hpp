// The points of one metric, as a query of GetMetricData asks for them.
#pragma once

#include "emulator/cloudwatch/metric_data_page.hpp"
#include "emulator/cloudwatch/metric_data_query.hpp"

namespace borealis::emulator {

struct time_range {
    timestamp_ms start; // inclusive
    timestamp_ms end;   // exclusive
};

struct metric_points {
    std::vector<metric_data_point> points; // ascending, one a period
    json messages;                         // null: none
    std::optional<metric_unit> unit;       // of the points; the first by name of several
};

/// Whose metrics are read, and when.
struct metric_source {
    const metric_store& metrics;
    const scope& where;
    timestamp_ms now = 0;
};

/// None for a metric of another account.
metric_points read_points(const metric_data_query& query, const time_range& range, const metric_source& from);

} // namespace borealis::emulator
