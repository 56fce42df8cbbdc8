// What GetMetricWidgetImage is asked to draw. Source: CloudWatch API Reference, "Metric Widget Structure and
// Syntax".
#pragma once

#include "emulator/cloudwatch/metric_data_query.hpp"
#include "emulator/cloudwatch/widget/chart.hpp"

#include <map>
#include <string>
#include <string_view>

namespace borealis::emulator {

/// How what a query returns is drawn.
struct series_style {
    std::optional<colour> drawn_in; // nothing: the next of the palette
    bool on_right_axis = false;
};

struct metric_widget {
    chart frame; // without its series
    std::vector<metric_data_query> queries;
    std::map<std::string, series_style> styles; // by the query's id
};

/// Throws ValidationError with everything that is wrong with the text, and NotImplemented for Metrics
/// Insights.
metric_widget read_metric_widget(const scope& where, const std::string& text, timestamp_ms now);

} // namespace borealis::emulator
