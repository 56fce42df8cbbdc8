// The sentences and the JSON that say why a metric alarm is in its state.
#include "emulator/cloudwatch/alarms/alarm_reading.hpp"
#include "emulator/cloudwatch/alarms/alarm_time.hpp"
#include "protocol/number_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace borealis::emulator {

namespace {

std::string number(double value) {
    std::string text;
    protocol::append_double(text, value);
    return text;
}

std::string counted(std::size_t count, std::string_view singular) {
    return fmt::format("{} {}{}", count, singular, count == 1 ? "" : "s");
}

/// The real datapoints that decide, newest first.
std::vector<alarm_datapoint> deciding(const alarm_metric& watched, const alarm_reading& reading) {
    std::vector<alarm_datapoint> newest_first;
    for (auto at = reading.periods.rbegin(); at != reading.periods.rend(); ++at)
        if (*at && newest_first.size() < watched.rule.evaluation_periods)
            newest_first.push_back(**at);
    return newest_first;
}

std::string_view relation(std::string_view comparison) {
    if (comparison == "GreaterThanOrEqualToThreshold")
        return "greater than or equal to";
    if (comparison == "GreaterThanThreshold")
        return "greater than";
    if (comparison == "LessThanThreshold")
        return "less than";
    return "less than or equal to";
}

/// "2 missing datapoints were treated as [Breaching]"; empty where none was.
std::string filled_in(const alarm_metric& watched, std::size_t missing) {
    const bool breaching = watched.treatment == missing_data::breaching;
    if (missing == 0 || (!breaching && watched.treatment != missing_data::not_breaching))
        return {};
    return fmt::format(
        "{} {} treated as [{}]",
        counted(missing, "missing datapoint"),
        missing == 1 ? "was" : "were",
        breaching ? "Breaching" : "NonBreaching"
    );
}

/// "(minimum 2 datapoints for OK -> ALARM transition)".
std::string minimum(const m_of_n& rule, bool alarm, std::string_view from) {
    const auto least =
        alarm ? rule.datapoints_to_alarm : rule.evaluation_periods - rule.datapoints_to_alarm + 1;
    return fmt::format(
        " (minimum {} for {} -> {} transition)", counted(least, "datapoint"), from, alarm ? "ALARM" : "OK"
    );
}

} // namespace

std::string state_reason(
    const alarm_metric& watched, const alarm_reading& reading, alarm_verdict verdict, std::string_view from
) {
    const auto& rule = watched.rule;
    const auto real = deciding(watched, reading);
    const auto filled = filled_in(watched, rule.evaluation_periods - real.size());
    if (verdict == alarm_verdict::insufficient_data)
        return fmt::format(
            "Insufficient Data: {} {} unknown.",
            counted(rule.evaluation_periods, "datapoint"),
            rule.evaluation_periods == 1 ? "was" : "were"
        );

    const bool alarm = verdict == alarm_verdict::alarm;
    std::vector<std::string> shown;
    for (const auto& point : real)
        if (watched.breaches(point.value) == alarm)
            shown.push_back(fmt::format("{} ({})", number(point.value), datapoint_time(point.at)));
    if (shown.empty())
        return fmt::format(
            "Threshold Crossed: no datapoints were received for {} and {}.",
            counted(rule.evaluation_periods - real.size(), "period"),
            filled
        );
    return fmt::format(
        "Threshold Crossed: {} [{}] {} {}{} the threshold ({}){}{}{}.",
        watched.m_given
            ? fmt::format("{} out of the last {} datapoints", shown.size(), rule.evaluation_periods)
            : counted(shown.size(), "datapoint"),
        fmt::join(shown, ", "),
        shown.size() == 1 ? "was" : "were",
        alarm ? "" : "not ",
        relation(watched.comparison),
        number(watched.threshold),
        filled.empty() ? "" : " and ",
        filled,
        watched.m_given ? minimum(rule, alarm, from) : ""
    );
}

std::string state_reason_data(const alarm_metric& watched, const alarm_reading& reading) {
    using nlohmann::ordered_json;
    const auto real = deciding(watched, reading);
    ordered_json data;
    data["version"] = "1.0";
    data["queryDate"] = alarm_timestamp(reading.read_at);
    if (!real.empty())
        data["startDate"] = alarm_timestamp(real.back().at);
    if (watched.unit)
        data["unit"] = name_of(*watched.unit);
    if (!watched.is_math())
        data["statistic"] = watched.statistic_name;
    data["period"] = watched.period_seconds;
    data["recentDatapoints"] = ordered_json::array();
    for (auto point = real.rbegin(); point != real.rend(); ++point)
        data["recentDatapoints"].push_back(point->value);
    data["threshold"] = watched.threshold;
    data["evaluatedDatapoints"] = ordered_json::array();
    for (const auto& point : real) {
        ordered_json evaluated;
        evaluated["timestamp"] = alarm_timestamp(point.at);
        if (!watched.is_math())
            evaluated["sampleCount"] = point.samples;
        evaluated["value"] = point.value;
        data["evaluatedDatapoints"].push_back(std::move(evaluated));
    }
    if (real.empty()) // the periods that it looked for
        for (std::size_t age = 1; age <= watched.rule.evaluation_periods; ++age) {
            const auto place = static_cast<timestamp_ms>(reading.periods.size() - age);
            const auto at = reading.start + place * watched.period_seconds * 1000;
            ordered_json missing;
            missing["timestamp"] = alarm_timestamp(at);
            data["evaluatedDatapoints"].push_back(std::move(missing));
        }
    return data.dump();
}

} // namespace borealis::emulator
