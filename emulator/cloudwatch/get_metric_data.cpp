// GetMetricData. Source: CloudWatch API Reference, GetMetricData.
#include "emulator/cloudwatch/handlers.hpp"

#include "emulator/cloudwatch/metric_data_page.hpp"
#include "emulator/cloudwatch/metric_label.hpp"
#include "emulator/cloudwatch/request_time.hpp"
#include "protocol/errors/cloudwatch.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

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

// Ascending, one point a period.
std::vector<metric_data_point> points_of(std::vector<unit_series> read, const statistic& what) {
    std::sort(read.begin(), read.end(), [](auto& a, auto& b) { return name_of(a.unit) < name_of(b.unit); });
    std::vector<metric_data_point> points;
    for (const auto& series : read)
        for (const auto& bucket : series.buckets)
            if (const auto value = evaluate(what, bucket))
                points.push_back({bucket.start, *value});
    if (read.size() > 1) {
        std::stable_sort(points.begin(), points.end(), [](auto& a, auto& b) { return a.at < b.at; });
        const auto same = [](auto& a, auto& b) { return a.at == b.at; };
        points.erase(std::unique(points.begin(), points.end(), same), points.end());
    }
    return points;
}

std::string label_of(
    const metric_data_query& query,
    const std::vector<metric_data_query>& all,
    const metric_data_result& result
) {
    auto label = default_label(query, all);
    if (!query.label)
        return label;
    std::vector<double> values;
    for (const auto& point : result.points)
        values.push_back(point.value);
    return fill_label(*query.label, query, label, values);
}

metric_data_result
run(const metric_data_query& query,
    const std::vector<metric_data_query>& all,
    const time_range& range,
    const call_context& call) {
    metric_data_result result;
    result.id = query.id;
    if (query.foreign) {
        result.status = "Forbidden";
        result.label = label_of(query, all, result);
        return result;
    }
    const auto now = call.env.time.now_ms();
    const metric_query asked{
        round_start(range.start, query.period_seconds, now),
        range.end,
        std::chrono::seconds(query.period_seconds),
        query.unit,
        query.what.extended()};
    auto read = call.env.metrics.read(query.metric, asked, now);
    if (read.size() > 1)
        result.messages = multiple_units_message(read);
    result.points = points_of(std::move(read), query.what);
    result.label = label_of(query, all, result);
    if (call.input.value("ScanBy", "TimestampDescending") == "TimestampDescending")
        std::reverse(result.points.begin(), result.points.end());
    return result;
}

} // namespace

json get_metric_data(call_context& call) {
    const auto range = read_range(call.input);
    const auto queries = read_metric_data_queries(call.where, call.input.at("MetricDataQueries"));
    std::vector<const metric_data_query*> shown;
    for (const auto& query : queries)
        if (query.return_data)
            shown.push_back(&query);
    const auto result_of = [&](std::size_t i) { return run(*shown[i], queries, range, call); };
    return take_metric_data_page(shown.size(), result_of, call.input);
}

} // namespace borealis::emulator
