// Round numbers and round times.
#include "emulator/cloudwatch/widget/scale.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace borealis::emulator {

namespace {

constexpr timestamp_ms second = 1000;
constexpr timestamp_ms minute = 60 * second;
constexpr timestamp_ms hour = 60 * minute;
constexpr timestamp_ms day = 24 * hour;

/// 1, 2 or 5 times a power of ten, not below.
double round_up(double step) {
    const double power = std::pow(10, std::floor(std::log10(step)));
    for (const double factor : {1.0, 2.0, 5.0})
        if (factor * power >= step * 0.999)
            return factor * power;
    return 10 * power;
}

timestamp_ms time_step(timestamp_ms range, int most) {
    constexpr std::array steps{second,     5 * second, 10 * second, 15 * second, 30 * second, minute,
                               2 * minute, 5 * minute, 10 * minute, 15 * minute, 30 * minute, hour,
                               2 * hour,   3 * hour,   6 * hour,    12 * hour,   day,         2 * day,
                               7 * day,    14 * day,   30 * day,    90 * day};
    for (const auto step : steps)
        if (range / step < most)
            return step;
    return (range / std::max(most, 1) / day + 1) * day;
}

std::string time_text(timestamp_ms local, timestamp_ms step) {
    const auto parts = fmt::gmtime(static_cast<std::time_t>(local / second));
    if (local % day == 0)
        return fmt::format("{:%m/%d}", parts);
    return step < minute ? fmt::format("{:%H:%M:%S}", parts) : fmt::format("{:%H:%M}", parts);
}

} // namespace

value_range round_range(double least, double most, bool from_zero) {
    if (from_zero || (least > 0 && least < most / 2) || least == most)
        least = std::min(least, 0.0);
    if (from_zero || (most < 0 && most > least / 2) || least == most)
        most = std::max(most, 0.0);
    if (least == most) // all values are 0
        return {0, 1};
    const double step = round_up((most - least) / 5);
    const value_range rounded{std::floor(least / step) * step, std::ceil(most / step) * step};
    // Far from 0 there may be no number between the two.
    return rounded.least < rounded.most ? rounded : value_range{least, most};
}

std::vector<double> value_ticks(const value_range& range, int wanted) {
    const double step = round_up((range.most - range.least) / std::max(wanted, 1));
    const double first = std::ceil(range.least / step - 1e-9);
    std::vector<double> ticks;
    for (int i = 0; i <= 2 * wanted; ++i) {
        const double tick = (first + i) * step;
        if (tick > range.most + step * 1e-9)
            break;
        ticks.push_back(tick == 0 ? 0 : tick); // no -0
    }
    return ticks;
}

std::string value_text(double value, double step) {
    constexpr std::array<std::pair<double, const char*>, 6> suffixes{
        {{1e18, "E"}, {1e15, "P"}, {1e12, "T"}, {1e9, "G"}, {1e6, "M"}, {1e3, "k"}}};
    const double size = std::abs(value);
    if (size >= 1e21 || (size > 0 && size < 1e-4 && step == 0))
        return fmt::format("{:.3g}", value);
    double unit = 1;
    const char* suffix = "";
    for (const auto& [from, name] : suffixes)
        if (size >= from) {
            unit = from;
            suffix = name;
            break;
        }
    const double shown = value / unit;
    if (step == 0)
        return std::abs(shown) >= 100 ? fmt::format("{:.0f}{}", shown, suffix)
                                      : fmt::format("{:.3g}{}", shown, suffix);
    const auto digits = std::clamp(static_cast<int>(std::ceil(-std::log10(step / unit) - 1e-9)), 0, 9);
    return fmt::format("{:.{}f}{}", shown, digits, suffix);
}

std::vector<time_tick> time_ticks(timestamp_ms start, timestamp_ms end, int minutes_ahead, int most) {
    const auto ahead = minutes_ahead * minute;
    const auto step = time_step(end - start, most);
    std::vector<time_tick> ticks;
    for (auto local = (start + ahead + step - 1) / step * step; local - ahead < end; local += step)
        ticks.push_back({local - ahead, time_text(local, step)});
    return ticks;
}

} // namespace borealis::emulator
