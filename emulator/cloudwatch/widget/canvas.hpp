// A picture of pixels that is drawn upon with cairo. Coordinates are pixels from the left upper corner.
#pragma once

#include "emulator/cloudwatch/widget/chart.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace borealis::emulator {

struct spot {
    double x = 0;
    double y = 0;
};

struct box {
    double x = 0;
    double y = 0;
    double width = 0;
    double height = 0;

    double right() const { return x + width; }
    double bottom() const { return y + height; }
};

enum class text_align : unsigned char { left, centre, right };

struct text_style {
    double size = 11;
    colour drawn_in;
    text_align align = text_align::left;
    bool bold = false;
};

class canvas {
  public:
    canvas(int width, int height);

    void fill(const box& area, const colour& with, double opacity = 1);
    void line(spot from, spot to, const colour& with, double width = 1, bool dashed = false);
    void outline(const std::vector<spot>& through, const colour& with, double width);
    void polygon(const std::vector<spot>& corners, const colour& with, double opacity);
    void dot(spot centre, double radius, const colour& with);
    /// A sector of a ring, from one angle to another, clockwise from the right, in radians.
    void sector(spot centre, double inner, double outer, double from, double to, const colour& with);

    /// `at` is on the base line. What is wider than `room` ends with an ellipsis.
    void text(spot at, std::string_view shown, const text_style& style, double room = 1e9);
    /// Upwards.
    void text_upwards(spot at, std::string_view shown, const text_style& style, double room);
    double text_width(std::string_view shown, const text_style& style);

    /// Until unclip(), nothing outside of the area is drawn upon.
    void clip(const box& area);
    void unclip();

    /// The picture as a PNG file. Throws std::runtime_error where cairo could not draw.
    std::string png();

  private:
    struct context;
    void apply(const text_style& style);
    std::string fitting(std::string_view shown, const text_style& style, double room);

    std::shared_ptr<context> context_;
};

} // namespace borealis::emulator
