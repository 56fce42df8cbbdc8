// Codes, statuses and texts of the errors about alarms.
#include "protocol/errors/alarm.hpp"

#include "protocol/errors/common.hpp"

#include <fmt/format.h>

namespace borealis::protocol::errors {

aws_error alarm_parameter_missing(std::string_view name) {
    return validation_error(fmt::format("{} must not be null", name));
}

aws_error alarm_parameters_exclude_each_other(std::string_view one, std::string_view other) {
    return validation_error(fmt::format(
        "The parameters {} and {} are mutually exclusive and you have specified both.", one, other
    ));
}

aws_error alarm_value_invalid(std::string_view value, std::string_view name) {
    return validation_error(fmt::format("The value {} for parameter {} is invalid.", value, name));
}

aws_error alarm_period_invalid() {
    return validation_error("Period must be 10, 20, 30 or a multiple of 60");
}

aws_error alarm_range_too_long(std::int64_t most_seconds) {
    if (most_seconds > 86400)
        return validation_error(fmt::format(
            "Metrics cannot be checked across more than seven days (EvaluationPeriods * Period must be <= "
            "{}).",
            most_seconds
        ));
    return validation_error(fmt::format(
        "Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= {}).",
        most_seconds
    ));
}

aws_error datapoints_exceed_evaluation_periods() {
    return validation_error("DatapointsToAlarm must be less than or equal to EvaluationPeriods");
}

aws_error alarm_metrics_not_one_returned() {
    return validation_error("Exactly one element of the metrics list should return data.");
}

aws_error too_many_alarm_metrics(std::size_t most) {
    return validation_error(fmt::format("The collection Metrics must not have a size greater than {}.", most)
    );
}

aws_error alarm_without_metric() {
    return validation_error("Invalid metrics list: it must contain at least one metric.");
}

aws_error alarm_expression_not_one_series() {
    return validation_error("Invalid metrics list: the expression must return exactly one time series.");
}

aws_error search_in_alarm() {
    return validation_error("SEARCH is not supported on Metric Alarms.");
}

aws_error alarm_of_another_place(std::string_view arn) {
    return validation_error(fmt::format("The alarm {} is not of this account and region.", arn));
}

aws_error invalid_arn_syntax(std::string_view text) {
    return validation_error(fmt::format("Invalid arn syntax: {}", text));
}

aws_error alarm_name_taken(std::string_view name, std::string_view kind) {
    return validation_error(fmt::format("A {} alarm with the name {} already exists.", kind, name));
}

aws_error invalid_alarm_rule(std::string_view why) {
    return validation_error(fmt::format("AlarmRule is invalid: {}", why));
}

aws_error too_many_alarm_tags(std::size_t most) {
    return validation_error(fmt::format("A resource cannot have more than {} tags.", most));
}

aws_error too_many_alarms(std::size_t most) {
    return {"LimitExceeded", 400, fmt::format("The maximum limit of {} alarms has been reached.", most)};
}

aws_error alarm_filters_exclude_each_other(std::string_view one, std::string_view other) {
    return validation_error(fmt::format("{} cannot be specified together with {}.", one, other));
}

aws_error alarm_not_found() {
    return {"ResourceNotFound", 404, ""};
}

aws_error state_reason_data_malformed() {
    return {"InvalidFormat", 400, "Data was not syntactically valid JSON."};
}

aws_error too_many_composite_alarms_to_delete() {
    return validation_error("Only one composite alarm can be deleted per request.");
}

aws_error alarm_has_parents(std::string_view name) {
    return validation_error(
        fmt::format("Cannot delete {} as there are composite alarm(s) depending on it.", name)
    );
}

aws_error tagged_resource_arn_invalid(std::string_view arn) {
    return {
        "InvalidParameterValue", 400, fmt::format("The value {} for parameter ResourceARN is invalid.", arn)};
}

aws_error tagged_resource_not_found(std::string_view arn) {
    return {"ResourceNotFoundException", 404, fmt::format("The resource {} does not exist.", arn)};
}

aws_error tag_key_reserved(std::string_view key) {
    return {
        "InvalidParameterValue",
        400,
        fmt::format("The tag key {} is invalid: keys must not begin with aws:", key)};
}

} // namespace borealis::protocol::errors
