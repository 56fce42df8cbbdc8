// The meaning of what was read: how far a standby is behind, and the sample to publish. Pure.
#pragma once

#include "replication/tracker/observer.hpp"
#include "replication/tracker/sample.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace borealis::replication {

/// Lag of the standby behind the primary. Nothing while unknown: the server is no standby, has replayed
/// nothing, belongs to another system or timeline, the primary's history is too young, or the standby has
/// everything known of a primary that has not answered for longer than `silence`.
///
/// A record that the primary has flushed only in part (of a transaction that then pauses) is not behind: no
/// reader could see anything of it, and the bytes of it count as 0, too. Where that is not sure, it is.
///
/// `upstream` is the standby that the server streams from, where that is not the primary itself.
std::optional<lag_sample> lag_behind(
    const observer& primary,
    const observer* upstream,
    const observation& standby,
    std::chrono::steady_clock::duration silence
);

/// Why replay does not go on: "paused", "delayed", "conflict"; empty while it does. Source: PostgreSQL
/// documentation, 28.2.3 "pg_stat_activity", wait events.
std::string held_up_by(const replay_reading& replay);

/// The sample to publish. `wall_ahead`: the system's clock ahead of the steady one. Adds to `clamped` how
/// many values were published as 0 that would have been negative.
server_sample to_sample(
    std::string server_id,
    const observation& seen,
    std::chrono::microseconds wall_ahead,
    std::optional<lag_sample> lag,
    std::uint64_t& clamped
);

} // namespace borealis::replication
