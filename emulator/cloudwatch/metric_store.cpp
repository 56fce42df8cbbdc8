// Adding to, reading from and ageing of the metrics' logs.
#include "emulator/cloudwatch/metric_store.hpp"

#include <algorithm>

namespace borealis::emulator {

namespace {

constexpr std::int64_t ms_per_second = 1000;
constexpr std::int64_t ms_per_minute = 60 * ms_per_second;

constexpr std::int64_t floor_divide(std::int64_t value, std::int64_t by) {
    return value / by - (value % by < 0 ? 1 : 0);
}

constexpr std::int64_t ceiling_divide(std::int64_t value, std::int64_t by) {
    return -floor_divide(-value, by);
}

timestamp_ms before(timestamp_ms now, std::chrono::milliseconds age) {
    return now - age.count();
}

} // namespace

metric_id
make_metric_id(scope where, std::string name_space, std::string name, std::vector<dimension> dimensions) {
    std::sort(dimensions.begin(), dimensions.end());
    return {std::move(where), std::move(name_space), std::move(name), std::move(dimensions)};
}

void metric_store::add(const metric_id& id, metric_unit unit, timestamp_ms at, double value) {
    add(id, unit, at, statistic_set::of(value));
}

void metric_store::add(const metric_id& id, metric_unit unit, timestamp_ms at, const statistic_set& samples) {
    add_to(series_of(id, unit), at, samples);
}

void metric_store::add(
    const metric_id& id, metric_unit unit, timestamp_ms at, const std::vector<weighted_value>& values
) {
    auto& of = series_of(id, unit);
    const auto second = floor_divide(at, ms_per_second);
    auto all = values;
    of.seconds.visit(second, second + 1, [&](const metric_record& known) {
        const auto more = values_of(known);
        all.insert(all.end(), more.begin(), more.end());
    });
    statistic_set samples;
    for (const auto& each : values)
        samples.merge({each.weight, each.value * each.weight, each.value, each.value});
    add_to(of, at, samples);
    if (second == of.seconds.newest())
        of.seconds.mark_newest(marks_of(std::move(all)));
}

metric_store::series& metric_store::series_of(const metric_id& id, metric_unit unit) {
    auto& units = metrics_[id];
    const auto of = std::find_if(units.begin(), units.end(), [&](auto& each) { return each->unit == unit; });
    return of == units.end() ? *units.emplace_back(std::make_unique<series>(series{unit, {}, {}})) : **of;
}

void metric_store::add_to(series& of, timestamp_ms at, const statistic_set& samples) {
    const auto minute = floor_divide(at, ms_per_minute);
    if (!of.minutes.empty() && minute > of.minutes.newest())
        close_minute(of);
    of.seconds.merge(floor_divide(at, ms_per_second), samples);
    of.minutes.merge(minute, samples);
}

std::vector<unit_series>
metric_store::read(const metric_id& id, const metric_query& query, timestamp_ms now) const {
    std::vector<unit_series> found;
    const auto metric = metrics_.find(id);
    if (metric == metrics_.end())
        return found;

    const bool by_second = query.period < std::chrono::minutes(1);
    const auto resolution = by_second ? ms_per_second : ms_per_minute;
    const auto retained = before(now, by_second ? second_retention : minute_retention);
    const auto first = ceiling_divide(std::max(query.start, retained), resolution);
    const auto last = ceiling_divide(query.end, resolution);
    const auto period = std::chrono::milliseconds(query.period).count();

    for (const auto& held : metric->second) {
        const auto& of = *held;
        if (query.unit && *query.unit != of.unit)
            continue;
        unit_series read{of.unit, {}};
        (by_second ? of.seconds : of.minutes).visit(first, last, [&](const metric_record& record) {
            const auto since_start = record.bucket * resolution - query.start;
            const auto start = query.start + since_start / period * period;
            if (read.buckets.empty() || read.buckets.back().start != start)
                read.buckets.push_back({start, {}, {}});
            auto& bucket = read.buckets.back();
            bucket.set.merge(record.set);
            if (query.with_values) {
                const auto values = by_second ? values_of(record) : values_in(of, record, now);
                bucket.values.insert(bucket.values.end(), values.begin(), values.end());
            }
        });
        if (!read.buckets.empty())
            found.push_back(std::move(read));
    }
    return found;
}

std::optional<timestamp_ms> metric_store::newest(const metric_id& id) const {
    const auto metric = metrics_.find(id);
    if (metric == metrics_.end())
        return std::nullopt;
    std::optional<timestamp_ms> newest;
    for (const auto& of : metric->second) {
        if (of->minutes.empty())
            continue;
        const auto by_second = of->seconds.empty() ? 0 : of->seconds.newest() * ms_per_second;
        newest = std::max({newest.value_or(0), by_second, of->minutes.newest() * ms_per_minute});
    }
    return newest;
}

void metric_store::visit(
    const scope& where, const std::function<void(const metric_id& id, timestamp_ms newest)>& visitor
) const {
    for (auto at = metrics_.lower_bound(metric_id{where, "", "", {}}); at != metrics_.end(); ++at) {
        if (at->first.where != where)
            return;
        if (const auto time = newest(at->first))
            visitor(at->first, *time);
    }
}

void metric_store::expire(timestamp_ms now) {
    if (now < next_expiry_)
        return;
    next_expiry_ = now + ms_per_minute;
    trim(now, minute_retention);
    for (std::chrono::minutes keep = minute_retention / 2;
         memory() > memory_limit_ && keep > second_retention;
         keep /= 2)
        trim(now, keep);
}

void metric_store::forget(const std::optional<std::string>& account) {
    ++epoch_;
    std::erase_if(metrics_, [&](auto& each) { return !account || each.first.where.account == *account; });
}

std::size_t metric_store::memory() const {
    std::size_t total = 0;
    for (const auto& [id, units] : metrics_)
        for (const auto& of : units)
            total += sizeof(series) + of->seconds.memory() + of->minutes.memory();
    return total;
}

void metric_store::trim(timestamp_ms now, std::chrono::minutes keep_minutes) {
    const auto first_second = ceiling_divide(before(now, second_retention), ms_per_second);
    const auto first_minute = ceiling_divide(before(now, keep_minutes), ms_per_minute);
    for (auto& [id, units] : metrics_) {
        for (auto& of : units) {
            of->seconds.drop_before(first_second);
            of->minutes.drop_before(first_minute);
        }
        if (std::erase_if(units, [](auto& of) { return of->minutes.empty(); }) > 0)
            ++epoch_;
    }
    std::erase_if(metrics_, [](auto& each) { return each.second.empty(); });
}

// The minute is over: what its single seconds tell of the distribution goes into the marks, which outlive
// them.
void metric_store::close_minute(series& of) {
    std::vector<weighted_value> values;
    const auto first = of.minutes.newest() * 60;
    of.seconds.visit(first, first + 60, [&](const metric_record& second) {
        const auto more = values_of(second);
        values.insert(values.end(), more.begin(), more.end());
    });
    if (!values.empty())
        of.minutes.mark_newest(marks_of(std::move(values)));
}

// The single values of a minute, from its seconds as long as all of them are kept.
std::vector<weighted_value>
metric_store::values_in(const series& of, const metric_record& minute, timestamp_ms now) {
    if (minute.set.uniform() || minute.bucket * ms_per_minute < before(now, second_retention))
        return values_of(minute);
    std::vector<weighted_value> values;
    of.seconds.visit(minute.bucket * 60, minute.bucket * 60 + 60, [&](const metric_record& second) {
        const auto more = values_of(second);
        values.insert(values.end(), more.begin(), more.end());
    });
    return values;
}

} // namespace borealis::emulator
