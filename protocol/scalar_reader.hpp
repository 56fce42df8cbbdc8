// Text of the query protocol into the typed values that handlers work with.
#pragma once

#include "protocol/json.hpp"
#include "protocol/service_model.hpp"

#include <string_view>

namespace borealis::protocol {

/// `name` is the parameter's full name, for the error text. Throws InvalidParameterValue.
json scalar_from_text(const shape& type, std::string_view text, std::string_view name);

/// NaN, Infinity or -Infinity, which JSON and the query protocol spell as words.
bool special_double(std::string_view text, double& value) noexcept;

} // namespace borealis::protocol
