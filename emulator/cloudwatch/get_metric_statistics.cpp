// GetMetricStatistics. Source: CloudWatch API Reference, GetMetricStatistics.
#include "emulator/cloudwatch/handlers.hpp"

#include "emulator/cloudwatch/metric_request.hpp"
#include "emulator/cloudwatch/request_time.hpp"
#include "emulator/cloudwatch/statistic.hpp"
#include "protocol/errors/cloudwatch.hpp"

#include <algorithm>

namespace borealis::emulator {

namespace errors = protocol::errors;

namespace {

constexpr std::int64_t most_datapoints = 1440;

struct wanted_statistic {
    std::string name;
    statistic what;
};

std::vector<wanted_statistic> read_statistics(const json& input) {
    std::vector<wanted_statistic> wanted;
    for (const auto& name : input.value("Statistics", json::array()))
        wanted.push_back({name, *parse_statistic(name.get<std::string>())}
        ); // the model allows the plain ones only
    std::size_t position = 0;
    for (const auto& name : input.value("ExtendedStatistics", json::array())) {
        const auto text = name.get<std::string>();
        const auto what = parse_statistic(text);
        ++position;
        if (!what || !what->extended())
            throw errors::invalid_extended_statistic(text, position);
        wanted.push_back({text, *what});
    }
    if (wanted.empty())
        throw errors::statistics_missing();
    return wanted;
}

metric_query read_query(const json& input, const std::vector<wanted_statistic>& wanted, timestamp_ms now) {
    const auto start = input.at("StartTime").get<timestamp_ms>();
    const auto end = input.at("EndTime").get<timestamp_ms>();
    const auto period = input.at("Period").get<std::int64_t>();
    if (start >= end)
        throw errors::start_time_not_before_end_time();
    if (!is_valid_period(period))
        throw errors::invalid_period(period);
    if (const auto asked = (end - start) / (period * 1000); asked > most_datapoints)
        throw errors::too_many_datapoints(asked, most_datapoints);
    const bool extended =
        std::any_of(wanted.begin(), wanted.end(), [](auto& each) { return each.what.extended(); });
    return {round_start(start, period, now), end, std::chrono::seconds(period), read_unit(input), extended};
}

// Nothing where none of the statistics is defined for these samples.
std::optional<json>
datapoint(const metric_bucket& bucket, metric_unit unit, const std::vector<wanted_statistic>& wanted) {
    json point = json::object();
    for (const auto& each : wanted) {
        const auto value = evaluate(each.what, bucket);
        if (!value)
            continue;
        if (each.what.extended())
            point["ExtendedStatistics"][each.name] = *value;
        else
            point[each.name] = *value;
    }
    if (point.empty())
        return std::nullopt;
    point["Timestamp"] = bucket.start;
    point["Unit"] = name_of(unit);
    return point;
}

} // namespace

json get_metric_statistics(call_context& call) {
    const auto now = call.env.time.now_ms();
    const auto wanted = read_statistics(call.input);
    const auto query = read_query(call.input, wanted, now);
    const auto id = read_metric_id(call.where, call.input);

    auto datapoints = json::array();
    for (const auto& series : call.env.metrics.read(id, query, now))
        for (const auto& bucket : series.buckets)
            if (auto point = datapoint(bucket, series.unit, wanted))
                datapoints.push_back(std::move(*point));
    return {{"Label", id.name}, {"Datapoints", std::move(datapoints)}};
}

} // namespace borealis::emulator
