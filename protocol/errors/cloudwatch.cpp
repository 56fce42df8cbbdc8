// Codes, statuses and texts of CloudWatch's errors.
#include "protocol/errors/cloudwatch.hpp"

#include "protocol/errors/parameter.hpp"

#include <fmt/format.h>

namespace borealis::protocol::errors {

namespace {

aws_error invalid_value(std::string message) {
    return {"InvalidParameterValue", 400, std::move(message)};
}

aws_error invalid_combination(std::string message) {
    return {"InvalidParameterCombination", 400, std::move(message)};
}

// GetMetricData ends each line of these texts, the last one too, with a line feed.
aws_error validation_lines(const std::vector<std::string>& lines) {
    std::string message;
    for (const auto& line : lines)
        message += line + "\n";
    return {"ValidationError", 400, std::move(message)};
}

std::string query_member(std::string_view place, std::string_view member) {
    return fmt::format("{}.{}", place, member);
}

std::string bad_period(std::string_view parameter, std::int64_t seconds) {
    if (seconds < 60)
        return fmt::format("The parameter {} must be a value in the set [ 1, 5, 10, 20, 30 ].", parameter);
    return fmt::format("The parameter {} must be a multiple of 60.", parameter);
}

} // namespace

aws_error start_time_not_before_end_time() {
    return invalid_value("The parameter StartTime must be less than the parameter EndTime.");
}

aws_error statistics_missing() {
    return invalid_combination(
        "At least one of the parameters Statistics and ExtendedStatistics must be specified."
    );
}

aws_error too_many_datapoints(std::int64_t asked, std::int64_t limit) {
    return invalid_combination(fmt::format(
        "You have requested up to {} datapoints, which exceeds the limit of {}. You may reduce the "
        "datapoints "
        "requested by increasing Period, or decreasing the time range.",
        asked,
        limit
    ));
}

aws_error invalid_period(std::int64_t seconds) {
    return invalid_value(bad_period("Period", seconds));
}

aws_error invalid_extended_statistic(std::string_view value, std::size_t position) {
    return invalid_value(
        fmt::format("The value {} for parameter ExtendedStatistics.member.{} is invalid.", value, position)
    );
}

aws_error metric_data_times_equal() {
    return validation_lines({"The parameter StartTime must not equal parameter EndTime."});
}

aws_error metric_data_times_reversed() {
    return validation_lines({"The parameter EndTime must be greater than StartTime."});
}

aws_error invalid_max_datapoints(std::int64_t value, std::int64_t limit) {
    return validation_lines({fmt::format(
        "The value {} for parameter MaxDatapoints is invalid. It must be between 1 and {}.", value, limit
    )});
}

aws_error invalid_next_token() {
    return {"InvalidNextToken", 400, "The next token specified is invalid."};
}

aws_error too_many_metric_data_queries(std::size_t limit) {
    return validation_lines(
        {fmt::format("The collection MetricDataQueries must not have a size greater than {}.", limit)}
    );
}

aws_error invalid_metric_data_queries(const std::vector<std::string>& lines) {
    return validation_lines(lines);
}

aws_error metric_math_not_emulated(std::string_view function, std::string_view query_id) {
    return not_emulated(fmt::format("{} (in expression '{}')", function, query_id));
}

std::string query_parameter_missing(std::string_view place, std::string_view member) {
    return fmt::format("The parameter {} is required.", query_member(place, member));
}

std::string query_id_malformed(std::string_view place, std::string_view id) {
    return fmt::format(
        "The value {} for parameter {} is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.",
        id,
        query_member(place, "Id")
    );
}

std::string query_ids_not_unique(std::string_view parameter) {
    return fmt::format("The values for parameter id in {} are not unique.", parameter);
}

std::string query_has_neither(std::string_view place) {
    return fmt::format(
        "At least one of the parameters {} and {} must be specified.",
        query_member(place, "Expression"),
        query_member(place, "MetricStat")
    );
}

std::string query_has_both(std::string_view place) {
    return fmt::format(
        "The parameters {} and {} are mutually exclusive and you have specified both.",
        query_member(place, "Expression"),
        query_member(place, "MetricStat")
    );
}

std::string query_statistic_invalid(std::string_view place, std::string_view statistic) {
    return fmt::format(
        "The value {} for parameter {} is not a valid statistic.",
        statistic,
        query_member(place, "MetricStat.Stat")
    );
}

std::string query_period_invalid(std::string_view place, std::int64_t seconds) {
    return bad_period(query_member(place, "MetricStat.Period"), seconds);
}

std::string expression_period_invalid(std::string_view place, std::int64_t seconds) {
    return bad_period(query_member(place, "Period"), seconds);
}

std::string expression_invalid(std::string_view query_id, std::string_view why) {
    return fmt::format("Error in expression '{}': {}", query_id, why);
}

aws_error invalid_list_metrics_token() {
    return invalid_value("The value for parameter NextToken is invalid.");
}

} // namespace borealis::protocol::errors
