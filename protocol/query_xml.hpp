// Answers of the query protocol: XML bodies made by walking the output shape.
#pragma once

#include "protocol/aws_error.hpp"
#include "protocol/json.hpp"
#include "protocol/service_model.hpp"

#include <string>
#include <string_view>

namespace borealis::protocol {

/// Members come in the order of the model; those that are absent are not written. Throws std::logic_error for
/// a member that the output shape does not have: a handler's mistake.
std::string xml_result(
    const service_model& service, const operation& op, const json& output, std::string_view request_id
);

std::string xml_error(const service_model& service, const aws_error& error, std::string_view request_id);

} // namespace borealis::protocol
