// The metrics array of a MetricWidget.
#pragma once

#include "emulator/cloudwatch/widget/json_check.hpp"
#include "emulator/cloudwatch/widget/metric_widget.hpp"

namespace borealis::emulator {

/// What holds for metrics that say nothing else.
struct metric_defaults {
    std::string statistic = "Average";
    std::int64_t period_seconds = 300;
};

/// Reads [namespace, name, dimension, value, ..., {options}] in all its forms, "." and "..." for what the
/// metric before has, and [{expression}], into queries and styles.
void read_widget_metrics(
    metric_widget& into,
    const scope& where,
    const json& metrics,
    const metric_defaults& defaults,
    std::vector<protocol::errors::dashboard_fault>& faults
);

} // namespace borealis::emulator
