// What the tracker knows better than AWS's metrics can say, in a namespace of our own, in milliseconds.
#include "emulator/cloudwatch/publication/subject.hpp"

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

} // namespace

void publish_precise(const subject& of, metric_sink& to) {
    const auto& sample = of.sample;
    if (sample.in_recovery && sample.lag)
        publish_lag(*sample.lag, to);
    if (sample.in_recovery)
        to.add(published::receiver_silence, milliseconds(sample.receiver_silence_seconds));
    to.add(published::clock_offset, milliseconds(sample.clock_offset_seconds));
    to.add(published::sample_round_trip, milliseconds(sample.round_trip_seconds));
}

} // namespace borealis::emulator
