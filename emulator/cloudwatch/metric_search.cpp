// Finding metrics, and naming what was found.
#include "emulator/cloudwatch/metric_search.hpp"

#include "emulator/cloudwatch/math/search_query.hpp"
#include "emulator/cloudwatch/math/value.hpp"
#include "emulator/cloudwatch/request_time.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace borealis::emulator {

namespace {

constexpr std::size_t most_found = 500;
constexpr std::chrono::milliseconds searched_for = std::chrono::hours(24 * 14);

math::searched_metric as_searched(const metric_id& id) {
    math::searched_metric metric{id.name_space, id.name, {}};
    for (const auto& each : id.dimensions)
        metric.dimensions.emplace_back(each.name, each.value);
    return metric;
}

std::vector<std::string> parts_of(const metric_id& id) {
    std::vector<std::string> parts{id.name};
    for (const auto& each : id.dimensions)
        parts.push_back(each.value);
    return parts;
}

} // namespace

void label_by_differences(std::vector<found_metric>& found) {
    if (found.empty())
        return;
    const auto first = parts_of(found.front().query.metric);
    const auto common = [&](std::size_t i) {
        return std::all_of(found.begin(), found.end(), [&](const found_metric& each) {
            const auto parts = parts_of(each.query.metric);
            return i < parts.size() && i < first.size() && parts[i] == first[i];
        });
    };
    std::vector<bool> is_common;
    for (std::size_t i = 0; i < first.size(); ++i)
        is_common.push_back(common(i));
    for (auto& each : found) {
        const auto parts = parts_of(each.query.metric);
        std::vector<std::string> telling;
        for (std::size_t i = 0; i < parts.size(); ++i)
            if (i >= is_common.size() || !is_common[i])
                telling.push_back(parts[i]);
        each.label = telling.empty() ? parts.front() : fmt::format("{}", fmt::join(telling, " "));
    }
}

std::vector<found_metric> search_metrics(
    const std::string& query,
    const std::string& statistic_name,
    std::int64_t period_seconds,
    const metric_source& from
) {
    const math::search_query wanted(query);
    const auto what = parse_statistic(statistic_name);
    if (!what)
        throw math::expression_error("Invalid statistic '" + statistic_name + "' for SEARCH");
    if (!is_valid_period(period_seconds))
        throw math::expression_error("Invalid period " + std::to_string(period_seconds) + " for SEARCH");

    std::vector<found_metric> found;
    const auto since = from.now - searched_for.count();
    from.metrics.visit(from.where, [&](const metric_id& id, timestamp_ms newest) {
        if (found.size() == most_found || newest < since || !wanted.matches(as_searched(id)))
            return;
        metric_data_query each;
        each.metric = id;
        each.what = *what;
        each.statistic_name = statistic_name;
        each.period_seconds = period_seconds;
        found.push_back({std::move(each), ""});
    });
    label_by_differences(found);
    return found;
}

} // namespace borealis::emulator
