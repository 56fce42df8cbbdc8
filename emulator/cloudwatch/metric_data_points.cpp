// From the store's buckets to points.
#include "emulator/cloudwatch/metric_data_points.hpp"

#include "emulator/cloudwatch/request_time.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace borealis::emulator {

namespace {

constexpr std::size_t most_reserved = 1440; // points; a range may be long and hold little

struct unit_points {
    metric_unit unit = metric_unit::none;
    std::vector<metric_data_point> points; // ascending
};

// Where a metric has data in several units and the query names none, the first unit by name gives the value
// of a period, and a message says so.
json multiple_units_message(const std::vector<unit_points>& read) {
    std::vector<std::string_view> units;
    for (const auto& each : read)
        units.push_back(name_of(each.unit));
    return json::array(
        {{{"Code", "MultipleUnits"},
          {"Value", fmt::format("Multiple units returned: '[{}]'", fmt::join(units, ", "))}}}
    );
}

class point_reader : public bucket_reader {
  public:
    point_reader(const statistic& what, const metric_query& asked)
        : what_(what), periods_(static_cast<std::size_t>(
                           (asked.end - asked.start) / std::chrono::milliseconds(asked.period).count() + 1
                       )) {}

    void begin(metric_unit unit) override {
        read_.push_back({unit, {}});
        points_ = &read_.back().points;
        points_->reserve(std::min(periods_, most_reserved));
    }

    void
    take(timestamp_ms start, const statistic_set& set, const std::vector<weighted_value>& values) override {
        if (!what_.extended())
            points_->push_back({start, evaluate_plain(what_.kind, set)});
        else if (const auto value = evaluate_extended(what_, set, values))
            points_->push_back({start, *value});
    }

    /// By unit, in the order of the units' names.
    std::vector<unit_points> take_all() {
        std::erase_if(read_, [](const unit_points& each) { return each.points.empty(); });
        std::sort(read_.begin(), read_.end(), [](auto& a, auto& b) {
            return name_of(a.unit) < name_of(b.unit);
        });
        return std::move(read_);
    }

  private:
    const statistic what_;
    const std::size_t periods_;
    std::vector<unit_points> read_;
    std::vector<metric_data_point>* points_ = nullptr;
};

std::vector<metric_data_point> merge_units(const std::vector<unit_points>& read) {
    std::vector<metric_data_point> points;
    for (const auto& each : read)
        points.insert(points.end(), each.points.begin(), each.points.end());
    std::stable_sort(points.begin(), points.end(), [](auto& a, auto& b) { return a.at < b.at; });
    const auto same = [](auto& a, auto& b) { return a.at == b.at; };
    points.erase(std::unique(points.begin(), points.end(), same), points.end());
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
    point_reader reader(query.what, asked);
    from.metrics.read(query.metric, asked, from.now, reader);
    auto read = reader.take_all();
    if (read.empty())
        return found;
    found.unit = read.front().unit;
    if (read.size() == 1) {
        found.points = std::move(read.front().points);
    } else {
        found.messages = multiple_units_message(read);
        found.points = merge_units(read);
    }
    return found;
}

} // namespace borealis::emulator
