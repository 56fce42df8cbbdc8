// The units that CloudWatch knows. Source: CloudWatch API Reference, StandardUnit.
#pragma once

#include <optional>
#include <string_view>

namespace borealis::emulator {

enum class metric_unit : unsigned char {
    seconds,
    microseconds,
    milliseconds,
    bytes,
    kilobytes,
    megabytes,
    gigabytes,
    terabytes,
    bits,
    kilobits,
    megabits,
    gigabits,
    terabits,
    percent,
    count,
    bytes_per_second,
    kilobytes_per_second,
    megabytes_per_second,
    gigabytes_per_second,
    terabytes_per_second,
    bits_per_second,
    kilobits_per_second,
    megabits_per_second,
    gigabits_per_second,
    terabits_per_second,
    count_per_second,
    none,
};

/// As the API spells it: "Bytes/Second".
std::string_view name_of(metric_unit unit) noexcept;

std::optional<metric_unit> parse_metric_unit(std::string_view name) noexcept;

} // namespace borealis::emulator
