// GetMetricData. Source: CloudWatch API Reference, GetMetricData.
#include "emulator/cloudwatch/handlers.hpp"

#include "emulator/cloudwatch/metric_data_page.hpp"
#include "emulator/cloudwatch/metric_label.hpp"
#include "emulator/cloudwatch/request_time.hpp"
#include "protocol/errors/cloudwatch.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <map>

namespace borealis::emulator {

namespace errors = protocol::errors;

namespace {

struct time_range {
    timestamp_ms start;
    timestamp_ms end;
};

time_range read_range(const json& input) {
    const time_range range{input.at("StartTime"), input.at("EndTime")};
    if (range.start == range.end)
        throw errors::metric_data_times_equal();
    if (range.start > range.end)
        throw errors::metric_data_times_reversed();
    return range;
}

// Where a metric has data in several units and the query names none, the first unit by name gives the value
// of a period, and a message says so.
json multiple_units_message(const std::vector<unit_series>& read) {
    std::vector<std::string_view> units;
    for (const auto& series : read)
        units.push_back(name_of(series.unit));
    std::sort(units.begin(), units.end());
    return json::array(
        {{{"Code", "MultipleUnits"},
          {"Value", fmt::format("Multiple units returned: '[{}]'", fmt::join(units, ", "))}}}
    );
}

std::map<timestamp_ms, double> values_by_time(std::vector<unit_series> read, const statistic& what) {
    std::sort(read.begin(), read.end(), [](auto& a, auto& b) { return name_of(a.unit) < name_of(b.unit); });
    std::map<timestamp_ms, double> values;
    for (const auto& series : read)
        for (const auto& bucket : series.buckets)
            if (const auto value = evaluate(what, bucket))
                values.emplace(bucket.start, *value);
    return values;
}

std::vector<metric_data_point>
in_scan_order(const std::map<timestamp_ms, double>& values, const json& input) {
    std::vector<metric_data_point> points;
    for (const auto& [at, value] : values)
        points.push_back({at, value});
    if (input.value("ScanBy", "TimestampDescending") == "TimestampDescending")
        std::reverse(points.begin(), points.end());
    return points;
}

metric_data_result
run(const metric_data_query& query,
    const std::vector<metric_data_query>& all,
    const time_range& range,
    const call_context& call) {
    metric_data_result result;
    result.id = query.id;
    result.label = default_label(query, all);
    if (query.foreign) {
        result.status = "Forbidden";
        return result;
    }
    const auto now = call.env.time.now_ms();
    const metric_query asked{
        round_start(range.start, query.period_seconds, now),
        range.end,
        std::chrono::seconds(query.period_seconds),
        query.unit,
        query.what.extended()};
    const auto read = call.env.metrics.read(query.metric, asked, now);
    if (read.size() > 1)
        result.messages = multiple_units_message(read);
    const auto values = values_by_time(read, query.what);
    if (query.label) {
        std::vector<double> in_order;
        for (const auto& [at, value] : values)
            in_order.push_back(value);
        result.label = fill_label(*query.label, query, result.label, in_order);
    }
    result.points = in_scan_order(values, call.input);
    return result;
}

} // namespace

json get_metric_data(call_context& call) {
    const auto range = read_range(call.input);
    const auto queries = read_metric_data_queries(call.where, call.input.at("MetricDataQueries"));
    std::vector<metric_data_result> results;
    for (const auto& query : queries)
        if (query.return_data)
            results.push_back(run(query, queries, range, call));
    return take_metric_data_page(std::move(results), call.input);
}

} // namespace borealis::emulator
