// Interpretation of readings. A promoted server goes on returning its last values as a standby, so everything
// that concerns standbys is gated on pg_is_in_recovery(); and a cut link shows receive = replay, so replay is
// compared with the primary's own position only.
#include "replication/tracker/lag.hpp"

#include <algorithm>
#include <limits>

namespace borealis::replication {

namespace {

using seconds = std::chrono::duration<double>;

double age(lsn_clock::time_point from, lsn_clock::time_point to) {
    return std::max(0.0, seconds(to - from).count());
}

bool comparable(const wal_origin& primary, const observation& standby) {
    const auto& receiver = standby.fast.receiver;
    return primary.system_identifier == standby.identity.system_identifier &&
           (!receiver || receiver->timeline == 0 || receiver->timeline == primary.timeline);
}

// What a standby has of the WAL. Before its first streaming, receive is unknown; after a reconnect it may
// start at the segment's beginning again.
lsn received(const fast_reading& standby) {
    return std::max(standby.receive.value_or(lsn{}), standby.replay.value_or(lsn{}));
}

} // namespace

std::optional<lag_sample> lag_behind(
    const lsn_clock& primary, const observation& standby, std::chrono::steady_clock::duration silence
) {
    const auto& fast = standby.fast;
    if (!fast.in_recovery || !fast.replay || !primary.ready() || !comparable(primary.origin(), standby)) {
        return std::nullopt;
    }
    lag_sample lag;
    lag.receiving = fast.receiver && fast.receiver->status == "streaming";
    const auto flushed = primary.flushed_after(*fast.replay);
    if (!flushed) {
        if (standby.at - primary.confirmed_at() > silence) {
            return std::nullopt;
        }
        return lag;
    }
    lag.bytes = distance(*fast.replay, primary.newest());
    lag.seconds = age(flushed->estimate, standby.at);
    lag.min_seconds = age(flushed->latest, standby.at);
    lag.max_seconds =
        flushed->earliest ? age(*flushed->earliest, standby.at) : std::numeric_limits<double>::infinity();
    return lag;
}

std::optional<std::int64_t> oldest_slot_lag(const std::vector<slot_sample>& slots, lsn flushed) {
    std::optional<std::int64_t> furthest;
    for (const auto& slot : slots) {
        if (slot.restart_lsn && slot.wal_status != "lost") {
            const auto retained = std::max<std::int64_t>(0, distance(*slot.restart_lsn, flushed));
            furthest = std::max(furthest.value_or(0), retained);
        }
    }
    return furthest;
}

server_sample to_sample(std::string server_id, const observation& seen, std::optional<lag_sample> lag) {
    const auto& fast = seen.fast;
    server_sample sample;
    sample.server_id = std::move(server_id);
    sample.at = seen.wall_time;
    sample.in_recovery = fast.in_recovery;
    if (fast.in_recovery) {
        sample.flush_lsn = received(fast);
        sample.replay_lsn = fast.replay;
        if (fast.last_replayed_commit) {
            sample.seconds_since_last_replayed_commit =
                static_cast<double>(fast.server_time - *fast.last_replayed_commit) / 1e6;
        }
    } else {
        sample.flush_lsn = fast.flush.value_or(lsn{});
    }
    sample.lag = lag;
    sample.slots = fast.slots;
    sample.senders = fast.senders;
    sample.oldest_slot_lag_bytes = oldest_slot_lag(fast.slots, sample.flush_lsn);
    if (seen.slow) {
        sample.wal_bytes = seen.slow->wal_bytes;
        sample.database_bytes = seen.slow->database_bytes;
    }
    return sample;
}

} // namespace borealis::replication
