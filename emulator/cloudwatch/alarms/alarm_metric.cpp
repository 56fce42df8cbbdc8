// Settings of both forms: one metric by its name, or a list of metrics and expressions of which one is
// returned.
#include "emulator/cloudwatch/alarms/alarm_metric.hpp"

#include "emulator/cloudwatch/metric_request.hpp"

#include <algorithm>

namespace borealis::emulator {

namespace {

constexpr std::int64_t day_seconds = 86400;

void read_metric(alarm_metric& read, const scope& where, const json& settings) {
    read.metric = read_metric_id(where, settings);
    read.statistic_name =
        settings.contains("Statistic") ? settings.at("Statistic") : settings.at("ExtendedStatistic");
    read.period_seconds = settings.at("Period");
    read.unit = read_unit(settings);
}

void read_metrics(alarm_metric& read, const scope& where, const json& settings) {
    auto queries = read_metric_data_queries(where, settings, "Metrics");
    const auto returned =
        std::find_if(queries.begin(), queries.end(), [](const auto& query) { return query.return_data; });
    if (!returned->expression) { // whatever else is in the list decides nothing
        read.metric = returned->metric;
        read.statistic_name = returned->statistic_name;
        read.period_seconds = returned->period_seconds;
        read.unit = returned->unit;
        return;
    }
    read.period_seconds = 0;
    for (const auto& query : queries)
        if (!query.expression)
            read.period_seconds = std::max(read.period_seconds, query.period_seconds);
    read.queries = std::move(queries);
}

} // namespace

std::int64_t alarm_metric::evaluation_interval_seconds() const {
    if (static_cast<std::int64_t>(rule.evaluation_periods) * period_seconds > day_seconds)
        return 3600;
    return period_seconds < 60 ? 10 : 60;
}

bool alarm_metric::breaches(double value) const {
    if (comparison == "GreaterThanOrEqualToThreshold")
        return value >= threshold;
    if (comparison == "GreaterThanThreshold")
        return value > threshold;
    if (comparison == "LessThanThreshold")
        return value < threshold;
    return value <= threshold;
}

alarm_metric read_alarm_metric(const scope& where, const json& settings) {
    alarm_metric read;
    if (settings.contains("Metrics"))
        read_metrics(read, where, settings.at("Metrics"));
    else
        read_metric(read, where, settings);
    if (!read.is_math())
        read.what = parse_statistic(read.statistic_name).value();
    read.rule.evaluation_periods = settings.at("EvaluationPeriods");
    read.m_given = settings.contains("DatapointsToAlarm");
    read.rule.datapoints_to_alarm = settings.value("DatapointsToAlarm", read.rule.evaluation_periods);
    read.treatment = parse_missing_data(settings.value("TreatMissingData", "missing")).value();
    read.ignore_few_samples = settings.value("EvaluateLowSampleCountPercentile", "") == "ignore";
    read.comparison = settings.at("ComparisonOperator");
    read.threshold = settings.at("Threshold");
    return read;
}

} // namespace borealis::emulator
