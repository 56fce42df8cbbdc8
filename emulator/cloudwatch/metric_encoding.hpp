// How the records of a series are kept, in memory and on disk: each as the difference to the record before
// it, in 1 to 50 bytes.
//
// Most series stand still most of the time: a value that stays takes two bytes for as long as it stays. A
// changed number is the exclusive or of its bits with those of the number before, without its leading and
// trailing zero bytes.
#pragma once

#include "emulator/cloudwatch/byte_source.hpp"
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

/// Writes records, each later than the one before, to the end of a vector.
class record_writer {
  public:
    /// No record is before `first_bucket`.
    explicit record_writer(std::int64_t first_bucket = 0) { last_.bucket = first_bucket - 1; }

    void add(std::vector<std::uint8_t>& out, const metric_record& record);

    /// Writes what is still held back of a value that stands still. The writer goes on after it.
    void finish(std::vector<std::uint8_t>& out);

    /// How often the last record repeats without having been written so far.
    std::uint32_t held_back() const noexcept { return repeats_; }

  private:
    metric_record last_;
    std::uint32_t repeats_ = 0;
};

/// Reads what a record_writer wrote.
class record_reader {
  public:
    /// `held_back`: as the writer says, where it has not finished.
    record_reader(std::span<const std::uint8_t> bytes, std::int64_t first_bucket, std::uint32_t held_back = 0)
        : rest_(bytes), held_back_(held_back) {
        record_.bucket = first_bucket - 1;
    }

    /// Whether there is another record. Throws std::runtime_error for bytes that no writer wrote.
    bool next();
    const metric_record& record() const noexcept { return record_; }

  private:
    void read(std::uint8_t head);

    byte_source rest_;
    std::uint64_t repeats_ = 0;
    std::uint32_t held_back_;
    metric_record record_;
};

/// The marks of these values, which need not be in order; nothing where minimum and maximum tell everything.
std::optional<percentile_marks> marks_of(std::vector<weighted_value> values);

/// The values that a record stands for, ascending: exact for up to three samples, else as near as the marks
/// are.
std::vector<weighted_value> values_of(const metric_record& record);

} // namespace borealis::emulator
