// What a tracker did, in numbers that only grow: for those who watch the watcher. Counted on the tracker's
// thread, read from any.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace borealis::replication {

/// Upper bounds, in microseconds, of the buckets of tracker_counters::delays; the last bucket has none.
inline constexpr std::array<std::uint64_t, 10> turn_delay_bounds_us{
    50, 100, 200, 500, 1'000, 2'000, 5'000, 10'000, 20'000, 50'000};

struct tracker_counters {
    std::uint64_t samples = 0;    // fast readings taken
    std::uint64_t late = 0;       // turns on which a server's last answer was still awaited: not asked again
    std::uint64_t skipped = 0;    // turns that passed unused because the tracker itself came too late
    std::uint64_t reconnects = 0; // attempts to connect, but for each server's first
    std::uint64_t failures = 0;   // statements refused, connections refused, lost or cut off
    std::uint64_t clamped = 0;    // negative distances and ages published as 0

    /// How long after their time the turns were taken: turns per bucket (not cumulated).
    std::array<std::uint64_t, turn_delay_bounds_us.size() + 1> delays{};
};

/// The counters themselves.
class counting {
  public:
    void sample() noexcept { add(samples_); }
    void late() noexcept { add(late_); }
    void skipped(std::uint64_t turns) noexcept { add(skipped_, turns); }
    void reconnect() noexcept { add(reconnects_); }
    void failure() noexcept { add(failures_); }
    void clamped(std::uint64_t values) noexcept { add(clamped_, values); }

    void turn(std::chrono::steady_clock::duration delay) noexcept {
        const auto waited = std::chrono::duration_cast<std::chrono::microseconds>(delay).count();
        std::size_t bucket = 0;
        while (bucket < turn_delay_bounds_us.size() &&
               waited > static_cast<std::int64_t>(turn_delay_bounds_us[bucket])) {
            ++bucket;
        }
        add(delays_[bucket]);
    }

    tracker_counters read() const noexcept {
        tracker_counters seen;
        seen.samples = get(samples_);
        seen.late = get(late_);
        seen.skipped = get(skipped_);
        seen.reconnects = get(reconnects_);
        seen.failures = get(failures_);
        seen.clamped = get(clamped_);
        for (std::size_t i = 0; i < delays_.size(); ++i) {
            seen.delays[i] = get(delays_[i]);
        }
        return seen;
    }

  private:
    using counter = std::atomic<std::uint64_t>;

    // One writer: no read-modify-write is needed.
    static void add(counter& to, std::uint64_t more = 1) noexcept {
        to.store(to.load(std::memory_order_relaxed) + more, std::memory_order_relaxed);
    }
    static std::uint64_t get(const counter& from) noexcept { return from.load(std::memory_order_relaxed); }

    counter samples_ = 0, late_ = 0, skipped_ = 0, reconnects_ = 0, failures_ = 0, clamped_ = 0;
    std::array<counter, turn_delay_bounds_us.size() + 1> delays_{};
};

} // namespace borealis::replication
