// Errors about master user names, passwords and database names.
#pragma once

#include "protocol/aws_error.hpp"

#include <cstddef>
#include <string_view>

namespace borealis::protocol::errors {

aws_error password_has_forbidden_characters();
aws_error password_too_short(std::size_t least);
aws_error password_too_long(std::size_t most);

aws_error reserved_user_name(std::string_view name);
/// `parameter` must begin with a letter and contain only alphanumeric characters (underscores count).
aws_error not_alphanumeric(std::string_view parameter);
aws_error name_too_long(std::string_view parameter, std::size_t most);
aws_error reserved_database_name(std::string_view parameter, std::string_view name);

} // namespace borealis::protocol::errors
