// What a metric alarm watches and compares with, read from its settings.
#pragma once

#include "emulator/cloudwatch/alarms/missing_data.hpp"
#include "emulator/cloudwatch/metric_data_query.hpp"
#include "emulator/cloudwatch/metric_store.hpp"
#include "emulator/cloudwatch/statistic.hpp"
#include "emulator/state/alarm.hpp"

namespace borealis::emulator {

/// Periods of less than a minute are looked at every 10 seconds, others every minute, and those that reach
/// back further than a day every hour. Source: CloudWatch User Guide, "Alarm evaluation".
struct alarm_metric {
    std::vector<metric_data_query> queries; // of an alarm that watches an expression: that and what it needs

    // Of any other:
    metric_id metric;
    statistic what;
    std::string statistic_name; // as asked: "Average", "p99"
    std::optional<metric_unit> unit;

    std::int64_t period_seconds = 60; // of an expression: the longest of its metrics'

    m_of_n rule;
    bool m_given = false; // DatapointsToAlarm was set; the texts differ
    missing_data treatment = missing_data::missing;
    bool ignore_few_samples = false; // EvaluateLowSampleCountPercentile: ignore
    std::string comparison;          // ComparisonOperator
    double threshold = 0;

    bool is_math() const { return !queries.empty(); }
    std::int64_t evaluation_interval_seconds() const;
    bool breaches(double value) const;
};

/// Of checked settings.
alarm_metric read_alarm_metric(const scope& where, const json& settings);

} // namespace borealis::emulator
