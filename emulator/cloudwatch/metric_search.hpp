// SEARCH of metric math over the metrics of one account and region.
// Source: CloudWatch User Guide, "Search expressions".
#pragma once

#include "emulator/cloudwatch/metric_data_points.hpp"

namespace borealis::emulator {

struct found_metric {
    metric_data_query query; // asks for the metric
    std::string label;       // what tells it from the others found
};

/// Gives each a label: the metric's name and its dimensions' values, without those that all have in common.
void label_by_differences(std::vector<found_metric>& found);

/// At most 500 metrics with data within the last two weeks, ordered by namespace, name and dimensions. Throws
/// math::expression_error for a bad query, statistic or period.
std::vector<found_metric> search_metrics(
    const std::string& query,
    const std::string& statistic,
    std::int64_t period_seconds,
    const metric_source& from
);

} // namespace borealis::emulator
