// Every metric's datapoints, in memory: by second for 3 hours, by minute for 15 days.
//
// A datapoint is readable the moment it was added, also while its minute still lasts. Only the emulator's own
// thread comes here. Source of the retention: CloudWatch User Guide, "Metrics retention".
#pragma once

#include "emulator/cloudwatch/metric_log.hpp"
#include "emulator/cloudwatch/metric_unit.hpp"
#include "emulator/state/resource.hpp"

#include <chrono>
#include <map>
#include <memory>

namespace borealis::emulator {

struct dimension {
    std::string name;
    std::string value;

    friend auto operator<=>(const dimension&, const dimension&) = default;
};

/// What makes a metric a metric: two different sets of dimensions are two metrics.
struct metric_id {
    scope where;
    std::string name_space; // "AWS/RDS"
    std::string name;
    std::vector<dimension> dimensions; // sorted; see make_metric_id

    friend auto operator<=>(const metric_id&, const metric_id&) = default;
};

/// The dimensions may come in any order.
metric_id
make_metric_id(scope where, std::string name_space, std::string name, std::vector<dimension> dimensions);

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

    static constexpr std::chrono::hours second_retention{3};
    static constexpr std::chrono::hours minute_retention{24 * 15};

    /// Beyond this much memory the oldest minutes go before their time.
    explicit metric_store(std::size_t memory_limit = std::size_t{96} << 20) : memory_limit_(memory_limit) {}

    /// The metric shows nowhere until something is added to it.
    handle open(const metric_id& id, metric_unit unit) { return handle(series_of(id, unit)); }
    void add(handle to, timestamp_ms at, double value) { add_to(*to.of_, at, statistic_set::of(value)); }
    /// Changes whenever series are forgotten: handles from before must be opened anew.
    std::uint64_t epoch() const noexcept { return epoch_; }

    void add(const metric_id& id, metric_unit unit, timestamp_ms at, double value);
    void add(const metric_id& id, metric_unit unit, timestamp_ms at, const statistic_set& samples);
    /// Several values of one moment, which stay apart for percentiles as far as the marks of their second
    /// allow.
    void
    add(const metric_id& id, metric_unit unit, timestamp_ms at, const std::vector<weighted_value>& values);

    /// What is known of a metric, a series for each unit that has data in the range. A period of less than a
    /// minute reads the seconds, a longer one the minutes.
    std::vector<unit_series> read(const metric_id& id, const metric_query& query, timestamp_ms now) const;

    /// Time of the newest datapoint of a metric, to the second.
    std::optional<timestamp_ms> newest(const metric_id& id) const;

    /// Visits the metrics of one account and region, ordered by namespace, name and dimensions.
    void visit(
        const scope& where, const std::function<void(const metric_id& id, timestamp_ms newest)>& visitor
    ) const;

    /// Forgets what is past its time; cheap to call often: it looks once a minute.
    void expire(timestamp_ms now);

    /// Forgets the metrics of one account, or of all.
    void forget(const std::optional<std::string>& account);

    /// Bytes that the datapoints take, without the names of the metrics.
    std::size_t memory() const;

  private:
    struct series {
        metric_unit unit = metric_unit::none;
        metric_log seconds;
        metric_log minutes;
    };

    series& series_of(const metric_id& id, metric_unit unit);
    static void add_to(series& of, timestamp_ms at, const statistic_set& samples);
    static void close_minute(series& of);
    static std::vector<weighted_value>
    values_in(const series& of, const metric_record& minute, timestamp_ms now);
    void trim(timestamp_ms now, std::chrono::minutes keep_minutes);

    std::map<metric_id, std::vector<std::unique_ptr<series>>> metrics_;
    std::uint64_t epoch_ = 0;
    std::size_t memory_limit_;
    timestamp_ms next_expiry_ = 0;
};

} // namespace borealis::emulator
