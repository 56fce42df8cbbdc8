// From a request to a typed call and back to an answer: chooses the codec, and does nothing of its work
// itself.
#include "protocol/api_call.hpp"

#include "protocol/cbor_codec.hpp"
#include "protocol/content_encoding.hpp"
#include "protocol/errors/common.hpp"
#include "protocol/json_codec.hpp"
#include "protocol/query_parameters.hpp"
#include "protocol/query_reader.hpp"
#include "protocol/query_xml.hpp"
#include "protocol/rpc_path.hpp"
#include "protocol/validation.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace borealis::protocol {
namespace {

constexpr std::string_view default_region = "us-east-1";
/// A date 20YY-MM-DD that is not after the model's own: clients of the years before speak older versions of
/// the same API.
bool is_known_version(std::string_view version, const service_model& service) {
    static constexpr std::string_view form = "20dd-dd-dd";
    const bool dated = std::ranges::equal(version, form, [](char c, char f) {
        return f == 'd' ? c >= '0' && c <= '9' : c == f;
    });
    return dated && version <= service.api_version;
}

const operation&
find_operation(const service_model& service, std::string_view action, std::string_view version) {
    const operation* op = is_known_version(version, service) ? service.find(action) : nullptr;
    if (op == nullptr)
        throw errors::invalid_action(action, version);
    return *op;
}

void decode_query(const http_request& request, api_call& call) {
    const query_parameters parameters(request);
    const auto action = parameters.find("Action");
    if (!action || action->empty())
        throw errors::missing_action();
    call.version = parameters.find("Version").value_or("");
    call.op = &find_operation(*call.answer.service, *action, call.version);
    if (call.op->input != nullptr)
        call.input = read_query_input(*call.op->input, parameters);
}

void decode_json(const http_request& request, api_call& call) {
    const std::string_view target = request.header("x-amz-target").value_or("");
    const std::size_t dot = std::min(target.find('.'), target.size());
    const std::string_view action = target.substr(std::min(dot + 1, target.size()));
    if (call.answer.service == nullptr)
        throw errors::invalid_action(action, target.substr(0, dot));
    call.version = call.answer.service->api_version;
    call.op = &find_operation(*call.answer.service, action, call.version);
    if (call.op->input != nullptr)
        call.input = read_json_input(*call.op->input, request.body);
}

void decode_cbor(const http_request& request, api_call& call) {
    const auto path = parse_rpc_path(request.target).value_or(rpc_path{});
    if (call.answer.service == nullptr || request.method != "POST")
        throw errors::invalid_action(path.operation, path.service);
    call.version = call.answer.service->api_version;
    call.op = &find_operation(*call.answer.service, path.operation, call.version);
    if (call.op->input != nullptr)
        call.input = read_cbor_input(*call.op->input, request.body);
}

/// `request` has the body that its sender meant.
api_call decode(const http_request& request, const answer_format& format) {
    api_call call;
    call.answer = format;
    call.signed_by = read_signature(request);
    call.account = account_of(call.signed_by ? call.signed_by->access_key : "");
    call.region = call.signed_by ? call.signed_by->region : std::string(default_region);
    switch (format.format) {
    case wire_format::query:
        decode_query(request, call);
        break;
    case wire_format::aws_json_1_0:
        decode_json(request, call);
        break;
    case wire_format::rpc_v2_cbor:
        decode_cbor(request, call);
        break;
    }
    validate_input(*call.answer.service, *call.op, call.input);
    return call;
}

constexpr std::string_view xml_type = "text/xml";
constexpr std::string_view json_type = "application/x-amz-json-1.0";
constexpr std::string_view cbor_type = "application/cbor";

/// An empty content type: the answer has none, because it has no body.
http_response answer(
    int status,
    wire_format format,
    std::string_view content_type,
    std::string_view request_id,
    std::string body
) {
    http_response out;
    out.status = status;
    out.headers.emplace_back("x-amzn-RequestId", request_id);
    if (!content_type.empty())
        out.headers.emplace_back("Content-Type", content_type);
    if (format == wire_format::rpc_v2_cbor)
        out.headers.emplace_back("smithy-protocol", "rpc-v2-cbor");
    out.body = std::move(body);
    return out;
}

/// Without the query mode a JSON or CBOR service knows 400 and 500 only; what the layers before it refuse
/// keeps its status: a body that is too large, and a CBOR path that leads nowhere.
int status_of(const answer_format& format, const aws_error& error) {
    if (format.format == wire_format::rpc_v2_cbor && error.code() == "InvalidAction")
        return 404;
    const bool keeps = format.format == wire_format::query || format.query_compatible ||
                       error.http_status() >= 500 || error.http_status() == 413;
    return keeps ? error.http_status() : 400;
}

/// GetMetricWidgetImage answers who asks for image/png with the picture itself. Source: its page,
/// OutputFormat.
bool wants_bare_picture(const api_call& call) {
    return call.op->name == "GetMetricWidgetImage" && call.input.value("OutputFormat", "") == "image/png";
}

} // namespace

api_call decode_call(const http_request& request, const answer_format& format) {
    auto body = inflated_body(request);
    if (!body)
        return decode(request, format);
    return decode({request.method, request.target, request.headers, *std::move(body)}, format);
}

http_response encode_result(const api_call& call, const json& output, std::string_view request_id) {
    const wire_format format = call.answer.format;
    if (wants_bare_picture(call))
        return answer(
            200,
            wire_format::query,
            "image/png",
            request_id,
            output.at("MetricWidgetImage").get<std::string>()
        );
    switch (format) {
    case wire_format::query: {
        auto body = xml_result(*call.answer.service, *call.op, output, request_id);
        return answer(200, format, xml_type, request_id, std::move(body));
    }
    case wire_format::aws_json_1_0:
        return answer(200, format, json_type, request_id, json_result(*call.op, output));
    case wire_format::rpc_v2_cbor:
        break;
    }
    const std::string_view type = call.op->output != nullptr ? cbor_type : "";
    return answer(200, format, type, request_id, cbor_result(*call.op, output));
}

http_response encode_error(const answer_format& format, const aws_error& error, std::string_view request_id) {
    const int status = status_of(format, error);
    if (format.format == wire_format::query) {
        const service_model& service = format.service != nullptr ? *format.service : rds_model();
        return answer(status, format.format, xml_type, request_id, xml_error(service, error, request_id));
    }
    const bool cbor = format.format == wire_format::rpc_v2_cbor;
    http_response out = answer(
        status,
        format.format,
        cbor ? cbor_type : json_type,
        request_id,
        cbor ? cbor_error_body(format.service, error) : json_error(format.service, error)
    );
    const std::string_view who = error.who() == fault::sender ? "Sender" : "Receiver";
    if (format.query_compatible)
        out.headers.emplace_back("x-amzn-query-error", fmt::format("{};{}", error.code(), who));
    return out;
}

} // namespace borealis::protocol
