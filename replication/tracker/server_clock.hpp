// How far a server's clock is ahead of the tracker's steady clock: from readings of it, each of which was
// taken at some time between a question and its answer. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace borealis::replication {

class server_clock {
  public:
    using time_point = std::chrono::steady_clock::time_point;
    using duration = std::chrono::steady_clock::duration;

    /// The server's clock, in microseconds since 1970, was read between the two. A reading that no steady
    /// clock could have given after the ones before means that the server's clock was set: what was known is
    /// forgotten. Returns when it was read as the least disturbed reading tells, which for a round trip that
    /// was held up is far more exact than its middle; never outside of the two.
    time_point observe(std::int64_t server_time, time_point sent, time_point received);

    void clear() noexcept { best_.reset(); }

    /// Between these two the server's clock showed the time, as far as the least disturbed reading tells;
    /// nothing before the first reading, or for a time before the clock was set.
    struct span {
        time_point earliest;
        time_point latest;
    };
    std::optional<span> when(std::int64_t server_time, time_point now) const;

    /// Microseconds since 1970 minus the steady clock's own count, at the least disturbed reading; nothing
    /// before the first.
    std::optional<std::int64_t> ahead() const;

  private:
    struct reading {
        std::int64_t ahead; // at the middle of the round trip
        duration error;     // half the round trip
        time_point at;
    };

    static duration doubt(const reading& seen, time_point now);

    std::optional<reading> best_;
    std::optional<std::int64_t> valid_since_; // server time at which the clock was last seen to be set
};

} // namespace borealis::replication
