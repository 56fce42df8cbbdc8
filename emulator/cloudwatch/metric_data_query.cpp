// Reading and checking MetricDataQueries. Source: CloudWatch API Reference, MetricDataQuery and MetricStat.
#include "emulator/cloudwatch/metric_data_query.hpp"

#include "emulator/cloudwatch/math/value.hpp"
#include "emulator/cloudwatch/metric_request.hpp"
#include "emulator/cloudwatch/request_time.hpp"
#include "protocol/errors/cloudwatch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace borealis::emulator {

namespace errors = protocol::errors;

namespace {

constexpr std::size_t most_queries = 500;

bool is_query_id(std::string_view id) {
    const auto is_lower = [](char c) { return c >= 'a' && c <= 'z'; };
    return !id.empty() && is_lower(id.front()) && std::all_of(id.begin(), id.end(), [&](char c) {
        return is_lower(c) || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    });
}

// Which of the queries, spelled only where something is wrong with it.
struct query_place {
    std::string_view parameter;
    std::size_t number; // from 1

    std::string text() const { return fmt::format("{}.member.{}", parameter, number); }
};

void check_metric_stat(const json& stat, const query_place& where, std::vector<std::string>& wrong) {
    for (const auto* name : {"Namespace", "MetricName"})
        if (!stat.at("Metric").contains(name))
            wrong.push_back(
                errors::query_parameter_missing(where.text(), std::string("MetricStat.Metric.") + name)
            );
    const auto& name = stat.at("Stat").get_ref<const std::string&>();
    if (!parse_statistic(name))
        wrong.push_back(errors::query_statistic_invalid(where.text(), name));
    const auto period = stat.at("Period").get<std::int64_t>();
    if (!is_valid_period(period))
        wrong.push_back(errors::query_period_invalid(where.text(), period));
}

void check_expression(const json& query, const query_place& where, std::vector<std::string>& wrong) {
    const auto& id = query.at("Id").get_ref<const std::string&>();
    const auto text = query.at("Expression").get<std::string>();
    if (text.starts_with("SELECT "))
        throw errors::metric_math_not_emulated("SELECT", id);
    try {
        math::parse_expression(text);
    } catch (const math::expression_error& error) {
        wrong.push_back(errors::expression_invalid(id, error.what()));
    }
    const auto period = query.value("Period", std::int64_t{60});
    if (!is_valid_period(period))
        wrong.push_back(errors::expression_period_invalid(where.text(), period));
}

void check_queries(const json& queries, std::string_view parameter) {
    std::vector<std::string> wrong;
    std::set<std::string_view> ids;
    std::size_t position = 0;
    for (const auto& query : queries) {
        const query_place where{parameter, ++position};
        const auto& id = query.at("Id").get_ref<const std::string&>();
        if (!is_query_id(id))
            wrong.push_back(errors::query_id_malformed(where.text(), id));
        ids.insert(id);
        const bool has_stat = query.contains("MetricStat");
        const bool has_expression = query.contains("Expression");
        if (has_stat && has_expression)
            wrong.push_back(errors::query_has_both(where.text()));
        if (!has_stat && !has_expression)
            wrong.push_back(errors::query_has_neither(where.text()));
        if (has_stat)
            check_metric_stat(query.at("MetricStat"), where, wrong);
        else if (has_expression)
            check_expression(query, where, wrong);
    }
    if (ids.size() < queries.size())
        wrong.push_back(errors::query_ids_not_unique(parameter));
    if (!wrong.empty())
        throw errors::invalid_metric_data_queries(wrong);
}

metric_data_query read_query(const scope& where, const json& query) {
    metric_data_query read;
    read.id = query.at("Id");
    if (query.contains("Label"))
        read.label = query.at("Label").get<std::string>();
    read.return_data = query.value("ReturnData", true);
    if (query.contains("Expression")) {
        read.expression = math::parse_expression(query.at("Expression").get<std::string>());
        if (query.contains("Period"))
            read.expression_period_seconds = query.at("Period").get<std::int64_t>();
        return read;
    }
    const auto& stat = query.at("MetricStat");
    read.metric = read_metric_id(where, stat.at("Metric"));
    read.statistic_name = stat.at("Stat");
    read.what = *parse_statistic(read.statistic_name);
    read.period_seconds = stat.at("Period");
    read.unit = read_unit(stat);
    read.foreign = query.value("AccountId", where.account) != where.account;
    return read;
}

} // namespace

std::vector<metric_data_query>
read_metric_data_queries(const scope& where, const json& queries, std::string_view parameter) {
    if (queries.size() > most_queries)
        throw errors::too_many_metric_data_queries(most_queries);
    check_queries(queries, parameter);
    std::vector<metric_data_query> read;
    for (const auto& query : queries)
        read.push_back(read_query(where, query));
    return read;
}

} // namespace borealis::emulator
