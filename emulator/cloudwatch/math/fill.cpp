// Filling gaps.
#include "emulator/cloudwatch/math/fill.hpp"

#include <algorithm>
#include <functional>
#include <optional>

namespace borealis::emulator::math {

namespace {

// What stands in for a missing point: `before` and `after` are the real points around it, null where none is.
using filler = std::function<std::optional<double>(std::int64_t at, const point* before, const point* after)>;

time_series fill(const time_series& of, const std::vector<std::int64_t>& times, const filler& value_at) {
    time_series result{of.source, of.period_seconds, {}};
    auto next = of.points.begin();
    const auto before = [&] { return next == of.points.begin() ? nullptr : &*std::prev(next); };
    for (const auto at : times) {
        while (next != of.points.end() && next->at <= at)
            result.points.push_back(*next++);
        if (before() && before()->at == at)
            continue;
        const auto* after = next == of.points.end() ? nullptr : &*next;
        if (const auto value = value_at(at, before(), after))
            result.points.push_back({at, *value});
    }
    result.points.insert(result.points.end(), next, of.points.end());
    return result;
}

} // namespace

std::vector<std::int64_t> time_grid::times() const {
    constexpr std::int64_t most = 100'800; // as many as a request may return
    if ((end_ms - start_ms) / 1000 / period_seconds > most)
        throw expression_error("The time range has too many periods to fill");
    std::vector<std::int64_t> found;
    for (auto at = start_ms; at < end_ms; at += period_seconds * 1000)
        found.push_back(at);
    return found;
}

time_series fill_with(const time_series& of, double value, const time_grid& grid) {
    return fill(of, grid.times(), [&](auto, auto, auto) { return std::optional(value); });
}

time_series fill_with(const time_series& of, const time_series& filler) {
    std::vector<std::int64_t> times;
    for (const auto& each : filler.points)
        times.push_back(each.at);
    auto from = filler.points.begin();
    return fill(of, times, [&](std::int64_t at, auto, auto) {
        from = std::find_if(from, filler.points.end(), [&](const point& each) { return each.at == at; });
        return std::optional(from->value);
    });
}

time_series fill_repeating(const time_series& of, const time_grid& grid) {
    return fill(of, grid.times(), [](auto, const point* before, auto) {
        return before ? std::optional(before->value) : std::nullopt;
    });
}

time_series fill_linear(const time_series& of, const time_grid& grid) {
    const auto on_line = [](std::int64_t at, const point* before, const point* after) {
        if (!before || !after)
            return std::optional<double>();
        const auto share = static_cast<double>(at - before->at) / static_cast<double>(after->at - before->at);
        return std::optional(before->value + (after->value - before->value) * share);
    };
    return fill(of, grid.times(), on_line);
}

time_series constant_series(double value, const time_grid& grid) {
    return fill_with(time_series{"", grid.period_seconds, {}}, value, grid);
}

} // namespace borealis::emulator::math
