// What a server does, from two readings of its counters. Pure.
#pragma once

#include "replication/tracker/reading.hpp"

#include <chrono>
#include <cstdint>
#include <optional>

namespace borealis::replication {

class activity_meter {
  public:
    struct reading {
        medium_reading counted;
        std::chrono::steady_clock::time_point at;
        std::optional<lsn> flushed; // of a primary; nothing on a standby
        std::uint64_t own_commits; // of the tracker itself on this server, so far: the server counts them too
    };

    /// Rates since the reading before. A counter that went backwards has been reset and gives no rate; on a
    /// standby nothing commits, and its WAL is another server's work.
    activity_sample measure(const reading& now);

    /// The server restarted: the next reading is the first.
    void restart() noexcept {
        before_.reset();
        own_unseen_ = 0;
    }

  private:
    std::optional<reading> before_;
    // A server shows its counters about once a second, in steps: own commits that were not in the last one
    // are in a later one.
    std::int64_t own_unseen_ = 0;
};

} // namespace borealis::replication
