// How one record of a series is kept in memory: as the difference to the record before it, in 1 to 50 bytes.
//
// Most series stand still most of the time: an unchanged value one period later takes one byte. A changed
// number is the exclusive or of its bits with those of the number before, without its leading and trailing
// zero bytes.
#pragma once

#include "emulator/cloudwatch/statistic_set.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace borealis::emulator {

/// The shape of the distribution between minimum and maximum, for percentiles of a period whose single values
/// are gone: the values at 1/16, 2/16, ... 15/16 of the samples, each as a fraction of 255 of the way from
/// minimum to maximum.
using percentile_marks = std::array<std::uint8_t, 15>;

struct metric_record {
    std::int64_t bucket = 0; // start of its period, in periods since the Unix epoch
    statistic_set set;
    std::optional<percentile_marks> marks;

    friend bool operator==(const metric_record&, const metric_record&) = default;
};

/// Appends `record`, which is later than `before`, to `out`.
void encode_record(std::vector<std::uint8_t>& out, const metric_record& record, const metric_record& before);

/// Reads the record that follows `before` and takes its bytes off the front of `in`.
metric_record decode_record(std::span<const std::uint8_t>& in, const metric_record& before);

/// The marks of these values, which need not be in order; nothing where minimum and maximum tell everything.
std::optional<percentile_marks> marks_of(std::vector<weighted_value> values);

/// The values that a record stands for, ascending: exact for up to three samples, else as near as the marks
/// are.
std::vector<weighted_value> values_of(const metric_record& record);

} // namespace borealis::emulator
