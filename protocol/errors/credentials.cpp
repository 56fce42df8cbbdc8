// Texts of the errors about credentials and names inside the database.
#include "protocol/errors/credentials.hpp"

#include "protocol/errors/common.hpp"

#include <fmt/format.h>

namespace borealis::protocol::errors {

aws_error password_has_forbidden_characters() {
    return invalid_parameter_value(
        "The parameter MasterUserPassword is not a valid password. Only printable ASCII characters besides "
        "'/', '@', '\"', ' ' may be used."
    );
}

aws_error password_too_short(std::size_t least) {
    return invalid_parameter_value(fmt::format(
        "The parameter MasterUserPassword is not a valid password because it is shorter than {} characters.",
        least
    ));
}

aws_error password_too_long(std::size_t most) {
    return invalid_parameter_value(fmt::format(
        "The parameter MasterUserPassword is not a valid password because it is longer than {} characters.",
        most
    ));
}

aws_error reserved_user_name(std::string_view name) {
    return invalid_parameter_value(
        fmt::format("MasterUsername {} cannot be used as it is a reserved word used by the engine", name)
    );
}

aws_error not_alphanumeric(std::string_view parameter) {
    return invalid_parameter_value(
        fmt::format("{} must begin with a letter and contain only alphanumeric characters.", parameter)
    );
}

aws_error name_too_long(std::string_view parameter, std::size_t most) {
    return invalid_parameter_value(fmt::format("{} must not be longer than {} characters.", parameter, most));
}

aws_error reserved_database_name(std::string_view parameter, std::string_view name) {
    return invalid_parameter_value(
        fmt::format("{} {} cannot be used. It is a reserved word for this engine", parameter, name)
    );
}

} // namespace borealis::protocol::errors
