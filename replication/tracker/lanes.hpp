// The statements that the tracker runs, one per lane, and the decoding of their binary rows. A lane is asked
// at its own pace; lanes that are due together share one round trip.
#pragma once

#include "replication/pg/pipeline.hpp"
#include "replication/tracker/reading.hpp"

#include <vector>

namespace borealis::replication {

enum class lane : unsigned char {
    identity, // once per connection
    fast,     // every tick
    replay,   // standbys: why replay does not go on
    medium,   // counters
    slow,     // directory walks
};

/// The prepared statement's name.
const char* name_of(lane which) noexcept;

/// All lanes, to be prepared at connect, for a server of this major version, 13 or newer. Valid on primaries
/// and standbys, for members of pg_monitor. The lane `replay` is for standbys only.
std::vector<pg::prepared_statement> lane_statements(int server_major = 17);

/// Each throws pg_error where the rows are not what the statement promises.
identity_reading decode_identity(const pg::binary_result& rows);
fast_reading decode_fast(const pg::binary_result& rows);
medium_reading decode_medium(const pg::binary_result& rows);
replay_reading decode_replay(const pg::binary_result& rows);
slow_reading decode_slow(const pg::binary_result& rows);

/// What the rows of the lane `fast` say of slots and senders, in place of what was kept before; and its
/// decoding. Both throw pg_error, as above.
void keep_streams(const pg::binary_result& rows, stream_records& kept);
stream_reading decode_streams(const stream_records& kept);

} // namespace borealis::replication
