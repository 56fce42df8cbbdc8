// Texts of the errors about parameter values.
#include "protocol/errors/parameter.hpp"

#include "protocol/errors/common.hpp"

#include <fmt/format.h>

namespace borealis::protocol::errors {

aws_error not_a_valid_identifier(std::string_view parameter) {
    return invalid_parameter_value(fmt::format(
        "The parameter {} is not a valid identifier. Identifiers must begin with a letter; must contain only "
        "ASCII letters, digits, and hyphens; and must not end with a hyphen or contain two consecutive "
        "hyphens.",
        parameter
    ));
}

aws_error
value_out_of_range(std::string_view parameter, std::int64_t value, std::int64_t least, std::int64_t most) {
    return invalid_parameter_value(
        fmt::format("Invalid value {} for {}. Must be between {} and {}", value, parameter, least, most)
    );
}

aws_error not_an_allowed_value(std::string_view parameter, std::string_view value, std::string_view allowed) {
    return invalid_parameter_value(
        fmt::format("Invalid value {} for {}. Allowed: {}", value, parameter, allowed)
    );
}

aws_error must_not_be_null(std::string_view parameter) {
    return invalid_parameter_value(
        fmt::format("The parameter {} must be provided and must not be null.", parameter)
    );
}

aws_error must_not_be_blank(std::string_view parameter) {
    return invalid_parameter_value(
        fmt::format("The parameter {} must be provided and must not be blank.", parameter)
    );
}

aws_error cannot_be_combined(std::string_view parameter, std::string_view other) {
    return invalid_parameter_combination(
        fmt::format("{} can not be specified together with {}.", parameter, other)
    );
}

aws_error only_allowed_with(std::string_view parameter, std::string_view other) {
    return invalid_parameter_combination(fmt::format("{} can only be specified with {}.", parameter, other));
}

aws_error not_supported_for_engine(std::string_view parameter, std::string_view engine) {
    return invalid_parameter_combination(
        fmt::format("{} isn't supported for DB engine {}.", parameter, engine)
    );
}

aws_error not_emulated(std::string_view what) {
    return {"NotImplemented", 501, fmt::format("Borealis does not emulate {} yet.", what), fault::receiver};
}

} // namespace borealis::protocol::errors
