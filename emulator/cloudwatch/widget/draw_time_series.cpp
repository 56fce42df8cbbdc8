// Lines, or areas one upon the other, over time; with axes and annotations.
#include "emulator/cloudwatch/widget/draw_chart.hpp"
#include "emulator/cloudwatch/widget/scale.hpp"
#include "emulator/cloudwatch/widget/theme.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace borealis::emulator {

namespace {

constexpr double tick_label_size = 10;
constexpr double least_room = 20;   // pixels; a plot smaller than that is left out
constexpr double far_outside = 1e5; // pixels; cairo's own coordinates end not far beyond

/// One of the two axes with the series that belong to it.
struct axis {
    bool used = false;
    value_range range;
    double step = 1;
    std::vector<double> ticks;
    std::string caption;
};

/// What a series adds up to with those below it.
using stack = std::map<timestamp_ms, double>;

std::string unit_of(const chart& shown, bool right) {
    std::string unit;
    for (const auto& series : shown.series) {
        if (series.on_right_axis != right || series.unit.empty())
            continue;
        if (!unit.empty() && unit != series.unit)
            return "Various units";
        unit = series.unit;
    }
    return unit.empty() || unit == "None" ? "No unit" : unit;
}

struct extent {
    double least = std::numeric_limits<double>::infinity();
    double most = -std::numeric_limits<double>::infinity();

    void take(double value) {
        least = std::min(least, value);
        most = std::max(most, value);
    }
};

extent extent_of(const chart& shown, bool right) {
    extent of;
    stack sum;
    for (const auto& series : shown.series) {
        if (series.on_right_axis != right)
            continue;
        for (const auto& point : series.points)
            of.take(shown.stacked ? sum[point.at] += point.value : point.value);
    }
    for (const auto& level : shown.levels)
        if (level.on_right_axis == right) {
            of.take(level.value);
            of.take(level.up_to.value_or(level.value));
        }
    return of;
}

axis make_axis(const chart& shown, bool right, double height) {
    const auto belongs = [&](const auto& each) { return each.on_right_axis == right; };
    const auto& asked = right ? shown.right : shown.left;
    axis made;
    made.used = !right || std::any_of(shown.series.begin(), shown.series.end(), belongs) ||
                std::any_of(shown.levels.begin(), shown.levels.end(), belongs);
    const auto values = extent_of(shown, right);
    if (values.least <= values.most)
        made.range = round_range(values.least, values.most, shown.stacked);
    made.range.least = asked.least.value_or(made.range.least);
    made.range.most = asked.most.value_or(made.range.most);
    if (!(made.range.least < made.range.most)) { // the side that was not asked for gives way
        if (asked.least)
            made.range.most = made.range.least + std::max(1.0, std::abs(made.range.least));
        else
            made.range.least = made.range.most - std::max(1.0, std::abs(made.range.most));
    }
    made.ticks = value_ticks(made.range, std::clamp(static_cast<int>(height / 50), 1, 8));
    made.step = made.ticks.size() > 1 ? made.ticks[1] - made.ticks[0] : 0;
    made.caption = asked.show_unit ? unit_of(shown, right) : "";
    return made;
}

class plot {
  public:
    plot(canvas& on, const chart& shown, const box& area)
        : on_(on), shown_(shown), look_(theme_of(shown)), area_(area),
          left_(make_axis(shown, false, area.height)), right_(make_axis(shown, true, area.height)) {
        make_room();
    }

    void draw() {
        if (area_.width < least_room || area_.height < least_room)
            return;
        draw_grid();
        on_.clip(area_);
        for (const auto& moment : shown_.moments)
            draw_moment_fill(moment);
        for (const auto& level : shown_.levels)
            draw_level_fill(level);
        shown_.stacked ? draw_stacks() : draw_lines();
        on_.unclip();
        for (const auto& level : shown_.levels)
            draw_level(level);
        for (const auto& moment : shown_.moments)
            draw_moment(moment);
    }

  private:
    text_style small(text_align align) const { return {tick_label_size, look_.faint_text, align}; }

    double label_room(const axis& of) {
        double widest = 0;
        for (const auto tick : of.ticks)
            widest = std::max(widest, on_.text_width(value_text(tick, of.step), small(text_align::left)));
        return widest + 8;
    }

    void make_room() {
        area_.y += 20; // captions
        area_.height -= 20 + 20;
        const double left = label_room(left_) + (shown_.left.label.empty() ? 0 : 16);
        const double right = right_.used ? label_room(right_) + (shown_.right.label.empty() ? 0 : 16) : 12;
        whole_ = area_;
        area_.x += left;
        area_.width -= left + right;
    }

    double x_of(timestamp_ms at) const {
        const auto part =
            static_cast<double>(at - shown_.start) / static_cast<double>(shown_.end - shown_.start);
        return std::clamp(area_.x + part * area_.width, -far_outside, far_outside);
    }
    double y_of(double value, bool right) const {
        const auto part = (right ? right_ : left_).range.place(value);
        return std::clamp(area_.bottom() - part * area_.height, -far_outside, far_outside);
    }

    void draw_grid() {
        on_.text({whole_.x, whole_.y - 10}, left_.caption, small(text_align::left), whole_.width / 2);
        if (right_.used)
            on_.text(
                {whole_.right(), whole_.y - 10}, right_.caption, small(text_align::right), whole_.width / 2
            );
        for (const auto tick : left_.ticks) {
            const auto y = std::round(y_of(tick, false)) + 0.5;
            on_.line({area_.x, y}, {area_.right(), y}, look_.grid);
            on_.text({area_.x - 6, y + 3.5}, value_text(tick, left_.step), small(text_align::right));
        }
        if (right_.used)
            for (const auto tick : right_.ticks)
                on_.text(
                    {area_.right() + 6, y_of(tick, true) + 4},
                    value_text(tick, right_.step),
                    small(text_align::left)
                );
        const auto most = std::max(static_cast<int>(area_.width / 70), 1);
        const auto base = std::round(area_.bottom()) + 0.5;
        for (const auto& tick : time_ticks(shown_.start, shown_.end, shown_.minutes_ahead_of_utc, most)) {
            const auto x = std::round(x_of(tick.at)) + 0.5;
            on_.line({x, base}, {x, base + 4}, look_.axis);
            on_.text({x, base + 16}, tick.text, small(text_align::centre));
        }
        on_.line({area_.x, base}, {area_.right(), base}, look_.axis);
        const text_style title{11, look_.text, text_align::centre};
        const double middle = area_.y + area_.height / 2;
        on_.text_upwards({whole_.x + 10, middle}, shown_.left.label, title, area_.height);
        on_.text_upwards({whole_.right() - 2, middle}, shown_.right.label, title, area_.height);
    }

    // A line ends where a period has no point; a point alone is a dot.
    void draw_lines() {
        for (const auto& series : shown_.series) {
            std::vector<spot> run;
            timestamp_ms last = 0;
            const auto end_run = [&] {
                if (run.size() == 1)
                    on_.dot(run.front(), 2.5, series.drawn_in);
                else if (run.size() > 1)
                    on_.outline(run, series.drawn_in, 2);
                run.clear();
            };
            for (const auto& point : series.points) {
                if (!run.empty() && point.at - last > series.period)
                    end_run();
                run.push_back({x_of(point.at), y_of(point.value, series.on_right_axis)});
                last = point.at;
            }
            end_run();
        }
    }

    // Each series upon the sums of those before it. A period without a point ends an area as it ends a line.
    void draw_stacks() {
        stack sums[2];
        for (const auto& series : shown_.series) {
            const bool right = series.on_right_axis;
            std::vector<spot> top;
            std::vector<spot> bottom;
            timestamp_ms last = 0;
            const auto end_run = [&] {
                draw_area(series, top, bottom);
                top.clear();
                bottom.clear();
            };
            for (const auto& point : series.points) {
                if (!top.empty() && point.at - last > series.period)
                    end_run();
                auto& sum = sums[right ? 1 : 0][point.at];
                bottom.push_back({x_of(point.at), y_of(sum, right)});
                sum += point.value;
                top.push_back({x_of(point.at), y_of(sum, right)});
                last = point.at;
            }
            end_run();
        }
    }

    void draw_area(const chart_series& of, const std::vector<spot>& top, const std::vector<spot>& bottom) {
        if (top.size() == 1)
            on_.dot(top.front(), 2.5, of.drawn_in);
        if (top.size() < 2)
            return;
        auto corners = top;
        corners.insert(corners.end(), bottom.rbegin(), bottom.rend());
        on_.polygon(corners, of.drawn_in, 0.5);
        on_.outline(top, of.drawn_in, 1.5);
    }

    void draw_level_fill(const level_annotation& level) {
        using fill = level_annotation::fill;
        const double at = y_of(level.value, level.on_right_axis);
        double to = at;
        if (level.up_to)
            to = y_of(*level.up_to, level.on_right_axis);
        else if (level.filled == fill::above)
            to = area_.y;
        else if (level.filled == fill::below)
            to = area_.bottom();
        on_.fill({area_.x, std::min(at, to), area_.width, std::abs(to - at)}, level.drawn_in, 0.15);
    }

    void draw_level(const level_annotation& level) {
        for (const auto value : {level.value, level.up_to.value_or(level.value)}) {
            const double y = std::round(y_of(value, level.on_right_axis));
            if (y >= area_.y - 1 && y <= area_.bottom() + 1)
                on_.line({area_.x, y}, {area_.right(), y}, level.drawn_in, 2, true);
        }
        const double y =
            std::clamp(y_of(level.value, level.on_right_axis) - 4, area_.y + 10, area_.bottom() - 4);
        const bool right = level.on_right_axis;
        const text_style style{tick_label_size, look_.text, right ? text_align::right : text_align::left};
        on_.text({right ? area_.right() - 4 : area_.x + 4, y}, level.label, style, area_.width / 2);
    }

    void draw_moment_fill(const moment_annotation& moment) {
        using fill = moment_annotation::fill;
        const double at = x_of(moment.at);
        double to = at;
        if (moment.until)
            to = x_of(*moment.until);
        else if (moment.filled == fill::before)
            to = area_.x;
        else if (moment.filled == fill::after)
            to = area_.right();
        on_.fill({std::min(at, to), area_.y, std::abs(to - at), area_.height}, moment.drawn_in, 0.15);
    }

    void draw_moment(const moment_annotation& moment) {
        for (const auto at : {moment.at, moment.until.value_or(moment.at)}) {
            const double x = std::round(x_of(at));
            if (x >= area_.x - 1 && x <= area_.right() + 1)
                on_.line({x, area_.y}, {x, area_.bottom()}, moment.drawn_in, 2, true);
        }
        const double x = x_of(moment.at);
        if (x >= area_.x && x <= area_.right())
            on_.text(
                {x + 4, area_.y + 10}, moment.label, {tick_label_size, look_.text}, area_.right() - x - 4
            );
    }

    canvas& on_;
    const chart& shown_;
    const theme& look_;
    box area_;  // of the plot itself
    box whole_; // with the room for labels at both sides
    axis left_;
    axis right_;
};

} // namespace

void draw_time_series(canvas& on, const chart& shown, const box& area) {
    plot(on, shown, area).draw();
}

} // namespace borealis::emulator
