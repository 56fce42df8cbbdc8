// Period rules and rounding of the start time.
#include "emulator/cloudwatch/request_time.hpp"

#include <algorithm>
#include <array>

namespace borealis::emulator {

namespace {

constexpr std::array<std::int64_t, 5> short_periods{1, 5, 10, 20, 30};
constexpr timestamp_ms day = 24 * 60 * 60 * timestamp_ms{1000};

timestamp_ms granularity_seconds(timestamp_ms age, std::int64_t period_seconds) {
    if (age >= 63 * day)
        return 3600;
    if (age >= 15 * day)
        return 300;
    return std::min<std::int64_t>(period_seconds, 60);
}

} // namespace

bool is_valid_period(std::int64_t seconds) {
    const bool is_short =
        std::find(short_periods.begin(), short_periods.end(), seconds) != short_periods.end();
    return is_short || (seconds > 0 && seconds % 60 == 0);
}

timestamp_ms round_start(timestamp_ms start, std::int64_t period_seconds, timestamp_ms now) {
    const auto step = granularity_seconds(now - start, period_seconds) * 1000;
    const auto past = start % step;
    return start - (past < 0 ? past + step : past);
}

} // namespace borealis::emulator
