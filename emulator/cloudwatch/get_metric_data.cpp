// GetMetricData. Source: CloudWatch API Reference, GetMetricData.
#include "emulator/cloudwatch/handlers.hpp"

#include "emulator/cloudwatch/metric_data_page.hpp"
#include "emulator/cloudwatch/metric_data_points.hpp"
#include "emulator/cloudwatch/metric_expressions.hpp"
#include "emulator/cloudwatch/metric_label.hpp"
#include "protocol/errors/cloudwatch.hpp"

#include <algorithm>

namespace borealis::emulator {

namespace errors = protocol::errors;

namespace {

time_range read_range(const json& input) {
    const time_range range{input.at("StartTime"), input.at("EndTime")};
    if (range.start == range.end)
        throw errors::metric_data_times_equal();
    if (range.start > range.end)
        throw errors::metric_data_times_reversed();
    return range;
}

metric_data_result
run(const metric_data_query& query,
    const metric_labels& labels,
    const time_range& range,
    const metric_source& from) {
    auto read = read_points(query, range, from);
    metric_data_result result;
    result.id = query.id;
    result.status = query.foreign ? "Forbidden" : "Complete";
    result.messages = std::move(read.messages);
    result.points = std::move(read.points);
    result.label = labels.of(query, result.points);
    return result;
}

} // namespace

json get_metric_data(call_context& call) {
    const auto range = read_range(call.input);
    const auto queries = read_metric_data_queries(call.where, call.input.at("MetricDataQueries"));
    const metric_store::reading one_look(call.env.metrics);
    const metric_source from{call.env.metrics, call.where, call.env.time.now_ms()};
    const bool newest_first = call.input.value("ScanBy", "TimestampDescending") == "TimestampDescending";
    const auto in_order = [&](metric_data_result result) {
        if (newest_first)
            std::reverse(result.points.begin(), result.points.end());
        return result;
    };
    const bool computes =
        std::any_of(queries.begin(), queries.end(), [](auto& each) { return each.expression.has_value(); });
    if (computes) {
        // How many results there are is known only when the expressions are computed.
        const auto results = run_with_expressions(queries, range, from);
        const auto result_of = [&](std::size_t i) { return in_order(results[i]); };
        return take_metric_data_page(results.size(), result_of, call.input);
    }
    std::vector<const metric_data_query*> shown;
    for (const auto& query : queries)
        if (query.return_data)
            shown.push_back(&query);
    const metric_labels labels(queries);
    const auto result_of = [&](std::size_t i) { return in_order(run(*shown[i], labels, range, from)); };
    return take_metric_data_page(shown.size(), result_of, call.input);
}

} // namespace borealis::emulator
