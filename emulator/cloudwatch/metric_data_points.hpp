// The points of one metric, as a query of GetMetricData asks for them.
#pragma once

#include "emulator/api/handler.hpp"
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
};

/// None for a metric of another account.
metric_points read_points(const metric_data_query& query, const time_range& range, const call_context& call);

} // namespace borealis::emulator
