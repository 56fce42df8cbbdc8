// PutMetricData. Source: CloudWatch API Reference, PutMetricData and MetricDatum.
//
// Every datum is checked before the first one is kept. Points are readable at once. The entities of
// EntityMetricData are not kept: nothing that we emulate shows them.
#include "emulator/cloudwatch/handlers.hpp"

#include "emulator/cloudwatch/metric_request.hpp"
#include "protocol/errors/metric_datum.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace borealis::emulator {

namespace errors = protocol::errors;

namespace {

constexpr std::size_t most_data = 1000;
constexpr std::size_t most_values = 150;
constexpr timestamp_ms ms_per_hour = 3'600'000;
constexpr timestamp_ms oldest_age = 14 * 24 * ms_per_hour;
constexpr timestamp_ms furthest_ahead = 2 * ms_per_hour;

struct new_datum {
    metric_id id;
    metric_unit unit = metric_unit::none;
    timestamp_ms at = 0;
    std::vector<weighted_value> values; // empty: only the set is known
    statistic_set set;
};

double read_value(double value, const std::string& parameter) {
    static const double limit = std::ldexp(1.0, 360);
    if (!std::isfinite(value) || std::abs(value) > limit)
        throw errors::value_for_parameter_invalid(
            std::isnan(value) ? "NaN" : fmt::format("{}", value), parameter
        );
    return value;
}

double read_count(double count, const std::string& parameter) {
    if (read_value(count, parameter) <= 0)
        throw errors::value_for_parameter_invalid(fmt::format("{}", count), parameter);
    return count;
}

// Names and values of dimensions: something visible, no colon in front.
void check_dimension_text(const std::string& text, const std::string& parameter) {
    if (text.starts_with(':') || text.find_first_not_of(" \t\r\n") == text.npos)
        throw errors::value_for_parameter_invalid(text, parameter);
}

void check_dimensions(const json& datum, const std::string& where) {
    std::size_t position = 0;
    for (const auto& each : datum.value("Dimensions", json::array())) {
        const auto parameter = fmt::format("{}.Dimensions.member.{}.", where, ++position);
        check_dimension_text(each.at("Name"), parameter + "Name");
        check_dimension_text(each.at("Value"), parameter + "Value");
    }
}

timestamp_ms read_timestamp(const json& datum, const std::string& where, timestamp_ms now) {
    const auto at = datum.value("Timestamp", now);
    if (at < now - oldest_age)
        throw errors::timestamp_too_old(where + ".Timestamp");
    if (at > now + furthest_ahead)
        throw errors::timestamp_too_far_ahead(where + ".Timestamp");
    return at;
}

void check_resolution(const json& datum, const std::string& where) {
    const auto seconds = datum.value("StorageResolution", std::int64_t{60});
    if (seconds != 1 && seconds != 60)
        throw errors::value_for_parameter_invalid(std::to_string(seconds), where + ".StorageResolution");
}

std::vector<weighted_value> read_values(const json& datum, const std::string& where) {
    const auto& values = datum.at("Values");
    const auto counts = datum.value("Counts", json::array());
    if (values.size() > most_values)
        throw errors::collection_too_large(where + ".Values", most_values);
    if (datum.contains("Counts") && counts.size() != values.size())
        throw errors::parameters_differ_in_size(where + ".Values", where + ".Counts");
    std::vector<weighted_value> read;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const auto member = fmt::format("member.{}", i + 1);
        const auto value = read_value(values[i], where + ".Values." + member);
        const auto count = counts.empty() ? 1.0 : read_count(counts[i], where + ".Counts." + member);
        read.push_back({value, count});
    }
    return read;
}

statistic_set read_set(const json& given, const std::string& where) {
    statistic_set set;
    set.count = read_count(given.at("SampleCount"), where + ".SampleCount");
    set.sum = read_value(given.at("Sum"), where + ".Sum");
    set.minimum = read_value(given.at("Minimum"), where + ".Minimum");
    set.maximum = read_value(given.at("Maximum"), where + ".Maximum");
    if (set.minimum > set.maximum)
        throw errors::minimum_above_maximum(where);
    return set;
}

void check_exclusive(const json& datum, const std::string& where) {
    const auto both = [&](const char* first, const char* second) {
        if (datum.contains(first) && datum.contains(second))
            throw errors::parameters_mutually_exclusive(where + "." + first, where + "." + second);
    };
    both("Value", "Values");
    both("Value", "StatisticValues");
    both("Values", "StatisticValues");
    if (datum.contains("Counts") && !datum.contains("Values"))
        throw errors::parameters_differ_in_size(where + ".Values", where + ".Counts");
}

void read_samples(const json& datum, const std::string& where, new_datum& into) {
    check_exclusive(datum, where);
    if (datum.contains("Value"))
        into.values = {{read_value(datum.at("Value"), where + ".Value"), 1}};
    else if (datum.contains("StatisticValues"))
        into.set = read_set(datum.at("StatisticValues"), where + ".StatisticValues");
    else if (datum.contains("Values"))
        into.values = read_values(datum, where);
    if (into.values.empty() && into.set.count == 0)
        throw errors::datum_without_value(where);
}

new_datum read_datum(const call_context& call, json datum, const std::string& where) {
    const auto now = call.env.time.now_ms();
    check_dimensions(datum, where);
    check_resolution(datum, where);
    new_datum read;
    read.at = read_timestamp(datum, where, now);
    read.unit = read_unit(datum).value_or(metric_unit::none);
    read_samples(datum, where, read);
    datum["Namespace"] = call.input.at("Namespace");
    read.id = read_metric_id(call.where, datum);
    return read;
}

void read_data(
    const call_context& call, const json& from, const std::string& where, std::vector<new_datum>& into
) {
    std::size_t position = 0;
    for (const auto& datum : from.value("MetricData", json::array())) {
        if (into.size() == most_data)
            throw errors::collection_too_large("MetricData", most_data);
        into.push_back(read_datum(call, datum, fmt::format("{}MetricData.member.{}", where, ++position)));
    }
}

} // namespace

json put_metric_data(call_context& call) {
    const auto name_space = call.input.at("Namespace").get<std::string>();
    if (name_space.starts_with("AWS/"))
        throw errors::reserved_namespace();
    std::vector<new_datum> data;
    read_data(call, call.input, "", data);
    std::size_t position = 0;
    for (const auto& entity : call.input.value("EntityMetricData", json::array()))
        read_data(call, entity, fmt::format("EntityMetricData.member.{}.", ++position), data);
    if (data.empty())
        throw errors::metric_data_missing();

    auto& metrics = call.env.metrics;
    for (const auto& each : data) {
        if (each.values.empty())
            metrics.add(each.id, each.unit, each.at, each.set);
        else
            metrics.add(each.id, each.unit, each.at, each.values);
    }
    metrics.expire(call.env.time.now_ms());
    return json::object();
}

} // namespace borealis::emulator
