// The resolutions that metrics are kept in, and for how long.
// Source: CloudWatch User Guide, "Metrics retention".
#pragma once

#include "emulator/clock.hpp"

#include <array>
#include <chrono>
#include <cstddef>

namespace borealis::emulator {

enum class metric_level : unsigned char { seconds, minutes, five_minutes, hours };

struct level_shape {
    std::int64_t bucket_ms;
    std::int64_t buckets_per_window; // a window is what is written and read at once
    std::chrono::hours retention;

    constexpr std::int64_t window_ms() const { return bucket_ms * buckets_per_window; }
};

constexpr std::int64_t ms_per_second = 1000;
constexpr std::int64_t ms_per_minute = 60 * ms_per_second;
constexpr std::int64_t ms_per_hour = 60 * ms_per_minute;

constexpr std::array<level_shape, 4> shapes{{
    {ms_per_second, 60, std::chrono::hours(3)},
    {ms_per_minute, 60, std::chrono::hours(15 * 24)},
    {5 * ms_per_minute, 144, std::chrono::hours(63 * 24)},
    {ms_per_hour, 120, std::chrono::hours(455 * 24)},
}};

constexpr const level_shape& shape_of(metric_level level) {
    return shapes[static_cast<std::size_t>(level)];
}

constexpr std::int64_t floor_divide(std::int64_t value, std::int64_t by) {
    return value / by - (value % by < 0 ? 1 : 0);
}

constexpr std::int64_t ceiling_divide(std::int64_t value, std::int64_t by) {
    return -floor_divide(-value, by);
}

} // namespace borealis::emulator
