// What is known of one server, from what its lanes read one after the other. Pure: the probe brings the
// readings and their times.
#pragma once

#include "replication/tracker/activity.hpp"
#include "replication/tracker/lsn_clock.hpp"
#include "replication/tracker/reading.hpp"
#include "replication/tracker/server_clock.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <utility>

namespace borealis::replication {

class observer {
  public:
    using time_point = std::chrono::steady_clock::time_point;

    /// When the question left and its answer was there.
    struct round_trip {
        time_point sent;
        time_point received;
    };

    /// Another server, or the same one restarted, makes everything else unknown.
    void take(const identity_reading& reading);

    /// Needs an identity, as do the others.
    void take(fast_reading reading, const round_trip& trip);

    /// Of the rows of the newest fast reading.
    void take(stream_reading reading) { seen_.streams = std::move(reading); }

    /// `own_commits`: transactions that the tracker has ended on this server so far.
    void take(const medium_reading& reading, std::uint64_t own_commits);

    /// Taken after the newest fast reading, in the same batch.
    void take(const replay_reading& reading);
    void take(const slow_reading& reading);

    /// Nothing before the first fast reading.
    const observation* latest() const noexcept { return read_ ? &seen_ : nullptr; }

    /// Positions that a primary has flushed, or that a standby has received.
    const lsn_clock& history() const noexcept { return history_; }

    const server_clock& clock() const noexcept { return clock_; }

    /// Replay stands still before the end of what was received, which might be the first part of a record
    /// whose rest is still to come: a reading of the lane `replay` would tell. Asked once for each position.
    bool take_doubt() noexcept;

  private:
    void take_upstream_news(const fast_reading& before);
    void record_history();
    bool stands_before_a_block_end() const;

    observation seen_;
    bool identified_ = false;
    bool read_ = false;
    bool stands_ = false; // replayed and received as in the reading before
    std::optional<lsn> doubted_;
    lsn_clock history_;
    server_clock clock_;
    activity_meter meter_;
};

/// What a standby has of the WAL. Before its first streaming, receive is unknown; after a reconnect it may
/// start at the segment's beginning again.
lsn received(const fast_reading& standby);

} // namespace borealis::replication
