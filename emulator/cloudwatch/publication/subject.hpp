// What is known of one instance when its metrics are published, and the families of metrics that are made of
// it. Each family adds what it can compute and nothing else: what is not known is absent, never invented.
#pragma once

#include "emulator/cloudwatch/publication/machine_use.hpp"
#include "emulator/cloudwatch/publication/metric_sink.hpp"
#include "emulator/state/db_cluster.hpp"
#include "emulator/state/db_instance.hpp"
#include "replication/server/server_host.hpp"
#include "replication/tracker/sample.hpp"

#include <optional>
#include <vector>

namespace borealis::emulator {

struct subject {
    const db_instance& instance;
    const db_cluster* cluster; // nullptr: standalone, RDS for PostgreSQL; else Aurora
    const replication::server_sample& sample;
    std::optional<replication::server_stats> files;
    std::optional<machine_use> machine;  // nothing while there is no newer reading than at the last batch
    std::vector<double> reader_lags;     // of the writer of a cluster: milliseconds, of each reader
    bool lag_as_aws_computes_it = false; // see settings.hpp

    bool aurora() const { return cluster != nullptr; }
    bool reader() const { return cluster && cluster->writer != instance.identifier; }
};

/// From seconds, as the tracker has them.
inline std::optional<double> milliseconds(const std::optional<double>& seconds) {
    return seconds ? std::optional(*seconds * 1000) : std::nullopt;
}

/// How far an Aurora reader is behind its cluster's writer, in milliseconds; nothing for any other instance,
/// and before it streams.
std::optional<double> reader_lag(const subject& of, const metric_sink& to);

void publish_replica_lags(const subject& of, metric_sink& to);
void publish_storage(const subject& of, metric_sink& to);
void publish_activity(const subject& of, metric_sink& to);
void publish_machine(const subject& of, metric_sink& to);
void publish_precise(const subject& of, metric_sink& to);
void publish_slot(const subject& of, const replication::slot_sample& slot, metric_sink& to);

} // namespace borealis::emulator
