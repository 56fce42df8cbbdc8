// When did the primary flush a byte of WAL? A bounded history of (LSN, time) pairs, seen from outside on one
// steady clock: no server's clock is read and nothing is written. The idea is that of PostgreSQL's walsender
// (LagTrackerWrite).
#pragma once

#include "replication/lsn.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace borealis::replication {

/// Which history of WAL an LSN belongs to: positions of different origins cannot be compared.
struct wal_origin {
    std::uint64_t system_identifier = 0;
    std::uint32_t timeline = 0;
    std::int64_t postmaster_start = 0; // microseconds since 1970, the server's clock

    friend bool operator==(const wal_origin&, const wal_origin&) = default;
};

class lsn_clock {
  public:
    using time_point = std::chrono::steady_clock::time_point;

    /// When a byte was flushed: after `earliest` (nothing: before the history begins), at `latest` at the
    /// latest.
    struct moment {
        std::optional<time_point> earliest;
        time_point estimate;
        time_point latest;
    };

    /// Room for `capacity` entries, at least 8. At 10 Hz the default holds the last seven minutes of
    /// continuous writes at full resolution, and before that as far back as wanted to about 1 % of the age.
    explicit lsn_clock(std::size_t capacity = 8192) : capacity_(capacity) {}

    /// The primary had flushed up to `flushed` at `at`. Another origin than before or a position behind the
    /// last one begins a new history. Observations older than the last one are ignored.
    void observe(const wal_origin& origin, lsn flushed, time_point at);

    void clear() noexcept;

    /// At least two observations: before that nothing can be said.
    bool ready() const noexcept { return observations_ >= 2; }

    /// Newest position and when it was last confirmed; only while ready().
    lsn newest() const { return history_.back().position; }
    time_point confirmed_at() const { return history_.back().at; }
    const wal_origin& origin() const noexcept { return origin_; }

    /// When the byte that follows `position` was flushed; nothing where it has not been yet.
    std::optional<moment> flushed_after(lsn position) const;

    std::size_t size() const noexcept { return history_.size(); }

  private:
    struct observation {
        lsn position;
        time_point at;
    };

    void thin();

    std::size_t capacity_;
    std::size_t observations_ = 0; // up to 2
    wal_origin origin_;
    // Ascending in both. A position that stayed has two entries, when it was first and last seen, so that the
    // byte that follows an idle time is known to one tick.
    std::vector<observation> history_;
};

} // namespace borealis::replication
