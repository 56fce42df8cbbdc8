// Reads the input of an operation out of query parameters by walking its input shape.
#pragma once

#include "protocol/json.hpp"
#include "protocol/query_parameters.hpp"
#include "protocol/service_model.hpp"

namespace borealis::protocol {

/// What is not in the shape is ignored. A list may come as Name.Element.N, Name.member.N (any word before the
/// index), Name.N, or Name=value for one element; Name= is an explicit empty list; gaps in the numbers keep
/// their order. Throws InvalidParameterValue for a value that its type does not allow.
json read_query_input(const shape& input, const query_parameters& parameters);

} // namespace borealis::protocol
