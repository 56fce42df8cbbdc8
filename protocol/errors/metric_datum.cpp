// Codes and texts of PutMetricData's errors.
#include "protocol/errors/metric_datum.hpp"

#include "protocol/errors/common.hpp"

#include <fmt/format.h>

namespace borealis::protocol::errors {

aws_error reserved_namespace() {
    return value_for_parameter_invalid("AWS/", "Namespace");
}

aws_error metric_data_missing() {
    return missing_required_parameters("The parameter MetricData is required.");
}

aws_error collection_too_large(std::string_view parameter, std::size_t limit) {
    return invalid_parameter_value(
        fmt::format("The collection {} must not have a size greater than {}.", parameter, limit)
    );
}

aws_error value_for_parameter_invalid(std::string_view value, std::string_view parameter) {
    return invalid_parameter_value(fmt::format("The value {} for parameter {} is invalid.", value, parameter)
    );
}

aws_error parameters_mutually_exclusive(std::string_view first, std::string_view second) {
    return invalid_parameter_combination(fmt::format(
        "The parameters {} and {} are mutually exclusive and you have specified both.", first, second
    ));
}

aws_error parameters_differ_in_size(std::string_view first, std::string_view second) {
    return invalid_parameter_value(
        fmt::format("The parameters {} and {} must be of the same size.", first, second)
    );
}

aws_error datum_without_value(std::string_view datum) {
    return invalid_parameter_combination(fmt::format(
        "At least one of the parameters {0}.Value, {0}.Values and {0}.StatisticValues must be specified.",
        datum
    ));
}

aws_error minimum_above_maximum(std::string_view parameter) {
    return invalid_parameter_value(
        fmt::format("The parameter {0}.Minimum must not be greater than {0}.Maximum.", parameter)
    );
}

aws_error timestamp_too_old(std::string_view parameter) {
    return invalid_parameter_value(
        fmt::format("The parameter {} must specify a time within the past two weeks.", parameter)
    );
}

aws_error timestamp_too_far_ahead(std::string_view parameter) {
    return invalid_parameter_value(
        fmt::format("The parameter {} must specify a time no more than two hours in the future.", parameter)
    );
}

} // namespace borealis::protocol::errors
