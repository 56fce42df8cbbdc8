// From readings to knowledge. A promoted server goes on returning its last values as a standby, so everything
// that concerns standbys is gated on pg_is_in_recovery().
#include "replication/tracker/observer.hpp"

#include <algorithm>
#include <utility>

namespace borealis::replication {

namespace {

// The most blocks whose images one record carries (XLR_MAX_BLOCK_ID + 1).
constexpr std::int64_t most_blocks_of_a_record = 33;

} // namespace

lsn received(const fast_reading& standby) {
    return std::max(standby.receive.value_or(lsn{}), standby.replay.value_or(lsn{}));
}

void observer::take(const identity_reading& reading) {
    if (!identified_ || reading != seen_.identity) {
        *this = observer();
        seen_.identity = reading;
        identified_ = true;
    }
}

void observer::take(fast_reading reading, const round_trip& trip) {
    // Not the middle of the round trip: on a busy machine that is wrong by ten milliseconds, in which a
    // standby that catches up replays tenths of a second of WAL.
    seen_.at = clock_.observe(reading.server_time, trip.sent, trip.received);
    seen_.round_trip = trip.received - trip.sent;
    seen_.clock_ahead = *clock_.ahead();
    const auto before = std::exchange(seen_.fast, std::move(reading));

    const auto& fast = seen_.fast;
    stands_ = read_ && fast.in_recovery && before.in_recovery && fast.replay == before.replay &&
              received(fast) == received(before);
    read_ = true;
    if (fast.in_recovery) {
        take_upstream_news(before);
    } else {
        seen_.replay.reset();
        seen_.last_heard.reset();
        seen_.announced.reset();
        seen_.complete_to.reset();
        seen_.wal_timeline = fast.timeline;
    }
    record_history();
}

void observer::take_upstream_news(const fast_reading& before) {
    const auto& fast = seen_.fast;
    if (seen_.complete_to != received(fast)) {
        seen_.complete_to.reset();
    }
    if (seen_.announced && fast.replay && seen_.announced->end <= *fast.replay) {
        seen_.announced.reset();
    }
    if (!fast.receiver) {
        return;
    }
    const auto& receiver = *fast.receiver;
    if (receiver.timeline != 0 && std::exchange(seen_.wal_timeline, receiver.timeline) != receiver.timeline) {
        seen_.complete_to.reset();
        seen_.announced.reset();
    }
    if (receiver.last_message_time) {
        seen_.last_heard = receiver.last_message_time;
    }
    // A receiver that has just started shows an old position with the standby's own time: only a position
    // that has grown since came with the upstream's.
    const bool grown = before.receiver && before.receiver->latest_end_lsn && receiver.latest_end_lsn &&
                       *receiver.latest_end_lsn > *before.receiver->latest_end_lsn;
    if (grown && !seen_.announced && receiver.latest_end_time && fast.replay &&
        *receiver.latest_end_lsn > *fast.replay) {
        seen_.announced = announcement{*receiver.latest_end_lsn, *receiver.latest_end_time};
    }
}

void observer::record_history() {
    const auto& fast = seen_.fast;
    const auto position = fast.in_recovery ? std::optional(received(fast)) : fast.flush;
    if (!position || *position == lsn{} || !seen_.wal_timeline) {
        history_.clear();
        return;
    }
    wal_origin origin;
    origin.system_identifier = seen_.identity.system_identifier;
    origin.postmaster_start = seen_.identity.postmaster_start;
    origin.timeline = *seen_.wal_timeline;
    history_.observe(origin, *position, seen_.at);
}

void observer::take(const medium_reading& reading, std::uint64_t own_commits) {
    activity_meter::reading now{reading, seen_.at, {}, own_commits};
    if (!seen_.fast.in_recovery) {
        now.flushed = seen_.fast.flush;
    }
    seen_.activity = meter_.measure(now);
    seen_.medium = reading;
}

// The server flushes whole blocks while a transaction is under way, so that its last record may be there in
// part only, for as long as the transaction rests. Where the startup process waits for more WAL to stream in,
// and has had all there is since the reading before, it has replayed every whole record.
void observer::take(const replay_reading& reading) {
    seen_.replay = reading;
    if (stands_before_a_block_end() && !reading.paused && reading.wait_event == "RecoveryWalStream") {
        seen_.complete_to = received(seen_.fast);
    }
}

void observer::take(const slow_reading& reading) {
    seen_.slow = reading;
}

bool observer::stands_before_a_block_end() const {
    const auto end = received(seen_.fast);
    const auto block = static_cast<std::uint64_t>(seen_.identity.wal_block_size);
    return stands_ && seen_.fast.replay && *seen_.fast.replay < end && end.value % block == 0 &&
           distance(*seen_.fast.replay, end) <= most_blocks_of_a_record * seen_.identity.wal_block_size;
}

bool observer::take_doubt() noexcept {
    if (!stands_before_a_block_end() || seen_.complete_to) {
        return false;
    }
    const auto end = received(seen_.fast);
    return std::exchange(doubted_, end) != end;
}

} // namespace borealis::replication
