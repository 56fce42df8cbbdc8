// What the slots of a server retain, and which of its senders serve standbys. Pure.
#pragma once

#include "replication/tracker/reading.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace borealis::replication {

/// WAL that the slot furthest behind retains, in bytes; nothing without a slot that holds a position. Lost
/// and never used slots hold none. Adds 1 to `clamped` for each slot that was ahead (the standby confirmed
/// more while the slots were read); its distance is 0.
std::optional<std::int64_t>
oldest_slot_lag(const std::vector<slot_sample>& slots, lsn flushed, std::uint64_t& clamped);

/// Senders that stream to a standby or help it catch up. Backups under way and tools that copy servers are
/// none; nor is who is not known yet from the medium lane.
std::vector<sender_sample> standby_senders(const observation& seen);

} // namespace borealis::replication
