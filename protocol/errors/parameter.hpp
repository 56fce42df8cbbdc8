// Errors about the value of a request parameter, whatever resource it is for.
#pragma once

#include "protocol/aws_error.hpp"

#include <cstdint>
#include <string_view>

namespace borealis::protocol::errors {

/// Identifiers: a letter, then letters, digits and single hyphens.
aws_error not_a_valid_identifier(std::string_view parameter);
/// "Invalid value 3 for MaxRecords. Must be between 20 and 100": AWS's text for MaxRecords, taken for all
/// ranges.
aws_error
value_out_of_range(std::string_view parameter, std::int64_t value, std::int64_t least, std::int64_t most);
/// A value that is none of the allowed ones. The text is ours: AWS's is not known.
aws_error not_an_allowed_value(std::string_view parameter, std::string_view value, std::string_view allowed);
aws_error must_not_be_null(std::string_view parameter);
aws_error must_not_be_blank(std::string_view parameter);
/// Two parameters that exclude each other. The text is ours.
aws_error cannot_be_combined(std::string_view parameter, std::string_view other);
/// One parameter that is only allowed with another. The text is ours.
aws_error only_allowed_with(std::string_view parameter, std::string_view other);
/// A parameter that AWS has for other engines ("X isn't supported for DB engine Y.").
aws_error not_supported_for_engine(std::string_view parameter, std::string_view engine);

/// 501 NotImplemented: AWS could do this, we don't, and we say so instead of pretending.
aws_error not_emulated(std::string_view what);

} // namespace borealis::protocol::errors
