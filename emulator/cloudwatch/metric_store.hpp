// Every metric's datapoints: by second for 3 hours, by minute for 15 days, by 5 minutes for 63 days, by hour
// for 455 days.
//
// A datapoint is readable the moment it was added, also while its minute still lasts. Memory holds the last
// minutes' seconds and the last hours' minutes; with an archive everything is on disk within half a minute,
// and what is older is read from there. Without one (tests), memory holds seconds and minutes for their time,
// and there are no coarser levels. Only the emulator's own thread comes here.
#pragma once

#include "emulator/cloudwatch/metric_archive.hpp"
#include "emulator/cloudwatch/metric_log.hpp"

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <set>

namespace borealis::emulator {

/// The samples of one period.
struct metric_bucket {
    timestamp_ms start = 0;
    statistic_set set;
    std::vector<weighted_value> values; // only where the query asked for them; not in order
};

struct unit_series {
    metric_unit unit = metric_unit::none;
    std::vector<metric_bucket> buckets; // ascending, none without samples
};

/// Takes what is read of a metric, one series after the other.
class bucket_reader {
  public:
    /// The buckets that follow are of this unit. There may be none.
    virtual void begin(metric_unit unit) = 0;
    /// A bucket's parts, which are good until the next one comes: copying them is no small part of the work.
    virtual void
    take(timestamp_ms start, const statistic_set& set, const std::vector<weighted_value>& values) = 0;

  protected:
    ~bucket_reader() = default;
};

struct metric_query {
    timestamp_ms start = 0; // inclusive, on a whole second; periods are counted from here
    timestamp_ms end = 0;   // exclusive
    std::chrono::seconds period{60};
    std::optional<metric_unit> unit = std::nullopt; // nothing: each unit by itself
    bool with_values = false;                       // for percentiles and trimmed statistics
};

class metric_store {
    struct series;

  public:
    static constexpr std::size_t default_memory_limit = std::size_t{96} << 20;
    /// Of series. 200 servers have some 20,000; names of servers that are gone add up.
    static constexpr std::size_t default_series_limit = 100'000;
    /// Hours of minutes that memory holds besides the current one: what dashboards look at.
    static constexpr std::int64_t hours_in_memory = 3;
    /// Minutes of seconds, likewise.
    static constexpr std::int64_t minutes_of_seconds_in_memory = 3;

    /// A metric of one unit, found once and then added to without looking for it again. Good until epoch()
    /// changes.
    class handle {
      public:
        handle() = default;
        explicit operator bool() const noexcept { return of_ != nullptr; }

      private:
        friend metric_store;
        explicit handle(series& of) noexcept : of_(&of) {}
        series* of_ = nullptr;
    };

    /// In memory only. Beyond this much memory the oldest records go before their time.
    explicit metric_store(
        std::size_t memory_limit = default_memory_limit, std::size_t series_limit = default_series_limit
    );
    /// With an archive, whose file is waited for when the first metric is asked for or added.
    metric_store(
        std::unique_ptr<metric_archive> archive,
        timestamp_ms now,
        std::size_t memory_limit = default_memory_limit,
        std::size_t series_limit = default_series_limit
    );
    ~metric_store();
    metric_store(const metric_store&) = delete;
    metric_store& operator=(const metric_store&) = delete;

    /// The metric shows nowhere until something is added to it.
    handle open(const metric_id& id, metric_unit unit) { return handle(series_of(id, unit)); }
    void add(handle to, timestamp_ms at, double value) { add(to, at, statistic_set::of(value)); }
    void add(handle to, timestamp_ms at, const statistic_set& samples) { add_to(*to.of_, at, samples); }
    /// Several values of one moment, which stay apart for percentiles as far as the marks of their second
    /// allow.
    void add(handle to, timestamp_ms at, const std::vector<weighted_value>& values);
    /// Changes whenever series are forgotten: handles from before must be opened anew.
    std::uint64_t epoch() const noexcept { return epoch_; }
    /// Changes with everything that is added or forgotten: as long as it stays, so does what can be read.
    std::uint64_t revision() const noexcept { return revision_; }

    /// By name: a value, a statistic_set, or values.
    template <typename Samples>
    void add(const metric_id& id, metric_unit unit, timestamp_ms at, const Samples& samples) {
        add(open(id, unit), at, samples);
    }

    /// What is known of a metric, a series for each unit that has data in the range. A period of less than a
    /// minute reads the seconds. What is older than 15 days is only there for periods of whole 5 minutes,
    /// what is older than 63 days for whole hours (CloudWatch API Reference, GetMetricStatistics).
    std::vector<unit_series> read(const metric_id& id, const metric_query& query, timestamp_ms now) const;

    /// The same, handed over bucket by bucket.
    void read(const metric_id& id, const metric_query& query, timestamp_ms now, bucket_reader& by) const;

    /// While it lives, many metrics are read faster: the archive is looked at once. Nothing is to be waited
    /// for meanwhile.
    class reading {
      public:
        explicit reading(const metric_store& of);

      private:
        std::optional<metric_archive::view> archive_;
    };

    /// Time of the newest datapoint of a metric, to the second.
    std::optional<timestamp_ms> newest(const metric_id& id) const;

    /// Visits the metrics of one account and region, ordered by namespace, name and dimensions.
    void visit(
        const scope& where, const std::function<void(const metric_id& id, timestamp_ms newest)>& visitor
    ) const;

    /// Hands to the archive what is due, and forgets what is past its time, and the series that have been
    /// silent longest where there are more than the limit. Cheap; to be called every second.
    void expire(timestamp_ms now);

    /// Hands everything to the archive now, unless it is still at work on what it got before.
    void flush(timestamp_ms now);

    /// Before the end: hands everything to the archive and waits until it is written.
    void close(timestamp_ms now);

    /// Forgets the metrics of one account, or of all. On disk too, once settled().
    void forget(const std::optional<std::string>& account);

    /// Whether the archive has nothing under way.
    bool settled() const { return !archive_ || archive_->idle(); }

    /// Bytes that the datapoints take in memory, without the names of the metrics.
    std::size_t memory() const;
    std::size_t series_count() const { return by_number_.size(); }

  private:
    struct series {
        series_number number = 0;
        metric_unit unit = metric_unit::none;
        bool defined = false;  // in the archive
        bool has_past = false; // records of an earlier run are in the archive
        const metric_id* id = nullptr;
        timestamp_ms newest = 0; // 0: nothing was added yet
        metric_log seconds;
        metric_log minutes;

        metric_log& log(metric_level level) { return level == metric_level::seconds ? seconds : minutes; }
        const metric_log& log(metric_level level) const {
            return level == metric_level::seconds ? seconds : minutes;
        }
    };
    using units = std::vector<std::unique_ptr<series>>;

    /// How far a level that memory holds has got, in windows.
    struct extent {
        std::int64_t begun_at = INT64_MIN;       // what is before may be of an earlier run
        std::int64_t released_until = INT64_MIN; // memory holds nothing before, but for what came late
        std::int64_t written_until = INT64_MIN;  // in the archive, but for what came late
    };

    /// A window that got samples after it had been handed to the archive.
    struct late_window {
        metric_level level = metric_level::seconds;
        std::int64_t window = 0;
        series_number series = 0;
        friend auto operator<=>(const late_window&, const late_window&) = default;
    };

    // metric_store.cpp
    void load();
    void make_ready() const;
    series& series_of(const metric_id& id, metric_unit unit);
    series& insert(metric_definition definition, bool defined);
    series* find(series_number number) const;
    bool keeps_seconds(timestamp_ms at) const;
    void add_to(series& of, timestamp_ms at, const statistic_set& samples);
    void add_at(series& of, metric_level level, std::int64_t bucket, const statistic_set& samples);
    static void close_minute(series& of);
    static std::optional<timestamp_ms> newest_of(const units& of);
    void erase_series(const std::function<bool(const series& of)>& which);
    extent& extent_of(metric_level level) { return extents_[static_cast<std::size_t>(level)]; }
    const extent& extent_of(metric_level level) const { return extents_[static_cast<std::size_t>(level)]; }
    /// The first window of which memory holds all there is; what is before is in the archive.
    std::int64_t complete_from(const series& of, metric_level level) const;
    /// How many windows before the current one memory keeps.
    std::int64_t windows_kept(metric_level level) const;

    // metric_store_reading.cpp
    void read_series(const series& of, const metric_query& query, timestamp_ms now, bucket_reader& by) const;
    template <typename Visitor>
    void visit_records(
        const series& of, metric_level level, timestamp_ms start, timestamp_ms end, Visitor&& visitor
    ) const;
    std::vector<metric_record>
    archived_records(const series& of, metric_level level, std::int64_t first, std::int64_t last) const;
    void add_under_way(const chunk_place& place, std::vector<metric_record>& to) const;
    std::vector<metric_record> seconds_between(const series& of, timestamp_ms start, timestamp_ms end) const;

    // metric_store_keeping.cpp
    void collect(metric_batch& batch);
    void put_row(metric_batch& batch, series& of, metric_level level, std::int64_t window);
    void take_result();
    void take_back(const metric_batch& batch);
    void release_what_is_written();
    void release(metric_level level, std::int64_t before);
    void trim(timestamp_ms now, std::chrono::minutes seconds, std::chrono::minutes minutes);
    void trim_to_limit(timestamp_ms now);
    void erase_what_is_past(timestamp_ms now);
    void forget_longest_silent();

    std::unique_ptr<metric_archive> archive_;
    std::map<metric_id, units> metrics_;
    std::vector<series*> by_number_; // ascending
    series_number next_number_ = 1;
    std::uint64_t epoch_ = 0;
    std::uint64_t revision_ = 0;
    std::size_t memory_limit_;
    std::size_t series_limit_;
    bool loaded_ = true;
    timestamp_ms now_ = 0; // as of the last expire()
    timestamp_ms next_flush_ = 0;
    timestamp_ms next_expiry_ = 0;
    timestamp_ms ages_from_ = 0;    // before this, nothing in the archive is past its time
    std::array<extent, 2> extents_; // of seconds, of minutes
    std::set<late_window> late_;
    late_window last_late_; // the one that was put there last
    std::shared_ptr<const metric_batch> under_way_;
    std::uint64_t batches_ = 0;
    std::int64_t hours_kept_; // of minutes, in memory
    bool told_of_loss_ = false;
};

} // namespace borealis::emulator
