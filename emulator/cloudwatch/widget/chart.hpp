// What a picture of metrics shows, before it is drawn: no JSON, no metric store.
#pragma once

#include "emulator/clock.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace borealis::emulator {

struct colour {
    double red = 0; // 0 to 1, as all three
    double green = 0;
    double blue = 0;
};

enum class chart_view : unsigned char { time_series, single_value, gauge, bar, pie };
enum class legend_position : unsigned char { bottom, right, hidden };

struct chart_point {
    timestamp_ms at = 0; // start of its period
    double value = 0;    // finite
};

struct chart_series {
    std::string label;
    std::string unit; // as CloudWatch names it; empty: none is known
    colour drawn_in;
    bool on_right_axis = false;
    timestamp_ms period = 60'000;
    std::vector<chart_point> points; // ascending; a period without a point is a gap
};

struct value_axis {
    std::optional<double> least; // nothing: as the values are
    std::optional<double> most;
    std::string label;
    bool show_unit = true;
};

/// A line across at a value, or a band between two.
struct level_annotation {
    enum class fill : unsigned char { none, above, below };

    double value = 0;
    std::optional<double> up_to; // of a band: its other end
    std::string label;
    colour drawn_in;
    fill filled = fill::none;
    bool on_right_axis = false;
};

/// A line down at a time, or a band between two.
struct moment_annotation {
    enum class fill : unsigned char { none, before, after };

    timestamp_ms at = 0;
    std::optional<timestamp_ms> until; // of a band: its other end
    std::string label;
    colour drawn_in;
    fill filled = fill::none;
};

struct chart {
    int width = 600;
    int height = 400;
    std::string title;
    chart_view view = chart_view::time_series;
    bool stacked = false;
    bool dark = false;
    legend_position legend = legend_position::bottom;
    timestamp_ms start = 0;
    timestamp_ms end = 0;         // after start
    int minutes_ahead_of_utc = 0; // of the times that are shown
    value_axis left;
    value_axis right;
    std::vector<chart_series> series;
    std::vector<level_annotation> levels;
    std::vector<moment_annotation> moments;
};

} // namespace borealis::emulator
