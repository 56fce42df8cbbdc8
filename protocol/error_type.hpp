// How the JSON and CBOR protocols name an error.
#pragma once

#include "protocol/aws_error.hpp"
#include "protocol/service_model.hpp"

#include <string>

namespace borealis::protocol {

/// The value of __type: the faults of CloudWatch's model carry its namespace, those of AWS's common layers
/// theirs.
std::string error_type(const service_model* service, const aws_error& error);

} // namespace borealis::protocol
