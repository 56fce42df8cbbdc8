// Reads the metrics array.
#include "emulator/cloudwatch/widget/widget_metrics.hpp"

#include "emulator/cloudwatch/math/value.hpp"
#include "emulator/cloudwatch/request_time.hpp"
#include "emulator/cloudwatch/widget/theme.hpp"
#include "protocol/errors/cloudwatch.hpp"

#include <fmt/format.h>

#include <set>

namespace borealis::emulator {

namespace errors = protocol::errors;

namespace {

constexpr std::size_t most_dimensions = 30;

class metrics_reader {
  public:
    metrics_reader(
        metric_widget& into,
        const scope& where,
        const metric_defaults& defaults,
        std::vector<errors::dashboard_fault>& faults
    )
        : into_(into), where_(where), defaults_(defaults), faults_(faults) {}

    void read(const json& metric, std::size_t position) {
        path_ = fmt::format("/metrics/{}", position);
        if (!metric.is_array() || metric.empty())
            return wrong(metric.is_array() ? "Should NOT have fewer than 1 items" : "Should be array");
        const bool has_options = metric.back().is_object();
        const json nothing = json::object();
        const json_check options(
            has_options ? metric.back() : nothing, fmt::format("{}/{}", path_, metric.size() - 1), faults_
        );
        metric_data_query query;
        query.id =
            options.text("id").value_or(fmt::format("#{}", position)); // no expression can name that one
        query.label = options.text("label");
        query.return_data = options.flag("visible").value_or(true);
        if (!ids_.insert(query.id).second)
            return wrong(fmt::format("The id {} is used more than once", query.id));
        if (options.find("expression"))
            read_expression(query, options, metric.size());
        else
            read_metric(query, options, metric, metric.size() - (has_options ? 1 : 0));
    }

  private:
    void wrong(std::string message) { faults_.push_back({path_, std::move(message)}); }

    void keep(metric_data_query query, const json_check& options) {
        series_style style;
        style.on_right_axis = options.one_of("yAxis", {"left", "right"}) == "right";
        if (const auto asked = options.text("color")) {
            style.drawn_in = parse_colour(*asked);
            if (!style.drawn_in)
                options.wrong("color", "Should match pattern \"^#[0-9a-fA-F]{6}$\"");
        }
        into_.styles[query.id] = style;
        into_.queries.push_back(std::move(query));
    }

    void read_expression(metric_data_query& query, const json_check& options, std::size_t items) {
        if (items != 1)
            return wrong("Should NOT have more than 1 items");
        const auto text = options.text("expression").value_or("0");
        if (text.starts_with("SELECT "))
            throw errors::metric_math_not_emulated("SELECT", query.id);
        try {
            query.expression = math::parse_expression(text);
        } catch (const math::expression_error& error) {
            return options.wrong("expression", error.what());
        }
        if (options.find("period"))
            query.expression_period_seconds = period(options);
        keep(std::move(query), options);
    }

    std::int64_t period(const json_check& options) {
        const auto asked = options.integer("period", 1, 86400 * 30).value_or(defaults_.period_seconds);
        if (is_valid_period(asked))
            return asked;
        options.wrong("period", "Should be 1, 5, 10, 30 or a multiple of 60");
        return defaults_.period_seconds;
    }

    void
    read_metric(metric_data_query& query, const json_check& options, const json& metric, std::size_t items) {
        if (!resolve(metric, items))
            return;
        if (previous_.size() < 2 || previous_.size() % 2 != 0)
            return wrong("Should have a namespace, a metric name, and dimensions with a value each");
        if (previous_.size() > 2 + 2 * most_dimensions)
            return wrong(fmt::format("Should NOT have more than {} dimensions", most_dimensions));
        std::vector<dimension> dimensions;
        for (std::size_t i = 2; i < previous_.size(); i += 2)
            dimensions.push_back({previous_[i], previous_[i + 1]});
        query.metric = make_metric_id(where_, previous_[0], previous_[1], std::move(dimensions));
        query.statistic_name = options.text("stat").value_or(defaults_.statistic);
        const auto what = parse_statistic(query.statistic_name);
        if (!what)
            return options.wrong("stat", fmt::format("{} is not a valid statistic", query.statistic_name));
        query.what = *what;
        query.period_seconds = period(options);
        query.foreign = options.text("accountId").value_or(where_.account) != where_.account;
        if (const auto region = options.text("region"); region && *region != where_.region)
            query.metric.where.region = *region;
        keep(std::move(query), options);
    }

    /// "." is what stands at its place in the metric before, "..." everything there up to what follows it.
    bool resolve(const json& metric, std::size_t items) {
        std::vector<std::string> parts;
        for (std::size_t i = 0; i < items; ++i) {
            if (!metric[i].is_string()) {
                wrong("Should be string");
                return false;
            }
            const auto part = metric[i].get<std::string>();
            if (part == "...") {
                const auto following = items - i - 1;
                while (parts.size() + following < previous_.size())
                    parts.push_back(previous_[parts.size()]);
            } else if (part == ".") {
                if (parts.size() >= previous_.size()) {
                    wrong("\".\" has nothing at its place in the metric before");
                    return false;
                }
                parts.push_back(previous_[parts.size()]);
            } else {
                parts.push_back(part);
            }
        }
        previous_ = std::move(parts);
        return true;
    }

    metric_widget& into_;
    const scope& where_;
    const metric_defaults& defaults_;
    std::vector<errors::dashboard_fault>& faults_;
    std::string path_;
    std::set<std::string> ids_;
    std::vector<std::string> previous_; // namespace, name, dimensions of the metric before
};

} // namespace

void read_widget_metrics(
    metric_widget& into,
    const scope& where,
    const json& metrics,
    const metric_defaults& defaults,
    std::vector<errors::dashboard_fault>& faults
) {
    metrics_reader reader(into, where, defaults, faults);
    for (std::size_t i = 0; i < metrics.size(); ++i)
        reader.read(metrics[i], i);
}

} // namespace borealis::emulator
