// Differences of counters, and what they mean per second, per commit and per block.
#include "replication/tracker/activity.hpp"

#include <algorithm>
#include <utility>

namespace borealis::replication {

namespace {

constexpr double seconds_per_millisecond = 1e-3;

template <typename T>
std::optional<T> grown(const std::optional<T>& before, const std::optional<T>& now) {
    if (!before || !now || *now < *before) {
        return std::nullopt;
    }
    return *now - *before;
}

template <typename T>
std::optional<T> grown(T before, T now) {
    return grown(std::optional(before), std::optional(now));
}

std::optional<double> per(std::optional<std::int64_t> count, double seconds) {
    return count ? std::optional(static_cast<double>(*count) / seconds) : std::nullopt;
}

// Of a thing that took `milliseconds` in `count` pieces. Nothing takes no time: it was not timed.
std::optional<double> each(std::optional<double> milliseconds, std::optional<std::int64_t> count) {
    if (!milliseconds || *milliseconds <= 0 || !count || *count <= 0) {
        return std::nullopt;
    }
    return *milliseconds * seconds_per_millisecond / static_cast<double>(*count);
}

} // namespace

activity_sample activity_meter::measure(const reading& now) {
    activity_sample sample;
    sample.client_connections = now.counted.client_connections;
    sample.transaction_id_age = now.counted.transaction_id_age;
    const auto before = std::exchange(before_, now);
    const auto seconds = before ? std::chrono::duration<double>(now.at - before->at).count() : 0.0;
    if (seconds <= 0) {
        return sample;
    }
    const auto& then = before->counted;
    const auto& here = now.counted;
    const auto hits = grown(then.block_hits, here.block_hits);
    const auto misses = grown(then.block_misses, here.block_misses);
    if (hits && misses && *hits + *misses > 0) {
        sample.buffer_hit_ratio = static_cast<double>(*hits) / static_cast<double>(*hits + *misses);
    }
    sample.read_seconds = each(grown(then.read_time, here.read_time), grown(then.reads, here.reads));
    sample.write_seconds = each(grown(then.write_time, here.write_time), grown(then.writes, here.writes));
    if (!now.flushed) {
        return sample;
    }
    own_unseen_ += static_cast<std::int64_t>(now.own_commits - before->own_commits);
    auto commits = grown(then.commits, here.commits);
    if (commits) {
        const auto own = std::min(own_unseen_, *commits);
        own_unseen_ -= own;
        *commits -= own;
    } else {
        own_unseen_ = 0;
    }
    sample.commits_per_second = per(commits, seconds);
    sample.rollbacks_per_second = per(grown(then.rollbacks, here.rollbacks), seconds);
    sample.deadlocks_per_second = per(grown(then.deadlocks, here.deadlocks), seconds);
    sample.commit_seconds = each(grown(then.wal_time, here.wal_time), commits);
    if (before->flushed && *now.flushed >= *before->flushed) {
        sample.wal_bytes_per_second = static_cast<double>(distance(*before->flushed, *now.flushed)) / seconds;
    }
    return sample;
}

} // namespace borealis::replication
