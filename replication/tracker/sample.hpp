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

    // Slow lane; nothing until measured the first time.
    std::optional<std::uint64_t> wal_bytes;      // size of pg_wal
    std::optional<std::uint64_t> database_bytes; // sum of pg_database_size
};

} // namespace borealis::replication
