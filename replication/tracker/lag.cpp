// Interpretation of readings. A cut link shows receive = replay, so replay is compared with the primary's own
// position only.
#include "replication/tracker/lag.hpp"

#include "replication/tracker/slots.hpp"

#include <algorithm>
#include <limits>

namespace borealis::replication {

namespace {

using seconds = std::chrono::duration<double>;
using time_point = lsn_clock::time_point;

constexpr double infinite = std::numeric_limits<double>::infinity();

double age(time_point from, time_point to) {
    return std::max(0.0, seconds(to - from).count());
}

bool comparable(const wal_origin& history, const observation& standby) {
    const auto timeline = standby.fast.receiver ? standby.fast.receiver->timeline : 0;
    return history.system_identifier == standby.identity.system_identifier &&
           (timeline == 0 || timeline == history.timeline);
}

// Whether the history can be asked: it is of the standby's WAL, and not too young.
bool answers(const lsn_clock& history, const observation& standby) {
    return history.ready() && comparable(history.origin(), standby);
}

bool has_every_record_of(const lsn_clock& history, const observation& standby) {
    return standby.complete_to && *standby.complete_to >= history.newest();
}

// Age of the first byte after the position; 0 where there is none.
double age_of_next(const lsn_clock& history, lsn position, time_point now) {
    const auto flushed = history.flushed_after(position);
    return flushed ? age(flushed->estimate, now) : 0.0;
}

// What the standby says of the primary narrows the time at which it flushed the next byte to replay: that was
// after the commit that was replayed last, and before the primary announced a position beyond it. Times that
// contradict the history prove nothing.
void narrow(
    lsn_clock::moment& flushed, const observer& primary, bool streams_from_primary, const observation& standby
) {
    const auto& clock = primary.clock();
    if (const auto commit = standby.fast.last_replayed_commit) {
        const auto taken = clock.when(*commit, standby.at);
        if (taken && taken->latest <= flushed.latest &&
            (!flushed.earliest || taken->earliest > *flushed.earliest)) {
            flushed.earliest = taken->earliest;
        }
    }
    if (standby.announced && streams_from_primary) {
        const auto told = clock.when(standby.announced->time, standby.at);
        if (told && told->latest < flushed.latest &&
            (!flushed.earliest || told->latest >= *flushed.earliest)) {
            flushed.latest = told->latest;
        }
    }
    flushed.estimate = std::min(flushed.estimate, flushed.latest);
    if (flushed.earliest) {
        flushed.estimate = std::max(flushed.estimate, *flushed.earliest);
    }
}

void add_parts(
    lag_sample& lag, const lsn_clock& primary, const observer* upstream, const observation& standby
) {
    const auto flushed = received(standby.fast);
    auto written = flushed;
    if (standby.fast.receiver && standby.fast.receiver->written) {
        written = std::max(written, *standby.fast.receiver->written);
    }
    lag.write_seconds = age_of_next(primary, written, standby.at);
    lag.flush_seconds = age_of_next(primary, flushed, standby.at);
    if (upstream != nullptr && answers(upstream->history(), standby)) {
        const auto& passed_on = upstream->history();
        lag.upstream_seconds = has_every_record_of(passed_on, standby)
                                   ? 0.0
                                   : age_of_next(passed_on, *standby.fast.replay, standby.at);
    }
}

// Not below 0: clocks that were set back.
double elapsed(std::int64_t from, std::int64_t to, std::uint64_t& clamped) {
    if (to < from) {
        ++clamped;
        return 0;
    }
    return static_cast<double>(to - from) / 1e6;
}

} // namespace

std::optional<lag_sample> lag_behind(
    const observer& primary,
    const observer* upstream,
    const observation& standby,
    std::chrono::steady_clock::duration silence
) {
    const auto& fast = standby.fast;
    const auto& history = primary.history();
    if (!fast.in_recovery || !fast.replay || !answers(history, standby)) {
        return std::nullopt;
    }
    lag_sample lag;
    lag.receiving = fast.receiver && fast.receiver->status == "streaming";
    if (standby.replay) {
        lag.held_up_by = held_up_by(*standby.replay);
    }
    add_parts(lag, history, upstream, standby);
    auto flushed = history.flushed_after(*fast.replay);
    if (!flushed || has_every_record_of(history, standby)) {
        if (standby.at - history.confirmed_at() > silence) {
            return std::nullopt;
        }
        return lag;
    }
    narrow(*flushed, primary, upstream == nullptr, standby);
    lag.bytes = distance(*fast.replay, history.newest());
    lag.seconds = age(flushed->estimate, standby.at);
    lag.min_seconds = age(flushed->latest, standby.at);
    lag.max_seconds = flushed->earliest ? age(*flushed->earliest, standby.at) : infinite;
    return lag;
}

std::string held_up_by(const replay_reading& replay) {
    if (replay.paused) {
        return "paused";
    }
    if (replay.wait_event == "RecoveryApplyDelay") {
        return "delayed";
    }
    const bool conflict = replay.wait_event.starts_with("RecoveryConflict") ||
                          replay.wait_event_type == "Lock" || replay.wait_event_type == "BufferPin";
    return conflict ? "conflict" : "";
}

server_sample to_sample(
    std::string server_id,
    const observation& seen,
    std::chrono::microseconds wall_ahead,
    std::optional<lag_sample> lag,
    std::uint64_t& clamped
) {
    const auto& fast = seen.fast;
    server_sample sample;
    sample.server_id = std::move(server_id);
    sample.at = std::chrono::system_clock::time_point(seen.at.time_since_epoch() + wall_ahead);
    sample.in_recovery = fast.in_recovery;
    if (fast.in_recovery) {
        sample.flush_lsn = received(fast);
        sample.replay_lsn = fast.replay;
        if (fast.last_replayed_commit) {
            sample.seconds_since_last_replayed_commit =
                elapsed(*fast.last_replayed_commit, fast.server_time, clamped);
        }
        if (seen.last_heard) {
            sample.receiver_silence_seconds = elapsed(*seen.last_heard, fast.server_time, clamped);
        }
    } else {
        sample.flush_lsn = fast.flush.value_or(lsn{});
    }
    sample.lag = std::move(lag);
    sample.slots = seen.streams.slots;
    sample.senders = standby_senders(seen);
    sample.oldest_slot_lag_bytes = oldest_slot_lag(seen.streams.slots, sample.flush_lsn, clamped);
    sample.clock_offset_seconds = seconds(std::chrono::microseconds(seen.clock_ahead) - wall_ahead).count();
    sample.round_trip_seconds = seconds(seen.round_trip).count();
    if (seen.activity) {
        sample.activity = seen.activity;
        sample.activity->uptime_seconds = elapsed(seen.identity.postmaster_start, fast.server_time, clamped);
    }
    if (seen.slow) {
        sample.wal_bytes = seen.slow->wal_bytes;
        sample.database_bytes = seen.slow->database_bytes;
        sample.slot_bytes = seen.slow->slot_bytes;
        if (seen.slow->checkpoint_time) {
            sample.checkpoint_age_seconds = elapsed(*seen.slow->checkpoint_time, fast.server_time, clamped);
        }
    }
    return sample;
}

} // namespace borealis::replication
