// The metrics by name, and adding to them.
#include "emulator/cloudwatch/metric_store.hpp"

#include <algorithm>

namespace borealis::emulator {

metric_id
make_metric_id(scope where, std::string name_space, std::string name, std::vector<dimension> dimensions) {
    std::sort(dimensions.begin(), dimensions.end());
    return {std::move(where), std::move(name_space), std::move(name), std::move(dimensions)};
}

metric_store::metric_store(std::size_t memory_limit, std::size_t series_limit)
    : memory_limit_(memory_limit), series_limit_(series_limit), hours_kept_(hours_in_memory) {}

metric_store::metric_store(
    std::unique_ptr<metric_archive> archive,
    timestamp_ms now,
    std::size_t memory_limit,
    std::size_t series_limit
)
    : archive_(std::move(archive)), memory_limit_(memory_limit), series_limit_(series_limit), loaded_(false),
      now_(now), hours_kept_(hours_in_memory) {}

metric_store::~metric_store() = default;

// What the archive knows is as if it had been here from the beginning: reading it changes nothing that
// anybody can see.
void metric_store::make_ready() const {
    if (!loaded_)
        const_cast<metric_store*>(this)->load();
}

void metric_store::load() {
    loaded_ = true;
    auto known = archive_->take_known();
    if (!known) {
        archive_.reset();
        return;
    }
    for (auto& each : known->definitions)
        insert(std::move(each), true);
    next_number_ = known->next;
    // The windows that were under way when the last emulator ended may be on disk in part.
    for (const auto level : {metric_level::seconds, metric_level::minutes}) {
        const auto current = floor_divide(now_, shape_of(level).window_ms());
        extent_of(level) = {current + 1, current - windows_kept(level), current};
    }
}

metric_store::series& metric_store::insert(metric_definition definition, bool defined) {
    const auto metric = metrics_.try_emplace(std::move(definition.id)).first;
    auto added = std::make_unique<series>();
    added->number = definition.series;
    added->unit = definition.unit;
    added->defined = added->has_past = defined;
    added->id = &metric->first;
    added->newest = definition.newest;
    by_number_.push_back(added.get());
    return *metric->second.emplace_back(std::move(added));
}

metric_store::series& metric_store::series_of(const metric_id& id, metric_unit unit) {
    make_ready();
    if (const auto metric = metrics_.find(id); metric != metrics_.end())
        for (const auto& of : metric->second)
            if (of->unit == unit)
                return *of;
    return insert({next_number_++, id, unit, 0}, false);
}

void metric_store::add(handle to, timestamp_ms at, const std::vector<weighted_value>& values) {
    auto& of = *to.of_;
    const auto level = keeps_seconds(at) ? metric_level::seconds : metric_level::minutes;
    const auto bucket = floor_divide(at, shape_of(level).bucket_ms);
    auto all = values;
    of.log(level).visit(bucket, bucket + 1, [&](const metric_record& known) {
        const auto more = values_of(known);
        all.insert(all.end(), more.begin(), more.end());
    });
    statistic_set samples;
    for (const auto& each : values)
        samples.merge({each.weight, each.value * each.weight, each.value, each.value});
    add_to(of, at, samples);
    if (bucket == of.log(level).newest())
        of.log(level).mark_newest(marks_of(std::move(all)));
}

std::int64_t metric_store::complete_from(const series& of, metric_level level) const {
    const auto& held = extent_of(level);
    return of.has_past ? std::max(held.begun_at, held.released_until) : held.released_until;
}

std::int64_t metric_store::windows_kept(metric_level level) const {
    return level == metric_level::seconds ? minutes_of_seconds_in_memory : hours_kept_;
}

bool metric_store::keeps_seconds(timestamp_ms at) const {
    return at >= now_ - std::chrono::milliseconds(shape_of(metric_level::seconds).retention).count();
}

void metric_store::add_to(series& of, timestamp_ms at, const statistic_set& samples) {
    ++revision_;
    const auto second = floor_divide(at, ms_per_second);
    const auto minute = floor_divide(second, 60);
    of.newest = std::max(of.newest, second * ms_per_second);
    if (!of.minutes.empty() && minute > of.minutes.newest())
        close_minute(of);
    if (keeps_seconds(at))
        add_at(of, metric_level::seconds, second, samples);
    add_at(of, metric_level::minutes, minute, samples);
}

void metric_store::add_at(series& of, metric_level level, std::int64_t bucket, const statistic_set& samples) {
    of.log(level).merge(bucket, samples);
    const auto window = metric_log::window_of(bucket);
    if (window >= extent_of(level).written_until)
        return;
    const late_window late{level, window, of.number};
    if (late == last_late_)
        return;
    late_.insert(late);
    last_late_ = late;
}

// The minute is over: what its single seconds tell of the distribution goes into the marks, which outlive
// them.
void metric_store::close_minute(series& of) {
    if (of.minutes.newest_set().uniform())
        return;
    std::vector<weighted_value> values;
    const auto first = of.minutes.newest() * 60;
    of.seconds.visit(first, first + 60, [&](const metric_record& second) {
        const auto more = values_of(second);
        values.insert(values.end(), more.begin(), more.end());
    });
    if (!values.empty())
        of.minutes.mark_newest(marks_of(std::move(values)));
}

std::optional<timestamp_ms> metric_store::newest(const metric_id& id) const {
    make_ready();
    const auto metric = metrics_.find(id);
    return metric == metrics_.end() ? std::nullopt : newest_of(metric->second);
}

std::optional<timestamp_ms> metric_store::newest_of(const units& of) {
    timestamp_ms newest = 0;
    for (const auto& each : of)
        newest = std::max(newest, each->newest);
    return newest == 0 ? std::nullopt : std::optional(newest);
}

void metric_store::visit(
    const scope& where, const std::function<void(const metric_id& id, timestamp_ms newest)>& visitor
) const {
    make_ready();
    for (auto at = metrics_.lower_bound(metric_id{where, "", "", {}}); at != metrics_.end(); ++at) {
        if (at->first.where != where)
            return;
        if (const auto time = newest_of(at->second))
            visitor(at->first, *time);
    }
}

void metric_store::forget(const std::optional<std::string>& account) {
    make_ready();
    ++epoch_;
    ++revision_;
    erase_series([&](const series& of) { return !account || of.id->where.account == *account; });
    if (archive_)
        archive_->forget(account);
}

void metric_store::erase_series(const std::function<bool(const series& of)>& which) {
    std::erase_if(late_, [&](const late_window& late) {
        const auto* of = find(late.series);
        return of == nullptr || which(*of);
    });
    std::erase_if(by_number_, [&](const series* of) { return which(*of); });
    for (auto& [id, of] : metrics_)
        std::erase_if(of, [&](const auto& each) { return which(*each); });
    std::erase_if(metrics_, [](const auto& each) { return each.second.empty(); });
}

metric_store::series* metric_store::find(series_number number) const {
    const auto found = std::partition_point(by_number_.begin(), by_number_.end(), [&](const series* of) {
        return of->number < number;
    });
    return found != by_number_.end() && (*found)->number == number ? *found : nullptr;
}

std::size_t metric_store::memory() const {
    std::size_t total = 0;
    for (const auto* of : by_number_)
        total += sizeof(series) + of->seconds.memory() + of->minutes.memory();
    return total;
}

} // namespace borealis::emulator
