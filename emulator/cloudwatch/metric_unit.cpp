// Names of the units, in the order of the enumeration.
#include "emulator/cloudwatch/metric_unit.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace borealis::emulator {

namespace {

constexpr std::array<std::string_view, 27> names{
    "Seconds",
    "Microseconds",
    "Milliseconds",
    "Bytes",
    "Kilobytes",
    "Megabytes",
    "Gigabytes",
    "Terabytes",
    "Bits",
    "Kilobits",
    "Megabits",
    "Gigabits",
    "Terabits",
    "Percent",
    "Count",
    "Bytes/Second",
    "Kilobytes/Second",
    "Megabytes/Second",
    "Gigabytes/Second",
    "Terabytes/Second",
    "Bits/Second",
    "Kilobits/Second",
    "Megabits/Second",
    "Gigabits/Second",
    "Terabits/Second",
    "Count/Second",
    "None",
};
static_assert(names.size() == static_cast<std::size_t>(metric_unit::none) + 1);

} // namespace

std::string_view name_of(metric_unit unit) noexcept {
    return names[static_cast<std::size_t>(unit)];
}

std::optional<metric_unit> parse_metric_unit(std::string_view name) noexcept {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end())
        return std::nullopt;
    return static_cast<metric_unit>(found - names.begin());
}

} // namespace borealis::emulator
