// A request on its way through the protocol layer, as the server would take it: it ends in a call or in an
// answer that says no, and in nothing else.
#pragma once

#include "tests/fuzz/require.hpp"

#include "protocol/api_call.hpp"
#include "protocol/utf8.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace borealis::fuzz {

inline std::optional<protocol::api_call> answer(const protocol::http_request& request) {
    const auto format = protocol::detect_format(request);
    try {
        auto call = protocol::decode_call(request, format);
        require(call.op != nullptr, "a call has an operation");
        require(call.account.size() == 12, "a call has an account of twelve digits");
        return call;
    } catch (const protocol::aws_error& error) {
        const auto response = protocol::encode_error(format, error, "id");
        require(response.status >= 400, "a refusal has a status of one");
        const bool binary = format.format == protocol::wire_format::rpc_v2_cbor;
        require(binary || protocol::is_text(response.body), "a refusal is text");
        return std::nullopt;
    }
}

/// An input begins with a line that names an operation; the body follows.
struct named_body {
    const protocol::operation* op; // of CloudWatch; nullptr: the model has none of that name
    std::string_view name;
    std::string_view body;
};

inline named_body split(std::string_view input) {
    const std::string_view name = input.substr(0, input.find('\n'));
    const std::string_view body =
        name.size() < input.size() ? input.substr(name.size() + 1) : std::string_view();
    return {protocol::cloudwatch_model().find(name), name, body};
}

} // namespace borealis::fuzz
