// How far replicas are behind: of an RDS instance, of an Aurora read replica cluster, of an Aurora reader.
#include "emulator/cloudwatch/publication/subject.hpp"

#include <algorithm>

namespace borealis::emulator {

namespace {

/// A lag that was streaming within this time goes on growing when its connection is cut.
constexpr timestamp_ms lag_outlives_receiver_ms = 60'000;

/// One tick of the tracker: it does not tell less from nothing. Without this, the server's own housekeeping
/// would keep the average of an idle, caught-up pair a hair above 0, and who waits for 0 would wait forever.
constexpr double one_tick_seconds = 0.1;

/// A standby that has streamed and lost its connection falls behind, which is when its lag matters most. One
/// that has not streamed yet has none.
bool has_streamed(const subject& of, const metric_sink& to, published metric) {
    return of.sample.lag && (of.sample.lag->receiving || to.told_within(metric, lag_outlives_receiver_ms));
}

/// AWS: "the lag when replicating updates from the primary RDS PostgreSQL instance to other nodes in the
/// cluster". Its formula climbs on an idle source; ours reaches 0 when the replica has everything and stays
/// there, which is what one waits for before promotion. Ends with promotion.
std::optional<double> migration_lag(const subject& of, const metric_sink& to) {
    if (!of.cluster || !of.cluster->is_replica() || !of.sample.in_recovery ||
        !has_streamed(of, to, published::migration_lag))
        return std::nullopt;
    if (of.lag_as_aws_computes_it)
        return of.sample.seconds_since_last_replayed_commit;
    const auto& lag = *of.sample.lag;
    const bool caught_up = lag.bytes == 0 || lag.seconds < one_tick_seconds;
    return caught_up ? 0.0 : lag.seconds;
}

/// RDS User Guide, "Monitoring read replication": SELECT extract(epoch from now() -
/// pg_last_xact_replay_timestamp()). Climbs while the source commits nothing. No point before the first
/// replayed commit.
std::optional<double> replica_lag(const subject& of) {
    if (of.aurora() || !of.instance.is_read_replica() || !of.sample.in_recovery)
        return std::nullopt;
    const auto seconds = of.sample.seconds_since_last_replayed_commit;
    return seconds ? std::optional(std::max(*seconds, 0.0)) : std::nullopt;
}

} // namespace

/// AWS: "the amount of lag when replicating updates from the primary instance". In a read replica cluster
/// the primary is a standby itself, and what its source is ahead of both does not count.
std::optional<double> reader_lag(const subject& of, const metric_sink& to) {
    if (!of.reader() || !of.sample.in_recovery || !has_streamed(of, to, published::reader_lag))
        return std::nullopt;
    const auto& lag = *of.sample.lag;
    if (of.cluster->is_replica())
        return milliseconds(lag.upstream_seconds);
    return milliseconds(lag.bytes == 0 ? 0.0 : lag.seconds);
}

void publish_replica_lags(const subject& of, metric_sink& to) {
    to.add(published::migration_lag, migration_lag(of, to));
    to.add(published::replica_lag, replica_lag(of));
    to.add(published::reader_lag, reader_lag(of, to));
    if (of.reader_lags.empty())
        return;
    const auto [least, most] = std::minmax_element(of.reader_lags.begin(), of.reader_lags.end());
    to.add(published::reader_lag_maximum, *most);
    to.add(published::reader_lag_minimum, *least);
}

} // namespace borealis::emulator
