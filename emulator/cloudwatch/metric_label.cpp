// Default and dynamic labels.
#include "emulator/cloudwatch/metric_label.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <numeric>

namespace borealis::emulator {

namespace {

std::optional<std::string> property(std::string_view name, const metric_data_query& of) {
    if (of.expression)
        return std::nullopt;
    if (name == "AccountId")
        return of.metric.where.account;
    if (name == "Region")
        return of.metric.where.region;
    if (name == "Namespace")
        return of.metric.name_space;
    if (name == "MetricName")
        return of.metric.name;
    if (name == "Stat")
        return of.statistic_name;
    if (name == "Period")
        return std::to_string(of.period_seconds);
    if (name.starts_with("Dim."))
        for (const auto& each : of.metric.dimensions)
            if (each.name == name.substr(4))
                return each.value;
    return std::nullopt;
}

std::optional<std::string> summary(std::string_view name, const std::vector<double>& values) {
    if (name == "DATAPOINT_COUNT")
        return std::to_string(values.size());
    if (values.empty())
        return std::nullopt;
    const auto sum = std::accumulate(values.begin(), values.end(), 0.0);
    if (name == "SUM")
        return fmt::to_string(sum);
    if (name == "AVG")
        return fmt::to_string(sum / static_cast<double>(values.size()));
    if (name == "MIN")
        return fmt::to_string(*std::min_element(values.begin(), values.end()));
    if (name == "MAX")
        return fmt::to_string(*std::max_element(values.begin(), values.end()));
    if (name == "FIRST")
        return fmt::to_string(values.front());
    if (name == "LAST")
        return fmt::to_string(values.back());
    return std::nullopt;
}

std::optional<std::string> dynamic_part(
    std::string_view name,
    const metric_data_query& of,
    const std::string& default_text,
    const std::vector<double>& values
) {
    constexpr std::string_view opening = "PROP('";
    constexpr std::string_view closing = "')";
    if (name == "LABEL")
        return default_text;
    if (name.starts_with(opening) && name.ends_with(closing))
        return property(name.substr(opening.size(), name.size() - opening.size() - closing.size()), of);
    return summary(name, values);
}

} // namespace

metric_labels::metric_labels(const std::vector<metric_data_query>& queries) {
    for (const auto& query : queries) {
        auto& [first, statistics_differ, periods_differ] = by_name_[query.metric.name];
        if (first == nullptr)
            first = &query;
        statistics_differ |= query.statistic_name != first->statistic_name;
        periods_differ |= query.period_seconds != first->period_seconds;
    }
}

std::string metric_labels::default_label(const metric_data_query& of) const {
    const auto& others = by_name_.at(of.metric.name);
    auto label = of.metric.name;
    if (others.statistics_differ)
        label += " " + of.statistic_name;
    if (others.periods_differ)
        label += " " + std::to_string(of.period_seconds);
    return label;
}

std::string
metric_labels::of(const metric_data_query& query, const std::vector<metric_data_point>& points) const {
    auto label = default_label(query);
    return query.label ? fill_label(*query.label, query, label, points) : label;
}

std::string fill_label(
    std::string_view pattern,
    const metric_data_query& of,
    const std::string& default_text,
    const std::vector<metric_data_point>& points
) {
    std::vector<double> values;
    for (const auto& point : points)
        values.push_back(point.value);
    std::string label;
    while (!pattern.empty()) {
        const auto opening = pattern.find("${");
        const auto closing = opening == pattern.npos ? pattern.npos : pattern.find('}', opening);
        if (closing == pattern.npos)
            break;
        label += pattern.substr(0, opening);
        const auto whole = pattern.substr(opening, closing + 1 - opening);
        label += dynamic_part(whole.substr(2, whole.size() - 3), of, default_text, values)
                     .value_or(std::string(whole));
        pattern.remove_prefix(closing + 1);
    }
    return label.append(pattern);
}

} // namespace borealis::emulator
