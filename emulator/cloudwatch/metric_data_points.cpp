// From the store's buckets to points.
#include "emulator/cloudwatch/metric_data_points.hpp"

#include "emulator/cloudwatch/request_time.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace borealis::emulator {

namespace {

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

std::vector<metric_data_point> points_of(std::vector<unit_series> read, const statistic& what) {
    std::sort(read.begin(), read.end(), [](auto& a, auto& b) { return name_of(a.unit) < name_of(b.unit); });
    std::vector<metric_data_point> points;
    std::size_t most = 0;
    for (const auto& series : read)
        most += series.buckets.size();
    points.reserve(most);
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

} // namespace

metric_points
read_points(const metric_data_query& query, const time_range& range, const metric_source& from) {
    metric_points found;
    if (query.foreign)
        return found;
    const metric_query asked{
        round_start(range.start, query.period_seconds, from.now),
        range.end,
        std::chrono::seconds(query.period_seconds),
        query.unit,
        query.what.extended()};
    auto read = from.metrics.read(query.metric, asked, from.now);
    if (read.size() > 1)
        found.messages = multiple_units_message(read);
    for (const auto& series : read)
        if (!found.unit || name_of(series.unit) < name_of(*found.unit))
            found.unit = series.unit;
    found.points = points_of(std::move(read), query.what);
    return found;
}

} // namespace borealis::emulator
