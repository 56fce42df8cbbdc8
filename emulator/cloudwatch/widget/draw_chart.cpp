// The frame of a picture: background, title, legend, and in the middle one of the views.
#include "emulator/cloudwatch/widget/draw_chart.hpp"

#include "emulator/cloudwatch/widget/theme.hpp"

#include <algorithm>

namespace borealis::emulator {

namespace {

constexpr double margin = 10;
constexpr double title_height = 24;
constexpr double entry_height = 18;
constexpr double swatch = 10;
constexpr double gap = 6;

box draw_title(canvas& on, const chart& shown, box area) {
    if (shown.title.empty())
        return area;
    const text_style style{14, theme_of(shown).text, text_align::centre, true};
    on.text({area.x + area.width / 2, area.y + 14}, shown.title, style, area.width);
    area.y += title_height;
    area.height -= title_height;
    return area;
}

double entry_width(canvas& on, const chart_series& of, const text_style& style, double most) {
    return std::min(most, swatch + gap + on.text_width(of.label, style) + 2 * gap);
}

void draw_entry(canvas& on, const chart_series& of, const text_style& style, spot at, double width) {
    on.fill({at.x, at.y + 4, swatch, swatch}, of.drawn_in);
    on.text({at.x + swatch + gap, at.y + 13}, of.label, style, width - swatch - gap);
}

/// In rows under the picture, as many as a third of the height takes.
box draw_legend_below(canvas& on, const chart& shown, box area, const text_style& style) {
    std::vector<std::vector<double>> rows(1); // widths
    double used = 0;
    for (const auto& series : shown.series) {
        const auto width = entry_width(on, series, style, area.width);
        if (used > 0 && used + width > area.width) {
            rows.emplace_back();
            used = 0;
        }
        rows.back().push_back(width);
        used += width;
    }
    const auto most = std::max(static_cast<std::size_t>(area.height / 3 / entry_height), std::size_t{1});
    rows.resize(std::min(rows.size(), most));
    area.height -= static_cast<double>(rows.size()) * entry_height;
    spot at{area.x, area.bottom() + 2};
    std::size_t next = 0;
    for (const auto& row : rows) {
        at.x = area.x;
        for (const auto width : row) {
            draw_entry(on, shown.series[next++], style, at, width);
            at.x += width;
        }
        at.y += entry_height;
    }
    return area;
}

box draw_legend_beside(canvas& on, const chart& shown, box area, const text_style& style) {
    double widest = 0;
    for (const auto& series : shown.series)
        widest = std::max(widest, entry_width(on, series, style, area.width / 3));
    area.width -= widest + gap;
    spot at{area.right() + gap, area.y};
    for (const auto& series : shown.series) {
        if (at.y + entry_height > area.bottom())
            break;
        draw_entry(on, series, style, at, widest);
        at.y += entry_height;
    }
    return area;
}

} // namespace

box draw_legend(canvas& on, const chart& shown, const box& area) {
    const text_style style{11, theme_of(shown).text};
    if (shown.legend == legend_position::hidden || shown.series.empty())
        return area;
    return shown.legend == legend_position::right ? draw_legend_beside(on, shown, area, style)
                                                  : draw_legend_below(on, shown, area, style);
}

std::string draw_chart(const chart& shown) {
    canvas on(shown.width, shown.height);
    on.fill(
        {0, 0, static_cast<double>(shown.width), static_cast<double>(shown.height)},
        theme_of(shown).background
    );
    box area{margin, margin, shown.width - 2 * margin, shown.height - 2 * margin};
    if (area.width < 1 || area.height < 1) // no room for anything
        return on.png();
    area = draw_title(on, shown, area);
    if (shown.view == chart_view::single_value || shown.view == chart_view::gauge) {
        shown.view == chart_view::gauge ? draw_gauges(on, shown, area) : draw_single_values(on, shown, area);
        return on.png();
    }
    area = draw_legend(on, shown, area);
    if (shown.view == chart_view::bar)
        draw_bars(on, shown, area);
    else if (shown.view == chart_view::pie)
        draw_pie(on, shown, area);
    else
        draw_time_series(on, shown, area);
    return on.png();
}

} // namespace borealis::emulator
