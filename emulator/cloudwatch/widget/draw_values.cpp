// Views of the newest value of each series: as a number, on a gauge, as bars, as a pie.
#include "emulator/cloudwatch/widget/draw_chart.hpp"
#include "emulator/cloudwatch/widget/scale.hpp"
#include "emulator/cloudwatch/widget/theme.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>

namespace borealis::emulator {

namespace {

std::optional<double> newest(const chart_series& of) {
    return of.points.empty() ? std::nullopt : std::optional(of.points.back().value);
}

std::string number_text(const chart_series& of) {
    const auto value = newest(of);
    return value ? value_text(*value) : "--";
}

/// Gives each series a cell of the area, in rows.
void in_cells(
    const chart& shown,
    const box& area,
    const std::function<void(const chart_series& series, const box& cell)>& draw
) {
    if (shown.series.empty())
        return;
    const auto count = static_cast<double>(shown.series.size());
    const auto columns = std::clamp(std::floor(area.width / 140), 1.0, count);
    const auto rows = std::ceil(count / columns);
    box cell{area.x, area.y, area.width / columns, area.height / rows};
    for (const auto& series : shown.series) {
        draw(series, cell);
        cell.x += cell.width;
        if (cell.right() > area.right() + 1) {
            cell.x = area.x;
            cell.y += cell.height;
        }
    }
}

} // namespace

void draw_single_values(canvas& on, const chart& shown, const box& area) {
    const auto& look = theme_of(shown);
    in_cells(shown, area, [&](const chart_series& series, const box& cell) {
        const double size = std::clamp(std::min(cell.height / 3, cell.width / 5), 6.0, 48.0);
        const double centre = cell.x + cell.width / 2;
        const double base = cell.y + cell.height / 2;
        on.text({centre, base}, number_text(series), {size, look.text, text_align::centre, true}, cell.width);
        const auto unit = series.unit == "None" ? std::string() : series.unit;
        on.text({centre, base + 16}, unit, {10, look.faint_text, text_align::centre}, cell.width);
        const double swatch_y = base + 24;
        on.fill({cell.x + 6, swatch_y, 10, 10}, series.drawn_in);
        on.text({cell.x + 22, swatch_y + 9}, series.label, {11, look.text}, cell.width - 28);
    });
}

void draw_gauges(canvas& on, const chart& shown, const box& area) {
    constexpr double from = 0.8 * std::numbers::pi;
    constexpr double sweep = 1.4 * std::numbers::pi;
    const auto& look = theme_of(shown);
    const value_range range{shown.left.least.value_or(0), shown.left.most.value_or(100)};
    in_cells(shown, area, [&](const chart_series& series, const box& cell) {
        const double outer = std::min(cell.width, cell.height - 30) / 2 - 8;
        if (outer < 10)
            return;
        const spot centre{cell.x + cell.width / 2, cell.y + (cell.height - 20) / 2};
        on.sector(centre, outer * 0.75, outer, from, from + sweep, look.grid);
        if (const auto value = newest(series)) {
            const auto part = std::clamp(range.place(*value), 0.0, 1.0);
            on.sector(centre, outer * 0.75, outer, from, from + sweep * part, series.drawn_in);
        }
        const double size = std::clamp(outer / 3, 6.0, 40.0);
        const text_style number{size, look.text, text_align::centre, true};
        on.text({centre.x, centre.y + size / 3}, number_text(series), number, outer * 1.4);
        const text_style small{10, look.faint_text, text_align::centre};
        const double low = centre.y + outer * 0.85;
        on.text({centre.x - outer * 0.7, low}, value_text(range.least), small);
        on.text({centre.x + outer * 0.7, low}, value_text(range.most), small);
        const double label = std::min(centre.y + outer + 14, cell.bottom() - 2);
        on.text({centre.x, label}, series.label, {11, look.text, text_align::centre}, cell.width);
    });
}

void draw_bars(canvas& on, const chart& shown, const box& area) {
    const auto& look = theme_of(shown);
    double least = 0;
    double most = 0;
    for (const auto& series : shown.series) {
        least = std::min(least, newest(series).value_or(0));
        most = std::max(most, newest(series).value_or(0));
    }
    value_range range = round_range(least, most, true);
    range.least = std::min(shown.left.least.value_or(range.least), range.most);
    range.most = std::max(shown.left.most.value_or(range.most), range.least);
    if (area.width < 80 || area.height < 40 || range.least == range.most)
        return;
    const auto ticks = value_ticks(range, 5);
    const double step = ticks.size() > 1 ? ticks[1] - ticks[0] : 0;
    box plot{area.x + 44, area.y + 6, area.width - 44, area.height - 20};
    const auto y_of = [&](double value) {
        return plot.bottom() - std::clamp(range.place(value), 0.0, 1.0) * plot.height;
    };
    for (const auto tick : ticks) {
        const double y = std::round(y_of(tick)) + 0.5;
        on.line({plot.x, y}, {plot.right(), y}, look.grid);
        on.text({plot.x - 6, y + 3.5}, value_text(tick, step), {10, look.faint_text, text_align::right});
    }
    const double room = plot.width / static_cast<double>(std::max(shown.series.size(), std::size_t{1}));
    double x = plot.x;
    for (const auto& series : shown.series) {
        if (const auto value = newest(series)) {
            const double top = y_of(std::max(*value, 0.0));
            const double height = y_of(std::min(*value, 0.0)) - top;
            on.fill({x + room * 0.15, top, room * 0.7, height}, series.drawn_in);
            on.text({x + room / 2, top - 3}, value_text(*value), {10, look.text, text_align::centre}, room);
        }
        x += room;
    }
}

void draw_pie(canvas& on, const chart& shown, const box& area) {
    const auto& look = theme_of(shown);
    double total = 0;
    for (const auto& series : shown.series)
        total += std::max(newest(series).value_or(0), 0.0);
    const double radius = std::min(area.width, area.height) / 2 - 10;
    const spot centre{area.x + area.width / 2, area.y + area.height / 2};
    if (radius < 10)
        return;
    if (!(total > 0) || !std::isfinite(total)) {
        on.sector(centre, radius * 0.5, radius, 0, 2 * std::numbers::pi, look.grid);
        return;
    }
    double from = -std::numbers::pi / 2;
    for (const auto& series : shown.series) {
        const double part = std::max(newest(series).value_or(0), 0.0) / total;
        const double to = from + part * 2 * std::numbers::pi;
        on.sector(centre, radius * 0.5, radius, from, to, series.drawn_in);
        if (part >= 0.04) {
            const double middle = (from + to) / 2;
            const spot at{
                centre.x + std::cos(middle) * radius * 0.75, centre.y + std::sin(middle) * radius * 0.75 + 4};
            const auto percent = value_text(std::round(part * 1000) / 10) + "%";
            on.text(at, percent, {11, {1, 1, 1}, text_align::centre, true});
        }
        from = to;
    }
}

} // namespace borealis::emulator
