// Builds the notification. Source: messages that SNS was seen to deliver.
#include "emulator/cloudwatch/alarms/alarm_message.hpp"

#include "emulator/cloudwatch/alarms/alarm_state.hpp"
#include "emulator/cloudwatch/alarms/alarm_time.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace borealis::emulator {

namespace {

using nlohmann::ordered_json;

std::string region_name(const std::string& region) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 17> names{{
        {"us-east-1", "US East (N. Virginia)"},
        {"us-east-2", "US East (Ohio)"},
        {"us-west-1", "US West (N. California)"},
        {"us-west-2", "US West (Oregon)"},
        {"ca-central-1", "Canada (Central)"},
        {"eu-central-1", "EU (Frankfurt)"},
        {"eu-west-1", "EU (Ireland)"},
        {"eu-west-2", "EU (London)"},
        {"eu-west-3", "EU (Paris)"},
        {"eu-north-1", "EU (Stockholm)"},
        {"eu-south-1", "EU (Milan)"},
        {"ap-south-1", "Asia Pacific (Mumbai)"},
        {"ap-southeast-1", "Asia Pacific (Singapore)"},
        {"ap-southeast-2", "Asia Pacific (Sydney)"},
        {"ap-northeast-1", "Asia Pacific (Tokyo)"},
        {"ap-northeast-2", "Asia Pacific (Seoul)"},
        {"sa-east-1", "South America (Sao Paulo)"},
    }};
    const auto* const found =
        std::find_if(names.begin(), names.end(), [&](const auto& each) { return each.first == region; });
    return found == names.end() ? region : std::string(found->second);
}

/// Average -> AVERAGE, SampleCount -> SAMPLE_COUNT.
std::string upper_case(std::string_view name) {
    if (name == "SampleCount")
        return "SAMPLE_COUNT";
    std::string upper(name);
    std::transform(upper.begin(), upper.end(), upper.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return upper;
}

ordered_json dimensions(const json& of) {
    auto list = ordered_json::array();
    for (const auto& each : of.value("Dimensions", json::array()))
        list.push_back(ordered_json{{"value", each.at("Value")}, {"name", each.at("Name")}});
    return list;
}

ordered_json metric_stat(const json& of) {
    const auto& metric = of.at("Metric");
    ordered_json told;
    told["Metric"]["Dimensions"] = dimensions(metric);
    told["Metric"]["MetricName"] = metric.at("MetricName");
    told["Metric"]["Namespace"] = metric.at("Namespace");
    for (const auto* name : {"Period", "Stat", "Unit"})
        if (of.contains(name))
            told[name] = of.at(name);
    return told;
}

ordered_json metrics(const json& of) {
    auto list = ordered_json::array();
    for (const auto& each : of) {
        ordered_json told;
        for (const auto* name : {"Expression", "Id", "Label", "Period", "AccountId"})
            if (each.contains(name))
                told[name] = each.at(name);
        if (each.contains("MetricStat"))
            told["MetricStat"] = metric_stat(each.at("MetricStat"));
        told["ReturnData"] = each.value("ReturnData", true);
        list.push_back(std::move(told));
    }
    return list;
}

void add_metric(ordered_json& trigger, const json& settings) {
    trigger["MetricName"] = settings.at("MetricName");
    trigger["Namespace"] = settings.at("Namespace");
    const bool plain = settings.contains("Statistic");
    trigger["StatisticType"] = plain ? "Statistic" : "ExtendedStatistic";
    if (plain)
        trigger["Statistic"] = upper_case(settings.at("Statistic").get<std::string>());
    else
        trigger["ExtendedStatistic"] = settings.at("ExtendedStatistic");
    trigger["Unit"] = settings.value("Unit", json());
    trigger["Dimensions"] = dimensions(settings);
    trigger["Period"] = settings.at("Period");
}

ordered_json trigger_of(const json& settings) {
    ordered_json trigger;
    if (!settings.contains("Metrics"))
        add_metric(trigger, settings);
    for (const auto* name : {"EvaluationPeriods", "DatapointsToAlarm", "ComparisonOperator", "Threshold"})
        if (settings.contains(name))
            trigger[name] = settings.at(name);
    trigger["TreatMissingData"] = settings.value("TreatMissingData", "missing");
    trigger["EvaluateLowSampleCountPercentile"] = settings.value("EvaluateLowSampleCountPercentile", "");
    if (settings.contains("Metrics"))
        trigger["Metrics"] = metrics(settings.at("Metrics"));
    return trigger;
}

} // namespace

std::string alarm_message(const alarm& changed, const std::string& old_state) {
    const auto& settings = changed.settings;
    ordered_json message;
    message["AlarmName"] = changed.name;
    message["AlarmDescription"] = settings.value("AlarmDescription", json());
    message["AWSAccountId"] = changed.where.account;
    message["AlarmConfigurationUpdatedTimestamp"] = alarm_timestamp(changed.configured_at);
    message["NewStateValue"] = changed.state;
    message["NewStateReason"] = changed.state_reason;
    message["StateChangeTime"] = alarm_timestamp(changed.state_updated_at);
    message["Region"] = region_name(changed.where.region);
    message["AlarmArn"] = arn_of(changed);
    message["OldStateValue"] = old_state;
    for (const auto* name : {"OKActions", "AlarmActions", "InsufficientDataActions"})
        message[name] = settings.value(name, json::array());
    if (changed.composite)
        message["AlarmRule"] = settings.at("AlarmRule");
    else
        message["Trigger"] = trigger_of(settings);
    return message.dump();
}

} // namespace borealis::emulator
