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
};

/// The WAL receiver of a standby, while one runs.
struct receiver_reading {
    std::string status;
    std::uint32_t timeline = 0;
    std::optional<lsn> latest_end_lsn;           // the primary's end of WAL as last heard ...
    std::optional<std::int64_t> latest_end_time; // ... and the primary's clock then
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
    std::vector<slot_sample> slots;
    std::vector<sender_sample> senders;
};

/// Seldom.
struct slow_reading {
    std::uint64_t wal_bytes = 0;
    std::uint64_t database_bytes = 0;
};

/// Everything last known of a server, with the moment of the fast reading on the tracker's clocks.
struct observation {
    identity_reading identity;
    fast_reading fast;
    std::optional<slow_reading> slow;
    std::chrono::steady_clock::time_point at;
    std::chrono::system_clock::time_point wall_time;
};

} // namespace borealis::replication
