// One API call between its bytes and its handler: which service, which operation, in which wire format.
#pragma once

#include "protocol/aws_error.hpp"
#include "protocol/http_message.hpp"
#include "protocol/json.hpp"
#include "protocol/service_model.hpp"
#include "protocol/sigv4.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace borealis::protocol {

enum class wire_format : unsigned char { query, aws_json_1_0, rpc_v2_cbor };

/// How an answer has to look, known before the call itself could be read: even an unreadable one gets an
/// answer in its own format.
struct answer_format {
    const service_model* service = nullptr;
    wire_format format = wire_format::query;
    bool query_compatible = false; // x-amzn-query-mode: true
};

struct api_call {
    answer_format answer;
    const operation* op = nullptr;
    std::string version;
    std::optional<signature> signed_by;
    std::string account; // 12 digits
    std::string region;
    json input = json::object();
};

/// Which service and wire format a request is meant for, by protocol or target header, path, credential scope
/// or Action. Never throws.
answer_format detect_format(const http_request& request) noexcept;

/// Reads, types and validates a request against the model; a body in gzip is inflated. Throws aws_error
/// (InvalidAction, MissingAction, MissingParameter, InvalidParameterValue, ValidationError,
/// MalformedQueryString, SerializationException, RequestEntityTooLarge, IncompleteSignature).
api_call decode_call(const http_request& request, const answer_format& format);

http_response encode_result(const api_call& call, const json& output, std::string_view request_id);
http_response encode_error(const answer_format& format, const aws_error& error, std::string_view request_id);

} // namespace borealis::protocol
