// The meaning of what was read: how far a standby is behind, how much WAL slots retain. Pure.
#pragma once

#include "replication/tracker/lsn_clock.hpp"
#include "replication/tracker/reading.hpp"
#include "replication/tracker/sample.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace borealis::replication {

/// Lag of the standby behind the primary of that history. Nothing while unknown: the server is no standby,
/// has replayed nothing, belongs to another system or timeline, the history is too young, or the standby has
/// everything known of a primary that has not answered for longer than `silence`.
///
/// A record that the primary has flushed only in part (a big one of a transaction that then pauses) counts as
/// not replayed, for nobody outside can tell; the server completes it within 15 s by itself
/// (LOG_SNAPSHOT_INTERVAL_MS).
std::optional<lag_sample>
lag_behind(const lsn_clock& primary, const observation& standby, std::chrono::steady_clock::duration silence);

/// WAL that the slot furthest behind retains, in bytes; nothing without a slot that holds a position. Lost
/// and never used slots hold none.
std::optional<std::int64_t> oldest_slot_lag(const std::vector<slot_sample>& slots, lsn flushed);

/// The sample to publish.
server_sample to_sample(std::string server_id, const observation& seen, std::optional<lag_sample> lag);

} // namespace borealis::replication
