// Where the values of an instance or a volume go: the series of each of its dimension sets.
//
// 200 instances publish some 30 metrics under 6 dimension sets each, every second. The series are therefore
// looked up once and remembered.
#pragma once

#include "emulator/cloudwatch/metric_store.hpp"
#include "emulator/cloudwatch/publication/metrics.hpp"
#include "emulator/state/db_cluster.hpp"
#include "emulator/state/db_instance.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace borealis::emulator {

/// The series of all metrics that have the same dimensions. Shared by the instances that count in it.
struct dimension_set {
    scope where;
    std::vector<dimension> dimensions; // sorted
    std::array<metric_store::handle, published_metrics.size()> series;
    std::uint64_t epoch = 0; // of the store when the series were looked up
};

/// Adds the values of one moment.
class metric_sink {
  public:
    /// AWS's metrics go to all of the sets, those of our own to the first only.
    metric_sink(metric_store& store, timestamp_ms at, std::vector<std::shared_ptr<dimension_set>> sets)
        : store_(store), at_(at), sets_(std::move(sets)) {}

    /// What is unknown or not finite is absent.
    void add(published metric, std::optional<double> value);
    /// The same for another moment.
    void add_at(timestamp_ms at, published metric, double value);

    timestamp_ms at() const noexcept { return at_; }

    /// Whether the metric had a value, under the first set, in this time until now.
    bool told_within(published metric, timestamp_ms milliseconds) const;

  private:
    metric_store& store_;
    timestamp_ms at_;
    std::vector<std::shared_ptr<dimension_set>> sets_;
};

/// Keeps the dimension sets of whoever publishes. What has not published in a batch is forgotten.
class dimension_sets {
  public:
    explicit dimension_sets(metric_store& store) : store_(store) {}

    /// DBInstanceIdentifier; DatabaseClass; EngineName; none; and of a cluster's member also
    /// DBClusterIdentifier, alone and with Role. Source: Aurora User Guide, "Amazon CloudWatch dimensions for
    /// Aurora".
    metric_sink of(const db_instance& instance, const db_cluster* cluster, timestamp_ms at);

    /// DBClusterIdentifier, and DbClusterIdentifier (sic) with EngineName, as AWS spells them.
    metric_sink of_volume(const db_cluster& cluster, timestamp_ms at);

    /// DBInstanceIdentifier with SlotName: a replication slot on the instance, for metrics of our own.
    metric_sink of_slot(const db_instance& instance, const std::string& slot, timestamp_ms at);

    void end_of_batch();

  private:
    using known_set = std::shared_ptr<dimension_set>;
    struct publication {
        std::vector<dimension> facts; // that the sets were made of
        std::vector<known_set> sets;
        std::uint64_t batch = 0;
    };
    enum class kind : unsigned char { instance, volume, slot };
    using publisher_key = std::tuple<resource_key, kind, std::string>; // the string: which slot

    known_set find(const scope& where, std::vector<dimension> dimensions);

    metric_store& store_;
    std::uint64_t batch_ = 0;
    std::map<publisher_key, publication> publications_;
    std::map<std::pair<scope, std::vector<dimension>>, std::weak_ptr<dimension_set>> sets_;
};

} // namespace borealis::emulator
