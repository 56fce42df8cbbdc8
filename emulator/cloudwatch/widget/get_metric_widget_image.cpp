// GetMetricWidgetImage: reads what is to be drawn, gets the values as GetMetricData does, draws.
// Source: CloudWatch API Reference, GetMetricWidgetImage.
#include "emulator/cloudwatch/handlers.hpp"
#include "emulator/cloudwatch/metric_expressions.hpp"
#include "emulator/cloudwatch/metric_search.hpp"
#include "emulator/cloudwatch/widget/draw_chart.hpp"
#include "emulator/cloudwatch/widget/metric_widget.hpp"
#include "emulator/cloudwatch/widget/theme.hpp"
#include "protocol/errors/dashboard.hpp"

#include <algorithm>

namespace borealis::emulator {

namespace errors = protocol::errors;

namespace {

/// Metrics without a label are named after what tells them from one another.
void name_metrics(std::vector<metric_data_query>& queries) {
    std::vector<found_metric> unnamed;
    for (const auto& query : queries)
        if (!query.expression && !query.label && query.return_data)
            unnamed.push_back({query, ""});
    label_by_differences(unnamed);
    for (const auto& each : unnamed)
        for (auto& query : queries)
            if (query.id == each.query.id)
                query.label = each.label;
}

timestamp_ms period_of(const metric_data_query& query) {
    return 1000 * (query.expression ? query.expression_period_seconds.value_or(query.period_seconds)
                                    : query.period_seconds);
}

/// Of an expression that says none, the longest among the metrics.
void give_periods(std::vector<metric_data_query>& queries) {
    std::int64_t longest = 0;
    for (const auto& query : queries)
        if (!query.expression)
            longest = std::max(longest, query.period_seconds);
    for (auto& query : queries)
        if (query.expression)
            query.period_seconds = longest > 0 ? longest : query.period_seconds;
}

chart_series make_series(
    metric_data_result& result, const metric_data_query& query, const series_style& style, std::size_t n
) {
    chart_series made;
    made.label =
        result.label == result.id && query.expression ? "Expression " + std::to_string(n + 1) : result.label;
    if (result.unit)
        made.unit = name_of(*result.unit);
    made.drawn_in = style.drawn_in.value_or(series_colour(n));
    made.on_right_axis = style.on_right_axis;
    made.period = period_of(query);
    for (const auto& point : result.points)
        made.points.push_back({point.at, point.value});
    return made;
}

std::string draw(metric_widget widget, const metric_source& from) {
    name_metrics(widget.queries);
    give_periods(widget.queries);
    auto results = run_with_expressions(widget.queries, {widget.frame.start, widget.frame.end}, from);
    for (auto& result : results) {
        const auto query = std::find_if(widget.queries.begin(), widget.queries.end(), [&](const auto& each) {
            return each.id == result.id;
        });
        const auto& style = widget.styles.at(result.id);
        widget.frame.series.push_back(make_series(result, *query, style, widget.frame.series.size()));
    }
    return draw_chart(widget.frame);
}

} // namespace

json get_metric_widget_image(call_context& call) {
    const auto format = call.input.value("OutputFormat", "png");
    if (format != "png" && format != "image/png") // the latter has no envelope, see encode_result
        throw errors::invalid_output_format(format);
    const auto now = call.env.time.now_ms();
    auto widget = read_metric_widget(call.where, call.input.at("MetricWidget").get<std::string>(), now);
    return {{"MetricWidgetImage", draw(std::move(widget), {call.env.metrics, call.where, now})}};
}

} // namespace borealis::emulator
