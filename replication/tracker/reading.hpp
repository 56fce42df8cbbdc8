// What the lanes read from one server, decoded but not yet interpreted. Server times are microseconds since
// 1970 on the server's clock.
#pragma once

#include "replication/lsn.hpp"
#include "replication/tracker/sample.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace borealis::replication {

/// Once per connection.
struct identity_reading {
    std::uint64_t system_identifier = 0;
    std::int64_t postmaster_start = 0;
    std::int32_t wal_block_size = 8192;

    friend bool operator==(const identity_reading&, const identity_reading&) = default;
};

/// The WAL receiver of a standby, while one runs.
struct receiver_reading {
    std::string status;
    std::uint32_t timeline = 0;
    std::optional<lsn> written;
    std::optional<lsn> latest_end_lsn;           // the upstream's end of WAL as last heard ...
    std::optional<std::int64_t> latest_end_time; // ... and the upstream's clock then
    std::optional<std::int64_t> last_message_time;
};

/// Every tick.
struct fast_reading {
    bool in_recovery = false;
    std::int64_t server_time = 0;
    std::optional<lsn> flush;                         // primary
    std::optional<std::uint32_t> timeline;            // primary
    std::optional<lsn> receive;                       // standby; stale on a promoted server
    std::optional<lsn> replay;                        // standby; stale on a promoted server
    std::optional<std::int64_t> last_replayed_commit; // standby: a commit's time on the primary's clock
    std::optional<receiver_reading> receiver;
};

/// Read every tick as well, but only needed for a sample that is published.
struct stream_reading {
    std::vector<slot_sample> slots;
    std::vector<sender_sample> senders;
};

/// Those as they came, one record after the other.
struct stream_records {
    std::string slots;
    std::string senders;
};

/// Every second. Counters only grow until the server restarts or its statistics are reset; times are in
/// milliseconds and absent where the server does not take them.
struct medium_reading {
    std::int64_t client_connections = 0;
    std::int32_t transaction_id_age = 0;
    std::int64_t commits = 0;
    std::int64_t rollbacks = 0;
    std::int64_t deadlocks = 0;
    std::int64_t block_hits = 0;
    std::int64_t block_misses = 0;
    std::optional<double> wal_time; // writing and syncing
    std::optional<std::int64_t> reads;
    std::optional<double> read_time;
    std::optional<std::int64_t> writes;
    std::optional<double> write_time;
    std::vector<std::int32_t> senders; // process ids of the senders that serve a standby, not a backup
};

/// How replay goes on. Every second on a standby, and when the fast lane leaves a doubt.
struct replay_reading {
    bool paused = false;
    std::string wait_event_type; // of the startup process; empty while it does not wait
    std::string wait_event;
};

/// Seldom.
struct slow_reading {
    std::uint64_t wal_bytes = 0;
    std::uint64_t database_bytes = 0;
    std::optional<std::uint64_t> slot_bytes; // from PostgreSQL 15 on
    std::optional<std::int64_t> checkpoint_time;
};

/// A position that the upstream told its standby of, and when it did, on the upstream's clock.
struct announcement {
    lsn end;
    std::int64_t time = 0;
};

/// Everything last known of a server, with the moment at which the server took the fast reading, on the
/// tracker's steady clock.
struct observation {
    identity_reading identity;
    fast_reading fast;
    stream_reading streams; // of when a sample was last made
    std::optional<medium_reading> medium;
    std::optional<replay_reading> replay;
    std::optional<slow_reading> slow;
    std::optional<activity_sample> activity;
    std::chrono::steady_clock::time_point at;
    std::chrono::steady_clock::duration round_trip{};
    std::int64_t clock_ahead = 0; // see server_clock::ahead()

    // Of a standby:
    std::optional<std::int64_t> last_heard;    // the receiver of its upstream; outlives the receiver
    std::optional<announcement> announced;     // the first that went beyond what is replayed now
    std::optional<lsn> complete_to;            // what ends here holds no whole record that is not replayed
    std::optional<std::uint32_t> wal_timeline; // received last; outlives the receiver
};

} // namespace borealis::replication
