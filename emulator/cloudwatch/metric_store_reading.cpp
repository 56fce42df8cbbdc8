// Reading: which level answers for which stretch of time, and from where.
#include "emulator/cloudwatch/metric_rollup.hpp"
#include "emulator/cloudwatch/metric_store.hpp"

#include <algorithm>

namespace borealis::emulator {

namespace {

constexpr std::size_t most_reserved = 1440; // buckets; a range may be long and hold little

constexpr timestamp_ms retention_ms(metric_level level) {
    return std::chrono::milliseconds(shape_of(level).retention).count();
}

// The single values of a record's samples: of a minute from its seconds, where all of them are there.
void append_values(
    const metric_record& record, const std::vector<metric_record>& seconds, std::vector<weighted_value>& to
) {
    const auto append = [&](const metric_record& of) {
        const auto values = values_of(of);
        to.insert(to.end(), values.begin(), values.end());
    };
    const auto from = std::partition_point(seconds.begin(), seconds.end(), [&](const auto& each) {
        return each.bucket < record.bucket * 60;
    });
    const auto end = std::find_if(from, seconds.end(), [&](const auto& each) {
        return each.bucket >= record.bucket * 60 + 60;
    });
    double known = 0;
    for (auto each = from; each != end; ++each)
        known += each->set.count;
    if (record.set.uniform() || known != record.set.count)
        append(record);
    else
        std::for_each(from, end, append);
}

// Gathers records into the periods of a query, and hands over each period's bucket when it is complete.
class bucket_builder {
  public:
    bucket_builder(const metric_query& query, bucket_reader& by)
        : start_(query.start), period_(std::chrono::milliseconds(query.period).count()), by_(by) {}

    /// The records of a level whose buckets are as long as the periods: none has to be gathered.
    void add_whole(timestamp_ms at, const statistic_set& samples) { by_.take(at, samples, bucket_.values); }

    /// Records come in order of time. Returns the bucket that this one went to.
    metric_bucket& add(timestamp_ms at, const statistic_set& samples) {
        const auto into = at - bucket_.start;
        if (begun_ && into < period_) {
            bucket_.set.merge(samples);
            return bucket_;
        }
        finish();
        // The next period nearly always; a division takes as long as all the rest.
        bucket_.start = begun_ && into < 2 * period_ ? bucket_.start + period_
                                                     : start_ + (at - start_) / period_ * period_;
        bucket_.set = samples;
        bucket_.values.clear();
        begun_ = true;
        return bucket_;
    }

    void finish() {
        if (begun_)
            by_.take(bucket_.start, bucket_.set, bucket_.values);
    }

  private:
    const timestamp_ms start_;
    const timestamp_ms period_;
    bucket_reader& by_;
    metric_bucket bucket_;
    bool begun_ = false;
};

class series_collector : public bucket_reader {
  public:
    void begin(metric_unit unit) override { series_.push_back({unit, {}}); }
    void
    take(timestamp_ms start, const statistic_set& set, const std::vector<weighted_value>& values) override {
        series_.back().buckets.push_back({start, set, values});
    }

    std::vector<unit_series> take_all() {
        std::erase_if(series_, [](const unit_series& each) { return each.buckets.empty(); });
        return std::move(series_);
    }

  private:
    std::vector<unit_series> series_;
};

} // namespace

metric_store::reading::reading(const metric_store& of) {
    of.make_ready();
    if (of.archive_)
        archive_.emplace(*of.archive_);
}

std::vector<unit_series>
metric_store::read(const metric_id& id, const metric_query& query, timestamp_ms now) const {
    series_collector all;
    read(id, query, now, all);
    return all.take_all();
}

void metric_store::read(const metric_id& id, const metric_query& query, timestamp_ms now, bucket_reader& by)
    const {
    make_ready();
    const auto metric = metrics_.find(id);
    if (metric == metrics_.end())
        return;
    for (const auto& of : metric->second) {
        if (of->newest == 0 || (query.unit && *query.unit != of->unit))
            continue;
        by.begin(of->unit);
        read_series(*of, query, now, by);
    }
}

void metric_store::read_series(
    const series& of, const metric_query& query, timestamp_ms now, bucket_reader& by
) const {
    const auto period = std::chrono::milliseconds(query.period).count();
    bucket_builder into(query, by);
    const auto take = [&](metric_level level, timestamp_ms first, timestamp_ms last) {
        const auto bucket_ms = shape_of(level).bucket_ms;
        first = std::max(first, query.start);
        last = std::min(last, query.end);
        if (period == bucket_ms && query.start % bucket_ms == 0 && !query.with_values) {
            return visit_records(of, level, first, last, [&](const metric_record& record) {
                into.add_whole(record.bucket * bucket_ms, record.set);
            });
        }
        std::vector<metric_record> seconds;
        if (query.with_values && level == metric_level::minutes)
            seconds = seconds_between(of, std::max(first, now - retention_ms(metric_level::seconds)), last);
        visit_records(of, level, first, last, [&](const metric_record& record) {
            auto& bucket = into.add(record.bucket * bucket_ms, record.set);
            if (query.with_values)
                append_values(record, seconds, bucket.values);
        });
    };
    const auto kept_from = [&](metric_level level) { return now - retention_ms(level); };
    if (period < ms_per_minute) {
        take(metric_level::seconds, kept_from(metric_level::seconds), query.end);
        return into.finish();
    }

    // Where one level takes over from the next coarser one: on the hour, so that no sample counts twice.
    auto five_from = kept_from(metric_level::five_minutes);
    auto minutes_from = kept_from(metric_level::minutes);
    if (archive_ && period % shape_of(metric_level::hours).bucket_ms == 0) {
        five_from = ceiling_divide(five_from, ms_per_hour) * ms_per_hour;
        take(metric_level::hours, kept_from(metric_level::hours), five_from);
    }
    if (archive_ && period % shape_of(metric_level::five_minutes).bucket_ms == 0) {
        minutes_from = ceiling_divide(minutes_from, ms_per_hour) * ms_per_hour;
        take(metric_level::five_minutes, five_from, minutes_from);
    }
    take(metric_level::minutes, minutes_from, query.end);
    into.finish();
}

template <typename Visitor>
void metric_store::visit_records(
    const series& of, metric_level level, timestamp_ms start, timestamp_ms end, Visitor&& visitor
) const {
    const auto& shape = shape_of(level);
    const auto first = ceiling_divide(start, shape.bucket_ms);
    const auto last = std::min(ceiling_divide(end, shape.bucket_ms), of.newest / shape.bucket_ms + 1);
    if (first >= last)
        return;
    const bool in_memory = level == metric_level::seconds || level == metric_level::minutes;
    auto memory_from = first;
    if (archive_) {
        const auto from = in_memory ? complete_from(of, level) * metric_log::window_buckets : last;
        memory_from = std::clamp(from, first, last);
        if (first < memory_from)
            for (const auto& record : archived_records(of, level, first, memory_from))
                visitor(record);
    }
    if (in_memory)
        of.log(level).visit(memory_from, last, visitor);
}

// From the file, what is on its way there, and what came too late for that.
std::vector<metric_record> metric_store::archived_records(
    const series& of, metric_level level, std::int64_t first, std::int64_t last
) const {
    const auto per_window = shape_of(level).buckets_per_window;
    std::vector<metric_record> records;
    records.reserve(std::min(static_cast<std::size_t>(last - first), most_reserved));
    {
        metric_archive::view file(*archive_);
        const bool is_under_way = under_way_ && !file.has(*under_way_);
        const auto last_window = floor_divide(last - 1, per_window);
        for (auto window = std::max<std::int64_t>(floor_divide(first, per_window), 0); window <= last_window;
             ++window) {
            const chunk_place place{level, window, of.number};
            file.read(place, records);
            if (is_under_way)
                add_under_way(place, records);
        }
    }
    std::erase_if(records, [&](auto& each) { return each.bucket < first || each.bucket >= last; });
    if (level == metric_level::seconds || level == metric_level::minutes) {
        std::vector<metric_record> late;
        of.log(level).visit(first, last, [&](const metric_record& record) { late.push_back(record); });
        if (!late.empty())
            records = add_records(records, late);
    }
    return records;
}

void metric_store::add_under_way(const chunk_place& place, std::vector<metric_record>& to) const {
    const auto& rows = under_way_->rows;
    const auto row = std::partition_point(rows.begin(), rows.end(), [&](const auto& each) {
        return each.place < place.number();
    });
    if (row == rows.end() || row->place != place.number())
        return;
    std::vector<metric_record> added;
    for (record_reader from(under_way_->records_of(*row), place.first_bucket()); from.next();)
        added.push_back(from.record());
    to = add_records(to, added);
}

std::vector<metric_record>
metric_store::seconds_between(const series& of, timestamp_ms start, timestamp_ms end) const {
    std::vector<metric_record> seconds;
    const auto whole_minute = ceiling_divide(end, ms_per_minute) * ms_per_minute;
    visit_records(of, metric_level::seconds, start, whole_minute, [&](const metric_record& each) {
        seconds.push_back(each);
    });
    return seconds;
}

} // namespace borealis::emulator
