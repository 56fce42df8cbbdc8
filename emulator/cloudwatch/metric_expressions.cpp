// Order of computation, what expressions see of the request, and the results' labels.
#include "emulator/cloudwatch/metric_expressions.hpp"

#include "emulator/cloudwatch/math/evaluate.hpp"
#include "emulator/cloudwatch/metric_label.hpp"
#include "emulator/cloudwatch/metric_search.hpp"
#include "emulator/cloudwatch/request_time.hpp"
#include "protocol/errors/cloudwatch.hpp"

#include <algorithm>
#include <map>

namespace borealis::emulator {

namespace errors = protocol::errors;

namespace {

[[noreturn]] void refuse(const metric_data_query& query, std::string_view why) {
    throw errors::invalid_metric_data_queries({errors::expression_invalid(query.id, why)});
}

std::vector<metric_data_point> points_of(const math::time_series& series) {
    std::vector<metric_data_point> points;
    points.reserve(series.points.size());
    for (const auto& each : series.points)
        points.push_back({each.at, each.value});
    return points;
}

// More than any request may return; beyond it is only a way to fill the memory.
constexpr std::size_t most_points = 5'000'000;

std::size_t size_of(const math::math_value& value) {
    if (const auto* series = std::get_if<math::time_series>(&value))
        return series->points.size();
    std::size_t total = 0;
    if (const auto* array = std::get_if<math::series_array>(&value))
        for (const auto& each : *array)
            total += each.points.size();
    return total;
}

class expression_run {
  public:
    expression_run(
        const std::vector<metric_data_query>& queries, const time_range& range, const metric_source& from
    )
        : queries_(queries), labels_(queries), range_(range), from_(from), states_(queries.size()),
          values_(queries.size()), messages_(queries.size()), units_(queries.size()) {
        for (std::size_t i = 0; i < queries.size(); ++i)
            by_id_[queries[i].id] = i;
        std::int64_t coarsest = 0;
        for (const auto& query : queries)
            if (!query.expression)
                coarsest = std::max(coarsest, query.period_seconds);
        if (coarsest > 0)
            period_ = coarsest;
    }

    std::vector<metric_data_result> results() {
        for (std::size_t i = 0; i < queries_.size(); ++i)
            compute(i);
        std::vector<metric_data_result> all;
        for (std::size_t i = 0; i < queries_.size(); ++i) {
            if (!queries_[i].return_data)
                continue;
            if (queries_[i].expression)
                add_expression(i, all);
            else
                all.push_back(metric_result(i));
        }
        return all;
    }

  private:
    enum class progress : unsigned char { none, under_way, done };

    // First what the query refers to, then the query itself: evaluation itself never goes from one query into
    // another.
    void compute(std::size_t i) {
        if (states_[i] == progress::done)
            return;
        const auto& query = queries_[i];
        if (states_[i] == progress::under_way)
            refuse(query, "Circular reference");
        states_[i] = progress::under_way;
        if (query.expression) {
            for (const auto& id : math::references_of(*query.expression)) {
                const auto other = by_id_.find(id);
                if (other == by_id_.end())
                    refuse(query, "Undefined variable '" + id + "'");
                compute(other->second);
            }
            values_[i] = evaluate_query(query);
        } else {
            values_[i] = metric_series(i);
        }
        states_[i] = progress::done;
        total_points_ += size_of(values_[i]);
        if (total_points_ > most_points)
            refuse(query, "Too many datapoints");
    }

    math::math_value evaluate_query(const metric_data_query& query) {
        const auto period = query.expression_period_seconds.value_or(period_);
        const math::surroundings with{
            period,
            [this](std::int64_t seconds) { return grid(seconds); },
            [this](const std::string& id) -> const math::math_value& { return values_[by_id_.at(id)]; },
            [this](const std::string& part) { return metrics(part); },
            [this, period](const auto& text, const auto& statistic, auto asked_period) {
                return search(text, statistic, asked_period.value_or(period));
            }};
        try {
            return math::evaluate(*query.expression, with);
        } catch (const math::expression_error& error) {
            refuse(query, error.what());
        } catch (const math::function_not_emulated& function) {
            throw errors::metric_math_not_emulated(function.what(), query.id);
        }
    }

    math::time_grid grid(std::int64_t period_seconds) const {
        return {
            round_start(range_.start, period_seconds, from_.now),
            std::min(range_.end, from_.now),
            period_seconds};
    }

    static math::time_series
    as_series(std::string source, std::int64_t period_seconds, const metric_points& read) {
        math::time_series series{std::move(source), period_seconds, {}};
        for (const auto& each : read.points)
            series.points.push_back({each.at, each.value});
        return series;
    }

    math::time_series metric_series(std::size_t i) {
        const auto& query = queries_[i];
        auto read = read_points(query, range_, from_);
        auto series = as_series(query.id, query.period_seconds, read);
        messages_[i] = std::move(read.messages);
        units_[i] = read.unit;
        return series;
    }

    math::series_array metrics(const std::string& part) {
        math::series_array found;
        for (std::size_t i = 0; i < queries_.size(); ++i) {
            if (queries_[i].expression || queries_[i].id.find(part) == std::string::npos)
                continue;
            compute(i);
            found.push_back(std::get<math::time_series>(values_[i]));
        }
        return found;
    }

    // What was found is kept under a source that no query's id can be.
    math::series_array
    search(const std::string& text, const std::string& statistic, std::int64_t period_seconds) {
        math::series_array series;
        for (auto& each : search_metrics(text, statistic, period_seconds, from_)) {
            auto source = "#" + std::to_string(found_.size());
            series.push_back(as_series(source, period_seconds, read_points(each.query, range_, from_)));
            found_.emplace(std::move(source), std::move(each));
        }
        return series;
    }

    metric_data_result metric_result(std::size_t i) const {
        const auto& query = queries_[i];
        metric_data_result result;
        result.id = query.id;
        result.status = query.foreign ? "Forbidden" : "Complete";
        result.messages = messages_[i];
        result.unit = units_[i];
        result.points = points_of(std::get<math::time_series>(values_[i]));
        result.label = labels_.of(query, result.points);
        return result;
    }

    void add_expression(std::size_t i, std::vector<metric_data_result>& all) const {
        const auto& query = queries_[i];
        metric_data_result result;
        result.id = query.id;
        if (const auto* series = std::get_if<math::time_series>(&values_[i])) {
            result.points = points_of(*series);
            result.label = query.label ? fill_label(*query.label, query, query.id, result.points) : query.id;
            all.push_back(std::move(result));
            return;
        }
        const auto* array = std::get_if<math::series_array>(&values_[i]);
        if (!array)
            refuse(query, "The result must be a time series or an array of time series, not a scalar");
        for (const auto& series : *array) {
            result.points = points_of(series);
            result.label = element_label(query, series.source, result.points);
            all.push_back(result);
        }
    }

    // An element is named after the metric that it comes from; a label of the expression stands before that
    // name, or says itself by dynamic parts where it goes.
    std::string element_label(
        const metric_data_query& query,
        const std::string& source,
        const std::vector<metric_data_point>& points
    ) const {
        const auto* origin = &query;
        auto name = query.id;
        if (const auto found = found_.find(source); found != found_.end()) {
            origin = &found->second.query;
            name = found->second.label;
        } else if (const auto asked = by_id_.find(source); asked != by_id_.end()) {
            origin = &queries_[asked->second];
            name = labels_.of(*origin, points);
        }
        if (!query.label)
            return name;
        if (query.label->find("${") == std::string::npos)
            return *query.label + " " + name;
        return fill_label(*query.label, *origin, name, points);
    }

    const std::vector<metric_data_query>& queries_;
    const metric_labels labels_;
    const time_range& range_;
    const metric_source& from_;
    std::map<std::string, std::size_t, std::less<>> by_id_;
    std::vector<progress> states_;
    std::vector<math::math_value> values_;
    std::vector<json> messages_;
    std::vector<std::optional<metric_unit>> units_;
    std::map<std::string, found_metric> found_;
    std::size_t total_points_ = 0;
    std::int64_t period_ = 60; // the coarsest of the metrics, where there is one
};

} // namespace

std::vector<metric_data_result> run_with_expressions(
    const std::vector<metric_data_query>& queries, const time_range& range, const metric_source& from
) {
    return expression_run(queries, range, from).results();
}

} // namespace borealis::emulator
