// The awsJson1.0 protocol: bodies of requests and answers by shape.
// Source: Smithy, "AWS JSON 1.0 protocol" and "AWS query compatible" trait.
#pragma once

#include "protocol/aws_error.hpp"
#include "protocol/json.hpp"
#include "protocol/service_model.hpp"

#include <string>
#include <string_view>

namespace borealis::protocol {

/// Types the body by the input shape; unknown members and nulls are dropped, an empty body is an empty
/// object. Throws SerializationException for what is no JSON or has a wrong type.
json read_json_input(const shape& input, std::string_view body);

/// Timestamps as seconds with a fraction, NaN and the infinities as words. Throws std::logic_error as
/// xml_result does.
std::string json_result(const operation& op, const json& output);

/// {"__type": …, "message": …}
std::string json_error(const service_model* service, const aws_error& error);

} // namespace borealis::protocol
