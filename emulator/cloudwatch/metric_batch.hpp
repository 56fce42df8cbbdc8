// What the metric store hands to the archive at once, and where it goes.
#pragma once

#include "emulator/cloudwatch/metric_id.hpp"
#include "emulator/cloudwatch/metric_level.hpp"
#include "emulator/cloudwatch/metric_unit.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace borealis::emulator {

using series_number = std::uint32_t; // below 2^28

struct metric_definition {
    series_number series = 0;
    metric_id id;
    metric_unit unit = metric_unit::none;
    timestamp_ms newest = 0;
};

/// The series that an archive knows.
struct known_series {
    std::vector<metric_definition> definitions;
    series_number next = 1; // no series has had this number or a higher one
};

/// The records of one series in one window of one level. As one number they are in the order that they are
/// written in: what is new goes to the end of the file, and what is too old is one stretch of it.
struct chunk_place {
    metric_level level = metric_level::seconds;
    std::int64_t window = 0; // since the Unix epoch; not negative
    series_number series = 0;

    static constexpr int series_bits = 28;
    static constexpr int level_shift = 60;

    constexpr std::int64_t number() const {
        return static_cast<std::int64_t>(level) << level_shift | window << series_bits | series;
    }
    static constexpr chunk_place of(std::int64_t number) {
        constexpr auto below = [](int bits) { return (std::int64_t{1} << bits) - 1; };
        return {
            static_cast<metric_level>(number >> level_shift),
            (number & below(level_shift)) >> series_bits,
            static_cast<series_number>(number & below(series_bits))};
    }
    constexpr std::int64_t first_bucket() const { return window * shape_of(level).buckets_per_window; }
};

struct metric_batch {
    struct row {
        std::int64_t place = 0;
        bool adds_to_known = false; // else it replaces what is known of its window
        std::size_t offset = 0;     // of its records in `bytes`
        std::size_t size = 0;
    };

    std::uint64_t number = 0; // ascending from 1
    std::vector<metric_definition> definitions;
    std::vector<std::pair<series_number, timestamp_ms>> newest;
    std::vector<row> rows; // by place
    std::vector<std::uint8_t> bytes;
    std::int64_t seconds_until = 0; // windows of seconds before this are complete
    std::int64_t hours_until = 0;   // windows of minutes before this are complete
    std::array<std::int64_t, 2>
        written_until_before{}; // of seconds and minutes, where it has to be taken back
    timestamp_ms now = 0;
    bool ages = true; // what is past its time goes

    std::span<const std::uint8_t> records_of(const row& of) const {
        return std::span(bytes).subspan(of.offset, of.size);
    }
};

} // namespace borealis::emulator
