// What the tracker reads from one server in one tick. Plain data; units in the comments.
#pragma once

#include "replication/lsn.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace borealis::replication {

struct slot_sample {
    std::string name;
    bool physical = true;
    bool active = false;
    std::optional<lsn> restart_lsn; // nothing: never used, or lost
    std::optional<lsn> confirmed_flush_lsn;
    std::string wal_status; // reserved, extended, unreserved, lost; empty while never used
    std::optional<std::int64_t>
        safe_wal_size; // bytes until it may be lost; only with restart_lsn and a retention limit
};

struct sender_sample {
    std::int32_t pid = 0;
    std::string state; // streaming, catchup, backup, startup
    std::optional<lsn> sent, write, flush, replay;
};

/// Lag of a standby behind its primary, from the LSN-to-time ring (see lag-tracking notes in
/// ARCHITECTURE.md).
struct lag_sample {
    double seconds =
        0; // age of the oldest WAL byte that the primary flushed and the standby has not replayed
    double min_seconds = 0; // bounds of that estimate
    double max_seconds = 0; // infinite where it began before the tracker knew the primary
    std::int64_t bytes = 0; // primary flush LSN minus replay LSN, clamped at 0
    bool receiving = false; // a WAL receiver is streaming

    // The way of the WAL to the standby in parts, each as `seconds` is meant; nothing while unknown.
    std::optional<double> write_seconds; // until the standby has written it
    std::optional<double> flush_seconds; // until the standby has flushed it
    std::optional<double>
        upstream_seconds; // until replayed, from when the direct upstream, a standby, had it

    /// Why replay does not go on: "paused", "delayed", "conflict"; empty while it does.
    std::string held_up_by;
};

/// What a server did between two readings of the medium lane. Rates are per second of that time and absent
/// until there are two readings, or where the server does not count the thing.
struct activity_sample {
    std::int64_t client_connections = 0;        // client backends but the tracker's and the host's own
    std::int64_t transaction_id_age = 0;        // transactions since the oldest unfrozen one
    double uptime_seconds = 0;                  // of the postmaster
    std::optional<double> wal_bytes_per_second; // primary: how fast the flush LSN moved
    std::optional<double> commits_per_second;
    std::optional<double> rollbacks_per_second;
    std::optional<double> deadlocks_per_second;
    std::optional<double> buffer_hit_ratio; // 0 to 1; nothing where no block was asked for
    std::optional<double> commit_seconds;   // writing and syncing WAL, per commit; with track_wal_io_timing
    std::optional<double> read_seconds;     // per block read; with track_io_timing
    std::optional<double> write_seconds;    // per block written; with track_io_timing
};

struct server_sample {
    std::string server_id;
    std::chrono::system_clock::time_point at;
    bool in_recovery = false;
    lsn flush_lsn;                                            // primary: flushed; standby: received
    std::optional<lsn> replay_lsn;                            // standby
    std::optional<double> seconds_since_last_replayed_commit; // AWS's formula; standby
    std::optional<lag_sample> lag; // standby with a tracked upstream; nothing while unknown
    std::vector<slot_sample> slots;
    std::vector<sender_sample> senders;

    /// WAL distance of the slot furthest behind, in bytes; nothing without a used slot.
    std::optional<std::int64_t> oldest_slot_lag_bytes;

    std::optional<double> receiver_silence_seconds; // standby: since its receiver last heard of its upstream
    std::optional<double> clock_offset_seconds; // the server's clock ahead of the tracker's, least disturbed
    std::optional<double> round_trip_seconds;   // of the newest fast reading

    std::optional<activity_sample> activity; // medium lane; nothing until measured the first time

    // Slow lane; nothing until measured the first time.
    std::optional<std::uint64_t> wal_bytes;      // size of pg_wal
    std::optional<std::uint64_t> database_bytes; // sum of pg_database_size
    std::optional<std::uint64_t> slot_bytes;     // files of the slots, with what decoding spilled
    std::optional<double> checkpoint_age_seconds;
};

} // namespace borealis::replication
