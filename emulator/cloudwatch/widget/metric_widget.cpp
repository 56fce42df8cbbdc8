// Reads a MetricWidget: everything but its metrics array.
#include "emulator/cloudwatch/widget/metric_widget.hpp"

#include "emulator/cloudwatch/request_time.hpp"
#include "emulator/cloudwatch/widget/theme.hpp"
#include "emulator/cloudwatch/widget/widget_metrics.hpp"
#include "emulator/cloudwatch/widget/widget_time.hpp"

#include <fmt/format.h>

namespace borealis::emulator {

namespace errors = protocol::errors;

namespace {

constexpr std::size_t longest_text = 100 * 1024;
constexpr std::size_t most_metrics = 100;
constexpr std::int64_t largest_side = 2000; // pixels
constexpr timestamp_ms default_range = 3 * 3600 * timestamp_ms{1000};
constexpr colour default_level_colour{0.84, 0.15, 0.16};
constexpr colour default_moment_colour{0.4, 0.44, 0.47};

class widget_reader {
  public:
    widget_reader(const scope& where, timestamp_ms now) : where_(where), now_(now) {}

    metric_widget read(const json& document) {
        const json_check all(document, "", faults_);
        read_look(all);
        read_range(all);
        read_axis(all.object("yAxis"), "left", widget_.frame.left);
        read_axis(all.object("yAxis"), "right", widget_.frame.right);
        if (widget_.frame.view == chart_view::gauge && !(widget_.frame.left.least && widget_.frame.left.most))
            faults_.push_back({"/yAxis/left", "Should have required properties 'min' and 'max'"});
        const auto annotations = all.object("annotations");
        read_each(annotations, "horizontal", &widget_reader::read_level);
        read_each(annotations, "vertical", &widget_reader::read_moment);
        read_metrics(all);
        if (!faults_.empty())
            throw errors::invalid_metric_widget(faults_);
        return std::move(widget_);
    }

  private:
    void read_look(const json_check& all) {
        auto& frame = widget_.frame;
        frame.width = static_cast<int>(all.integer("width", 1, largest_side).value_or(600));
        frame.height = static_cast<int>(all.integer("height", 1, largest_side).value_or(400));
        frame.title = all.text("title").value_or("");
        frame.stacked = all.flag("stacked").value_or(false);
        frame.dark = all.one_of("theme", {"light", "dark"}) == "dark";
        all.flag("liveData"); // what is measured is shown at once anyway
        const auto view =
            all.one_of("view", {"timeSeries", "singleValue", "gauge", "bar", "pie"}).value_or("timeSeries");
        if (view == "singleValue")
            frame.view = chart_view::single_value;
        else if (view == "gauge")
            frame.view = chart_view::gauge;
        else if (view == "bar")
            frame.view = chart_view::bar;
        else if (view == "pie")
            frame.view = chart_view::pie;
        const auto position =
            all.object("legend").one_of("position", {"bottom", "right", "hidden"}).value_or("bottom");
        if (position == "right")
            frame.legend = legend_position::right;
        else if (position == "hidden")
            frame.legend = legend_position::hidden;
    }

    std::optional<timestamp_ms> time(const json_check& of, const char* name) {
        const auto text = of.text(name);
        if (!text)
            return std::nullopt;
        const auto read = parse_widget_time(*text, now_);
        if (!read || *read < 0)
            of.wrong(name, "Should be a time in the ISO 8601 format, or a duration before now as -PT3H");
        return read;
    }

    void read_range(const json_check& all) {
        auto& frame = widget_.frame;
        frame.end = time(all, "end").value_or(now_);
        frame.start = time(all, "start").value_or(frame.end - default_range);
        if (faults_.empty() && frame.start >= frame.end)
            all.wrong("start", "Should be before end");
        const auto zone = all.text("timezone");
        const auto ahead = zone ? parse_timezone(*zone) : std::optional(0);
        if (!ahead)
            all.wrong("timezone", "Should match pattern \"^[+-][0-9]{4}$\"");
        frame.minutes_ahead_of_utc = ahead.value_or(0);
    }

    static void read_axis(const json_check& axes, const char* side, value_axis& into) {
        if (!axes.find(side))
            return;
        const auto axis = axes.object(side);
        into.least = axis.number("min");
        into.most = axis.number("max");
        into.label = axis.text("label").value_or("");
        into.show_unit = axis.flag("showUnits").value_or(true);
        if (into.least && into.most && *into.least >= *into.most)
            axis.wrong("max", "Should be greater than min");
    }

    /// A band is an array of two: its ends, of which the first has the looks.
    void read_each(
        const json_check& annotations,
        const char* kind,
        void (widget_reader::*read_one)(const json_check&, const json_check*)
    ) {
        const auto& list = annotations.array(kind);
        for (std::size_t i = 0; i < list.size(); ++i) {
            const auto path = fmt::format("{}/{}", annotations.path_of(kind), i);
            if (!list[i].is_array()) {
                (this->*read_one)(json_check(list[i], path, faults_), nullptr);
            } else if (list[i].size() == 2) {
                const json_check other(list[i][1], path + "/1", faults_);
                (this->*read_one)(json_check(list[i][0], path + "/0", faults_), &other);
            } else {
                faults_.push_back({path, "Should have 2 items"});
            }
        }
    }

    static colour colour_of(const json_check& annotation, const colour& otherwise) {
        const auto text = annotation.text("color");
        const auto read = text ? parse_colour(*text) : std::optional(otherwise);
        if (!read)
            annotation.wrong("color", "Should match pattern \"^#[0-9a-fA-F]{6}$\"");
        return read.value_or(otherwise);
    }

    static double required_number(const json_check& of, const char* name) {
        if (!of.find(name))
            of.wrong(name, "Should be present");
        return of.number(name).value_or(0);
    }

    void read_level(const json_check& annotation, const json_check* other) {
        level_annotation level;
        level.value = required_number(annotation, "value");
        if (other)
            level.up_to = required_number(*other, "value");
        level.label = annotation.text("label").value_or("");
        level.drawn_in = colour_of(annotation, default_level_colour);
        level.on_right_axis = annotation.one_of("yAxis", {"left", "right"}) == "right";
        const auto fill = annotation.one_of("fill", {"none", "above", "below"}).value_or("none");
        if (fill != "none")
            level.filled = fill == "above" ? level_annotation::fill::above : level_annotation::fill::below;
        if (annotation.flag("visible").value_or(true))
            widget_.frame.levels.push_back(std::move(level));
    }

    void read_moment(const json_check& annotation, const json_check* other) {
        moment_annotation moment;
        if (!annotation.find("value"))
            annotation.wrong("value", "Should be present");
        moment.at = time(annotation, "value").value_or(0);
        if (other)
            moment.until = time(*other, "value").value_or(moment.at);
        moment.label = annotation.text("label").value_or("");
        moment.drawn_in = colour_of(annotation, default_moment_colour);
        const auto fill = annotation.one_of("fill", {"none", "before", "after"}).value_or("none");
        if (fill != "none")
            moment.filled =
                fill == "before" ? moment_annotation::fill::before : moment_annotation::fill::after;
        if (annotation.flag("visible").value_or(true))
            widget_.frame.moments.push_back(std::move(moment));
    }

    void read_metrics(const json_check& all) {
        metric_defaults defaults;
        defaults.statistic = all.text("stat").value_or(defaults.statistic);
        if (!parse_statistic(defaults.statistic)) {
            all.wrong("stat", fmt::format("{} is not a valid statistic", defaults.statistic));
            defaults.statistic = "Average";
        }
        const auto period = all.integer("period", 1, 86400 * 30).value_or(defaults.period_seconds);
        if (is_valid_period(period))
            defaults.period_seconds = period;
        else
            all.wrong("period", "Should be 1, 5, 10, 30 or a multiple of 60");
        if (!all.find("metrics"))
            return faults_.push_back({"/", "Should have required property 'metrics'"});
        const auto& metrics = all.array("metrics");
        if (metrics.size() > most_metrics)
            return all.wrong("metrics", fmt::format("Should NOT have more than {} items", most_metrics));
        if (metrics.empty() && all.find("metrics")->is_array())
            return all.wrong("metrics", "Should NOT have fewer than 1 items");
        read_widget_metrics(widget_, where_, metrics, defaults, faults_);
    }

    const scope& where_;
    timestamp_ms now_;
    metric_widget widget_;
    std::vector<errors::dashboard_fault> faults_;
};

} // namespace

metric_widget read_metric_widget(const scope& where, const std::string& text, timestamp_ms now) {
    if (text.size() > longest_text)
        throw errors::invalid_metric_widget(
            {{"/", fmt::format("Should NOT be longer than {} bytes", longest_text)}}
        );
    const auto document = json::parse(text, nullptr, false);
    if (document.is_discarded())
        throw errors::invalid_metric_widget({{"/", "Should be valid JSON"}});
    return widget_reader(where, now).read(document);
}

} // namespace borealis::emulator
