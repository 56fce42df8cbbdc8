// Readings made by hand, and an observer that takes them at times of a clock that starts at 0. Server clocks
// run `server_ahead` microseconds ahead of it.
#pragma once

#include "replication/tracker/observer.hpp"

#include <chrono>
#include <string>

namespace borealis::replication::testing {

using namespace std::chrono_literals;
using time_point = lsn_clock::time_point;

inline constexpr std::uint64_t system_identifier = 77;
inline constexpr std::int64_t server_ahead = 1'700'000'000'000'000;
inline constexpr std::uint64_t block = 8192;

inline time_point at(std::chrono::steady_clock::duration since_start) {
    return time_point(1h) + since_start;
}

inline std::int64_t server_time(std::chrono::steady_clock::duration since_start) {
    return server_ahead + std::chrono::duration_cast<std::chrono::microseconds>(since_start).count();
}

inline identity_reading identity() {
    identity_reading reading;
    reading.system_identifier = system_identifier;
    reading.postmaster_start = server_ahead - 5'000'000;
    return reading;
}

inline fast_reading primary_at(std::uint64_t flushed, std::uint32_t timeline = 1) {
    fast_reading reading;
    reading.flush = lsn{flushed};
    reading.timeline = timeline;
    return reading;
}

inline fast_reading standby_at(std::uint64_t received, std::uint64_t replayed) {
    fast_reading reading;
    reading.in_recovery = true;
    reading.receive = lsn{received};
    reading.replay = lsn{replayed};
    reading.receiver.emplace();
    reading.receiver->status = "streaming";
    reading.receiver->timeline = 1;
    return reading;
}

inline fast_reading standby_at(std::uint64_t replayed) {
    return standby_at(replayed, replayed);
}

class observed : public observer {
  public:
    observed() { take(identity()); }

    using observer::take;

    /// Read in the middle of a round trip of `trip` that is centred on `when`.
    observed& read(
        fast_reading reading,
        std::chrono::steady_clock::duration when,
        std::chrono::steady_clock::duration trip = 0s
    ) {
        reading.server_time = server_time(when);
        take(std::move(reading), {at(when - trip / 2), at(when + trip / 2)});
        return *this;
    }

    observed& wait_in(std::string wait_event, bool paused = false) {
        replay_reading reading;
        reading.paused = paused;
        reading.wait_event = std::move(wait_event);
        take(reading);
        return *this;
    }
};

} // namespace borealis::replication::testing
