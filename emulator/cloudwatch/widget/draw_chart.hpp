// Draws charts.
#pragma once

#include "emulator/cloudwatch/widget/canvas.hpp"

#include <string>

namespace borealis::emulator {

/// A PNG file of the chart's size. Throws std::runtime_error where cairo cannot draw.
std::string draw_chart(const chart& shown);

// Its parts; `area` is what is left for each.

/// Draws the legend at its place and returns what is left of the area.
box draw_legend(canvas& on, const chart& shown, const box& area);
void draw_time_series(canvas& on, const chart& shown, const box& area);
void draw_single_values(canvas& on, const chart& shown, const box& area);
void draw_gauges(canvas& on, const chart& shown, const box& area);
void draw_bars(canvas& on, const chart& shown, const box& area);
void draw_pie(canvas& on, const chart& shown, const box& area);

} // namespace borealis::emulator
