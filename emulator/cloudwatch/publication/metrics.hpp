// Every metric that is published: its name and unit.
//
// Sources: RDS User Guide, "Amazon CloudWatch metrics for Amazon RDS"; Aurora User Guide, "Amazon CloudWatch
// metrics for Amazon Aurora". CloudWatch shows the WAL metrics in bytes, though older pages say megabytes.
#pragma once

#include "emulator/cloudwatch/metric_unit.hpp"

#include <array>
#include <cstddef>
#include <string_view>

namespace borealis::emulator {

/// In the order of the table below.
enum class published : unsigned char {
    // replica_lags.cpp
    replica_lag,
    migration_lag,
    reader_lag,
    reader_lag_maximum,
    reader_lag_minimum,
    // storage.cpp
    free_storage,
    free_local_storage,
    wal_disk_usage,
    wal_generation,
    slot_disk_usage,
    oldest_slot_lag,
    checkpoint_lag,
    used_transaction_ids,
    // activity.cpp
    connections,
    commit_latency,
    commit_throughput,
    deadlocks,
    buffer_hit_ratio,
    engine_uptime,
    // machine.cpp
    cpu_utilization,
    freeable_memory,
    swap_usage,
    read_iops,
    write_iops,
    read_throughput,
    write_throughput,
    read_latency,
    write_latency,
    disk_queue_depth,
    network_receive,
    network_transmit,
    network,
    // volume.cpp
    volume_bytes,
    volume_reads,
    volume_writes,
    // precise.cpp
    precise_lag,
    precise_lag_minimum,
    precise_lag_maximum,
    write_lag,
    flush_lag,
    upstream_lag,
    receiver_silence,
    clock_offset,
    sample_round_trip,
    replay_paused,
    replay_delayed,
    replay_conflict,
    flush_position,
    replay_position,
    slot_lag,
    slot_active,
};

struct published_metric {
    std::string_view name_space;
    std::string_view name;
    metric_unit unit;
};

inline constexpr std::string_view aws_metrics = "AWS/RDS";
/// What AWS does not have is not where AWS's metrics are listed.
inline constexpr std::string_view own_metrics = "Borealis";

inline constexpr auto published_metrics = std::to_array<published_metric>({
    {aws_metrics, "ReplicaLag", metric_unit::seconds},
    {aws_metrics, "RDSToAuroraPostgreSQLReplicaLag", metric_unit::seconds},
    {aws_metrics, "AuroraReplicaLag", metric_unit::milliseconds},
    {aws_metrics, "AuroraReplicaLagMaximum", metric_unit::milliseconds},
    {aws_metrics, "AuroraReplicaLagMinimum", metric_unit::milliseconds},

    {aws_metrics, "FreeStorageSpace", metric_unit::bytes},
    {aws_metrics, "FreeLocalStorage", metric_unit::bytes},
    {aws_metrics, "TransactionLogsDiskUsage", metric_unit::bytes},
    {aws_metrics, "TransactionLogsGeneration", metric_unit::bytes_per_second},
    {aws_metrics, "ReplicationSlotDiskUsage", metric_unit::bytes},
    {aws_metrics, "OldestReplicationSlotLag", metric_unit::bytes},
    {aws_metrics, "CheckpointLag", metric_unit::seconds},
    {aws_metrics, "MaximumUsedTransactionIDs", metric_unit::count},

    {aws_metrics, "DatabaseConnections", metric_unit::count},
    {aws_metrics, "CommitLatency", metric_unit::milliseconds},
    {aws_metrics, "CommitThroughput", metric_unit::count_per_second},
    {aws_metrics, "Deadlocks", metric_unit::count_per_second},
    {aws_metrics, "BufferCacheHitRatio", metric_unit::percent},
    {aws_metrics, "EngineUptime", metric_unit::seconds},

    {aws_metrics, "CPUUtilization", metric_unit::percent},
    {aws_metrics, "FreeableMemory", metric_unit::bytes},
    {aws_metrics, "SwapUsage", metric_unit::bytes},
    {aws_metrics, "ReadIOPS", metric_unit::count_per_second},
    {aws_metrics, "WriteIOPS", metric_unit::count_per_second},
    {aws_metrics, "ReadThroughput", metric_unit::bytes_per_second},
    {aws_metrics, "WriteThroughput", metric_unit::bytes_per_second},
    {aws_metrics, "ReadLatency", metric_unit::seconds},
    {aws_metrics, "WriteLatency", metric_unit::seconds},
    {aws_metrics, "DiskQueueDepth", metric_unit::count},
    {aws_metrics, "NetworkReceiveThroughput", metric_unit::bytes_per_second},
    {aws_metrics, "NetworkTransmitThroughput", metric_unit::bytes_per_second},
    {aws_metrics, "NetworkThroughput", metric_unit::bytes_per_second},

    {aws_metrics, "VolumeBytesUsed", metric_unit::bytes},
    {aws_metrics, "VolumeReadIOPs", metric_unit::count},
    {aws_metrics, "VolumeWriteIOPs", metric_unit::count},

    {own_metrics, "PreciseReplicaLag", metric_unit::milliseconds},
    {own_metrics, "LagMin", metric_unit::milliseconds},
    {own_metrics, "LagMax", metric_unit::milliseconds},
    {own_metrics, "WriteLag", metric_unit::milliseconds},
    {own_metrics, "FlushLag", metric_unit::milliseconds},
    {own_metrics, "UpstreamLag", metric_unit::milliseconds},
    {own_metrics, "ReceiverSilence", metric_unit::milliseconds},
    {own_metrics, "ClockOffset", metric_unit::milliseconds},
    {own_metrics, "SampleRoundTrip", metric_unit::milliseconds},
    {own_metrics, "ReplayPaused", metric_unit::count},
    {own_metrics, "ReplayDelayed", metric_unit::count},
    {own_metrics, "ReplayConflict", metric_unit::count},
    {own_metrics, "FlushPosition", metric_unit::bytes},
    {own_metrics, "ReplayPosition", metric_unit::bytes},
    {own_metrics, "SlotLag", metric_unit::bytes},
    {own_metrics, "SlotActive", metric_unit::count},
});
static_assert(published_metrics.size() == static_cast<std::size_t>(published::slot_active) + 1);

constexpr const published_metric& definition_of(published metric) {
    return published_metrics[static_cast<std::size_t>(metric)];
}

} // namespace borealis::emulator
