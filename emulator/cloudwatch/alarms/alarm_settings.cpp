// Checks settings and stores them.
#include "emulator/cloudwatch/alarms/alarm_settings.hpp"

#include "emulator/cloudwatch/alarms/alarm_history.hpp"
#include "emulator/cloudwatch/alarms/alarm_reading.hpp"
#include "emulator/cloudwatch/alarms/alarm_rule.hpp"
#include "emulator/cloudwatch/alarms/alarm_tags.hpp"
#include "emulator/cloudwatch/alarms/missing_data.hpp"
#include "emulator/cloudwatch/alarms/webhook_url.hpp"
#include "emulator/cloudwatch/statistic.hpp"
#include "protocol/errors/alarm.hpp"
#include "protocol/errors/parameter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace borealis::emulator {

namespace errors = protocol::errors;

namespace {

constexpr std::size_t most_metrics = 10;
constexpr std::size_t most_alarms = 5000; // of one account and region
constexpr std::int64_t day_seconds = 86400;

/// Of an alarm on an anomaly detection band we can tell only whether its settings fit together.
void refuse_what_is_not_emulated(const json& input) {
    for (const auto* name : {"EvaluationCriteria", "EvaluationInterval"})
        if (input.contains(name))
            throw errors::not_emulated(fmt::format("the parameter {} of alarms", name));
    const auto comparison = input.value("ComparisonOperator", "");
    const bool with_band =
        comparison.find("Lower") != std::string::npos || comparison.find("Upper") != std::string::npos;
    const bool has_band = input.contains("ThresholdMetricId");
    if (has_band && input.contains("Threshold"))
        throw errors::alarm_parameters_exclude_each_other("Threshold", "ThresholdMetricId");
    if (with_band && !has_band)
        throw errors::alarm_parameter_missing("ThresholdMetricId");
    if (has_band && !with_band && !comparison.empty())
        throw errors::alarm_value_invalid(comparison, "ComparisonOperator");
    if (has_band)
        throw errors::not_emulated("anomaly detection");
}

void require(const json& input, std::initializer_list<const char*> names) {
    for (const auto* name : names)
        if (!input.contains(name))
            throw errors::alarm_parameter_missing(name);
}

bool is_alarm_period(std::int64_t seconds) {
    return seconds == 10 || seconds == 20 || seconds == 30 || (seconds > 0 && seconds % 60 == 0);
}

void check_statistic(const json& input) {
    if (input.contains("Statistic") && input.contains("ExtendedStatistic"))
        throw errors::alarm_parameters_exclude_each_other("Statistic", "ExtendedStatistic");
    if (!input.contains("ExtendedStatistic"))
        return require(input, {"Statistic"});
    const auto name = input.at("ExtendedStatistic").get<std::string>();
    const auto read = parse_statistic(name);
    if (!read || !read->extended())
        throw errors::alarm_value_invalid(name, "ExtendedStatistic");
}

std::int64_t check_named_metric(const json& input) {
    require(input, {"MetricName", "Namespace"});
    check_statistic(input);
    require(input, {"Period"});
    return input.at("Period");
}

/// Returns the period of the alarm.
std::int64_t check_metrics(const json& input, const scope& where) {
    for (const auto* name :
         {"MetricName", "Namespace", "Statistic", "ExtendedStatistic", "Dimensions", "Period", "Unit"})
        if (input.contains(name))
            throw errors::alarm_parameters_exclude_each_other("Metrics", name);
    const auto& metrics = input.at("Metrics");
    if (metrics.size() > most_metrics)
        throw errors::too_many_alarm_metrics(most_metrics);
    const auto queries = read_metric_data_queries(where, metrics, "Metrics");
    std::int64_t longest = 0;
    std::size_t returned = 0;
    for (const auto& query : queries) {
        if (query.expression && math::calls(*query.expression, "SEARCH"))
            throw errors::search_in_alarm();
        if (!query.expression && !is_alarm_period(query.period_seconds))
            throw errors::alarm_period_invalid();
        if (!query.expression)
            longest = std::max(longest, query.period_seconds);
        returned += query.return_data ? 1 : 0;
    }
    if (returned != 1)
        throw errors::alarm_metrics_not_one_returned();
    if (longest == 0)
        throw errors::alarm_without_metric();
    return longest;
}

void check_counts(const json& input, std::int64_t period) {
    require(input, {"EvaluationPeriods"});
    const auto periods = input.at("EvaluationPeriods").get<std::int64_t>();
    if (input.contains("DatapointsToAlarm") && input.at("DatapointsToAlarm") > periods)
        throw errors::datapoints_exceed_evaluation_periods();
    const auto most = period >= 3600 ? 7 * day_seconds : day_seconds;
    if (period > most / periods)
        throw errors::alarm_range_too_long(most);
}

void check_words(const json& input) {
    const auto treatment = input.value("TreatMissingData", "missing");
    if (!parse_missing_data(treatment))
        throw errors::alarm_value_invalid(treatment, "TreatMissingData");
    const auto few = input.value("EvaluateLowSampleCountPercentile", "evaluate");
    if (few != "evaluate" && few != "ignore")
        throw errors::alarm_value_invalid(few, "EvaluateLowSampleCountPercentile");
}

/// Computes an alarm's expression from made-up datapoints: what it makes, a series or not, shows only there.
void try_expression(const alarm_metric& watched, const metric_source& from) {
    metric_store made_up;
    for (const auto& query : watched.queries) {
        if (query.expression)
            continue;
        const auto unit = query.unit.value_or(metric_unit::none);
        for (timestamp_ms age = 3; age > 0; --age) // periods
            made_up.add(query.metric, unit, from.now - age * query.period_seconds * 1000, 1);
    }
    read_datapoints(watched, {made_up, from.where, from.now});
}

/// The input with all lists that an answer always has, without what is kept elsewhere.
json stored_settings(const json& input, bool composite) {
    auto settings = input;
    settings.erase("Tags");
    settings.erase("ActionsEnabled");
    for (const auto* name : {"OKActions", "AlarmActions", "InsufficientDataActions"})
        if (!settings.contains(name))
            settings[name] = json::array();
    if (!composite && !settings.contains("Metrics") && !settings.contains("Dimensions"))
        settings["Dimensions"] = json::array();
    if (!settings.contains("Metrics"))
        return settings;
    for (auto& query : settings.at("Metrics")) {
        query["ReturnData"] = query.value("ReturnData", true);
        if (query.contains("MetricStat") && !query.at("MetricStat").at("Metric").contains("Dimensions"))
            query["MetricStat"]["Metric"]["Dimensions"] = json::array();
    }
    return settings;
}

} // namespace

void check_metric_alarm(const json& input, const metric_source& metrics) {
    refuse_what_is_not_emulated(input);
    const auto period =
        input.contains("Metrics") ? check_metrics(input, metrics.where) : check_named_metric(input);
    if (!is_alarm_period(period))
        throw errors::alarm_period_invalid();
    check_counts(input, period);
    require(input, {"ComparisonOperator", "Threshold"});
    if (!std::isfinite(input.at("Threshold").get<double>()))
        throw errors::alarm_value_invalid(input.at("Threshold").dump(), "Threshold");
    check_words(input);
    check_alarm_actions(input);
    if (input.contains("Metrics"))
        try_expression(read_alarm_metric(metrics.where, input), metrics);
}

void check_suppressor(const state& resources, const scope& where, const json& input) {
    constexpr std::array periods{"ActionsSuppressorWaitPeriod", "ActionsSuppressorExtensionPeriod"};
    for (const auto* name : periods)
        if (input.contains(name) && input.at(name) < 0)
            throw errors::alarm_value_invalid(input.at(name).dump(), name);
    const auto suppressor = input.value("ActionsSuppressor", "");
    if (suppressor.empty()) {
        for (const auto* name : periods)
            if (input.contains(name))
                throw errors::alarm_parameter_missing("ActionsSuppressor");
        return;
    }
    for (const auto* name : periods)
        if (!input.contains(name))
            throw errors::alarm_parameter_missing(name);
    const auto name = alarm_name_in(suppressor, where);
    if (name == input.at("AlarmName") || !resources.alarms.find({where, name}))
        throw errors::alarm_value_invalid(suppressor, "ActionsSuppressor");
}

void check_alarm_actions(const json& input) {
    for (const auto* name : {"OKActions", "AlarmActions", "InsufficientDataActions"})
        for (const auto& action : input.value(name, json::array())) {
            const auto text = action.get<std::string>();
            if (!is_url(text) && (!text.starts_with("arn:") || std::count(text.begin(), text.end(), ':') < 5))
                throw errors::invalid_arn_syntax(text);
        }
}

void put_alarm(state& resources, const scope& where, const json& input, bool composite, timestamp_ms now) {
    const resource_key key{where, input.at("AlarmName").get<std::string>()};
    if (std::any_of(key.name.begin(), key.name.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }))
        throw errors::alarm_value_invalid(key.name, "AlarmName");
    const auto* present = resources.alarms.find(key);
    if (present && present->composite != composite)
        throw errors::alarm_name_taken(key.name, present->composite ? "composite" : "metric");
    if (!present && resources.alarms.in(where).size() >= most_alarms)
        throw errors::too_many_alarms(most_alarms);

    auto stored = present ? *present : alarm();
    if (!present) { // of a replaced alarm, AWS ignores the tags
        stored.where = where;
        stored.name = key.name;
        stored.composite = composite;
        stored.tags = read_alarm_tags(input.value("Tags", json::array()), {});
        stored.state_reason = "Unchecked: Initial alarm creation";
        stored.state_updated_at = now;
        stored.state_entered_at = now;
    }
    stored.settings = stored_settings(input, composite);
    stored.actions_enabled = input.value("ActionsEnabled", true);
    stored.configured_at = now;
    stored.evaluated_at = 0;
    stored.children_seen.reset();
    stored.definition.reset();
    if (present && present->settings.value("ActionsSuppressor", "") != input.value("ActionsSuppressor", ""))
        stored.suppressed_by.clear(); // and with it what its actions were waiting for
    record_alarm_configuration(resources, stored, present ? "updated" : "created", now);
    resources.alarms.put(std::move(stored));
}

} // namespace borealis::emulator
