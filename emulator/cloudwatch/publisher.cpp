// The AWS/RDS metrics: which instance publishes which, how each is computed, under which dimensions.
//
// Sources: RDS User Guide, "Amazon CloudWatch metrics for Amazon RDS" and "... dimensions for Amazon RDS";
// Aurora User Guide, "Amazon CloudWatch metrics for Amazon Aurora". What is not known is absent, never
// invented.
#include "emulator/cloudwatch/publisher.hpp"

#include "emulator/cloudwatch/metric_store.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace borealis::emulator {

namespace {

using replication::server_sample;
using replication::server_stats;

constexpr double gibibyte = 1024.0 * 1024 * 1024;

/// A lag that was streaming within this time goes on growing when its connection is cut.
constexpr timestamp_ms lag_outlives_receiver_ms = 60'000;

/// One tick of the tracker: it does not tell less from nothing. Without this, the server's own housekeeping
/// would keep the average of an idle, caught-up pair a hair above 0, and who waits for 0 would wait forever.
constexpr double one_tick_seconds = 0.1;

/// Instances in these states publish nothing: AWS shows gaps, not zeros.
constexpr std::array<std::string_view, 14> silent_statuses{
    "creating",
    "deleting",
    "failed",
    "stopped",
    "stopping",
    "starting",
    "incompatible-create",
    "incompatible-credentials",
    "incompatible-network",
    "incompatible-option-group",
    "incompatible-parameters",
    "incompatible-restore",
    "insufficient-capacity",
    "restore-error",
};

bool publishes(const db_instance& instance) {
    return std::none_of(silent_statuses.begin(), silent_statuses.end(), [&](auto silent) {
        return instance.status == silent;
    });
}

struct subject {
    const db_instance& instance;
    const db_cluster* cluster; // nullptr: standalone
    const server_sample& sample;
    std::optional<server_stats> stats; // standalone instances only
    timestamp_ms at;
    metric_store& metrics;
};

metric_id instance_metric(const db_instance& instance, std::string_view name) {
    return {instance.where, "AWS/RDS", std::string(name), {{"DBInstanceIdentifier", instance.identifier}}};
}

// An instance's value counts in each of its dimension sets; those that it shares with other instances are
// roll-ups.
void publish(const subject& of, std::string_view name, metric_unit unit, double value) {
    const auto add = [&](std::vector<dimension> dimensions) {
        const auto id =
            make_metric_id(of.instance.where, "AWS/RDS", std::string(name), std::move(dimensions));
        of.metrics.add(id, unit, of.at, value);
    };
    add({{"DBInstanceIdentifier", of.instance.identifier}});
    add({{"DatabaseClass", of.instance.instance_class}});
    add({{"EngineName", of.instance.engine}});
    add({});
    if (of.cluster) {
        const bool writes = of.cluster->writer == of.instance.identifier;
        add({{"DBClusterIdentifier", of.cluster->identifier}});
        add({{"DBClusterIdentifier", of.cluster->identifier}, {"Role", writes ? "WRITER" : "READER"}});
    }
}

std::optional<double> wal_bytes(const subject& of) {
    if (of.sample.wal_bytes)
        return static_cast<double>(*of.sample.wal_bytes);
    if (of.stats)
        return static_cast<double>(of.stats->wal_bytes);
    return std::nullopt;
}

// What remains of the storage asked for, and never more than the disk below really has.
std::optional<double> free_storage(const subject& of) {
    const auto wal = wal_bytes(of);
    if (!wal || !(of.sample.database_bytes || of.stats))
        return std::nullopt;
    const auto databases =
        static_cast<double>(of.sample.database_bytes ? *of.sample.database_bytes : of.stats->data_bytes);
    auto unused = of.instance.allocated_storage * gibibyte - databases - *wal;
    if (of.stats)
        unused = std::min(unused, static_cast<double>(of.stats->disk_free_bytes));
    return std::max(unused, 0.0);
}

// A standby that has streamed and lost its connection falls behind, which is when its lag matters most. One
// that has not streamed yet, or no longer is a standby, has none.
std::optional<double> migration_lag(const subject& of) {
    const auto& lag = of.sample.lag;
    if (!of.cluster || !of.cluster->is_replica() || !of.sample.in_recovery || !lag)
        return std::nullopt;
    if (!lag->receiving) {
        const auto newest =
            of.metrics.newest(instance_metric(of.instance, "RDSToAuroraPostgreSQLReplicaLag"));
        if (!newest || of.at - *newest > lag_outlives_receiver_ms)
            return std::nullopt;
    }
    const bool caught_up = lag->bytes == 0 || lag->seconds < one_tick_seconds;
    return caught_up ? 0.0 : lag->seconds;
}

bool has_logical_slot(const server_sample& sample) {
    return std::any_of(sample.slots.begin(), sample.slots.end(), [](auto& slot) { return !slot.physical; });
}

void publish_instance(const subject& of) {
    if (!of.cluster) {
        if (const auto bytes = free_storage(of))
            publish(of, "FreeStorageSpace", metric_unit::bytes, *bytes);
    }
    // On Aurora the write-ahead log is not on the instance's disk, unless logical replication needs it there.
    if (!of.cluster || has_logical_slot(of.sample)) {
        if (const auto bytes = wal_bytes(of))
            publish(of, "TransactionLogsDiskUsage", metric_unit::bytes, *bytes);
    }
    if (const auto bytes = of.sample.oldest_slot_lag_bytes)
        publish(
            of,
            "OldestReplicationSlotLag",
            metric_unit::bytes,
            static_cast<double>(std::max<std::int64_t>(*bytes, 0))
        );
    if (const auto seconds = migration_lag(of))
        publish(of, "RDSToAuroraPostgreSQLReplicaLag", metric_unit::seconds, *seconds);
}

timestamp_ms milliseconds(std::chrono::system_clock::time_point at) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(at.time_since_epoch()).count();
}

} // namespace

void publish_samples(
    const std::vector<server_sample>& samples,
    const state& resources,
    const std::function<std::optional<server_stats>(const std::string& server_id)>& stats_of,
    metric_store& metrics
) {
    if (samples.empty())
        return;
    std::map<std::string_view, const server_sample*> by_server;
    timestamp_ms at = 0; // one for the batch, so that roll-ups gather the instances of the same second
    for (const auto& sample : samples) {
        by_server[sample.server_id] = &sample;
        at = std::max(at, milliseconds(sample.at));
    }

    for (const auto& [key, instance] : resources.instances.rows()) {
        const auto sample = by_server.find(instance.server_id);
        if (sample == by_server.end() || !publishes(instance))
            continue;
        const auto* cluster = resources.clusters.find({instance.where, instance.cluster});
        if (!cluster && !instance.cluster.empty())
            continue;
        auto stats = cluster ? std::nullopt : stats_of(instance.server_id);
        publish_instance({instance, cluster, *sample->second, std::move(stats), at, metrics});
    }
    metrics.expire(at);
}

} // namespace borealis::emulator
