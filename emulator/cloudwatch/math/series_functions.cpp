// Aggregates and transformations.
#include "emulator/cloudwatch/math/series_functions.hpp"

#include "emulator/cloudwatch/math/calendar.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>

namespace borealis::emulator::math {

namespace {

double sum_of(const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0);
}

double deviation(const std::vector<double>& values) {
    const auto count = static_cast<double>(values.size());
    const double mean = sum_of(values) / count;
    double squares = 0;
    for (const double value : values)
        squares += (value - mean) * (value - mean);
    return std::sqrt(squares / count);
}

double seconds_between(const point& first, const point& second) {
    return static_cast<double>(second.at - first.at) / 1000;
}

constexpr std::array<std::string_view, 6> aggregates{"AVG", "SUM", "MIN", "MAX", "STDDEV", "DATAPOINT_COUNT"};
constexpr std::array<std::string_view, 5> of_a_value{"ABS", "CEIL", "FLOOR", "LOG", "LOG10"};
constexpr std::array<std::string_view, 3> of_a_step{"DIFF", "DIFF_TIME", "RATE"};

template <typename Names>
bool contains(const Names& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

double value_function(std::string_view function, double value) {
    if (function == "ABS")
        return std::abs(value);
    if (function == "CEIL")
        return std::ceil(value);
    if (function == "FLOOR")
        return std::floor(value);
    return function == "LOG" ? std::log(value) : std::log10(value);
}

double step_function(std::string_view function, const point& before, const point& now) {
    if (function == "DIFF_TIME")
        return seconds_between(before, now);
    const double difference = now.value - before.value;
    return function == "DIFF" ? difference : difference / seconds_between(before, now);
}

} // namespace

bool is_aggregate(std::string_view function) {
    return contains(aggregates, function);
}

std::optional<double> aggregate(std::string_view function, const std::vector<double>& values) {
    if (function == "DATAPOINT_COUNT")
        return static_cast<double>(values.size());
    if (function == "SUM")
        return sum_of(values);
    if (values.empty())
        return std::nullopt;
    if (function == "AVG")
        return sum_of(values) / static_cast<double>(values.size());
    if (function == "MIN")
        return *std::min_element(values.begin(), values.end());
    if (function == "MAX")
        return *std::max_element(values.begin(), values.end());
    if (function == "STDDEV")
        return deviation(values);
    return std::nullopt;
}

std::optional<double> aggregate_series(std::string_view function, const time_series& of) {
    std::vector<double> values;
    for (const auto& each : of.points)
        values.push_back(each.value);
    return aggregate(function, values);
}

time_series aggregate_array(std::string_view function, const series_array& of) {
    time_series result;
    std::map<std::int64_t, std::vector<double>> by_time;
    for (const auto& series : of) {
        result.period_seconds = std::max(result.period_seconds, series.period_seconds);
        for (const auto& each : series.points)
            by_time[each.at].push_back(each.value);
    }
    for (const auto& [at, values] : by_time)
        if (const auto value = aggregate(function, values); value && std::isfinite(*value))
            result.points.push_back({at, *value});
    return result;
}

bool is_value_function(std::string_view function) {
    return contains(of_a_value, function);
}

bool is_transform(std::string_view function) {
    return function == "RUNNING_SUM" || contains(of_a_value, function) || contains(of_a_step, function) ||
           is_part_of_time(function);
}

time_series transform(std::string_view function, const time_series& of) {
    time_series result{of.source, of.period_seconds, {}};
    double sum = 0;
    for (auto now = of.points.begin(); now != of.points.end(); ++now) {
        double value = sum += now->value;
        if (contains(of_a_value, function))
            value = value_function(function, now->value);
        else if (is_part_of_time(function))
            value = part_of_time(function, now->at);
        else if (contains(of_a_step, function)) {
            if (now == of.points.begin())
                continue;
            value = step_function(function, *std::prev(now), *now);
        }
        if (std::isfinite(value))
            result.points.push_back({now->at, value});
    }
    return result;
}

} // namespace borealis::emulator::math
