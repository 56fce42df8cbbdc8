// The rpcv2Cbor protocol: bodies of requests and answers by shape.
// Source: Smithy, "Smithy RPC v2 CBOR protocol".
#pragma once

#include "protocol/aws_error.hpp"
#include "protocol/json.hpp"
#include "protocol/service_model.hpp"

#include <string>
#include <string_view>

namespace borealis::protocol {

/// Types the body by the input shape, as read_json_input does: unknown members and nulls are dropped, an
/// empty body is an empty object. Numbers may come as integers or floating-point numbers of any width,
/// timestamps come as tag 1. Throws SerializationException for what is no CBOR or has a wrong type.
json read_cbor_input(const shape& input, std::string_view body);

/// Definite lengths; timestamps as tag 1 with seconds as float64, floating-point numbers as float64. Nothing
/// for an operation that answers nothing. Throws std::logic_error as json_result does.
std::string cbor_result(const operation& op, const json& output);

/// {"__type": …, "message": …}
std::string cbor_error_body(const service_model* service, const aws_error& error);

} // namespace borealis::protocol
