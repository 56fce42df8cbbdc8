// What the tracker knows better than AWS's metrics can say, in a namespace of our own: lags in milliseconds,
// positions in the write-ahead log and distances of slots in bytes.
#include "emulator/cloudwatch/publication/subject.hpp"

#include <algorithm>

namespace borealis::emulator {

namespace {

void publish_lag(const replication::lag_sample& lag, metric_sink& to) {
    // Age of the oldest WAL byte that the primary has flushed and this standby has not replayed, and the
    // bounds of that estimate. Without an upper bound LagMax is absent: the metric_sink takes no infinity.
    to.add(published::precise_lag, milliseconds(lag.seconds));
    to.add(published::precise_lag_minimum, milliseconds(lag.min_seconds));
    to.add(published::precise_lag_maximum, milliseconds(lag.max_seconds));
    to.add(published::write_lag, milliseconds(lag.write_seconds));
    to.add(published::flush_lag, milliseconds(lag.flush_seconds));
    to.add(published::upstream_lag, milliseconds(lag.upstream_seconds));
    // Why replay does not go on, as 0 or 1 each, so that an alarm can tell a fault from an intention.
    to.add(published::replay_paused, lag.held_up_by == "paused" ? 1 : 0);
    to.add(published::replay_delayed, lag.held_up_by == "delayed" ? 1 : 0);
    to.add(published::replay_conflict, lag.held_up_by == "conflict" ? 1 : 0);
}

/// As a number of bytes, which a double holds exactly below 2^53. 0 is PostgreSQL's "no position".
std::optional<double> position(const std::optional<replication::lsn>& at) {
    return at && at->value != 0 ? std::optional(static_cast<double>(at->value)) : std::nullopt;
}

} // namespace

void publish_precise(const subject& of, metric_sink& to) {
    const auto& sample = of.sample;
    if (sample.in_recovery && sample.lag)
        publish_lag(*sample.lag, to);
    if (sample.in_recovery)
        to.add(published::receiver_silence, milliseconds(sample.receiver_silence_seconds));
    to.add(published::clock_offset, milliseconds(sample.clock_offset_seconds));
    to.add(published::sample_round_trip, milliseconds(sample.round_trip_seconds));
    to.add(published::flush_position, position(sample.flush_lsn));
    if (sample.in_recovery)
        to.add(published::replay_position, position(sample.replay_lsn));
}

void publish_slot(const subject& of, const replication::slot_sample& slot, metric_sink& to) {
    const auto flushed = of.sample.flush_lsn;
    if (slot.restart_lsn && flushed.value != 0) {
        const auto bytes = replication::distance(*slot.restart_lsn, flushed);
        to.add(published::slot_lag, static_cast<double>(std::max<std::int64_t>(bytes, 0)));
    }
    to.add(published::slot_active, slot.active ? 1 : 0);
}

} // namespace borealis::emulator
