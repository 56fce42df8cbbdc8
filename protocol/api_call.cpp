// From a request to a typed call and back to an answer: chooses service and codec, and does nothing of their
// work itself.
#include "protocol/api_call.hpp"

#include "protocol/errors/common.hpp"
#include "protocol/json_codec.hpp"
#include "protocol/query_parameters.hpp"
#include "protocol/query_reader.hpp"
#include "protocol/query_xml.hpp"
#include "protocol/validation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace borealis::protocol {
namespace {

constexpr std::string_view default_region = "us-east-1";
constexpr std::string_view service_path = "/service/";

/// In the order in which an Action is looked for.
std::array<const service_model*, 3> all_services() noexcept {
    return {&rds_model(), &cloudwatch_model(), &sts_model()};
}

template <class Predicate>
const service_model* find_service(Predicate matches) {
    const auto services = all_services();
    const auto found =
        std::ranges::find_if(services, [&](const service_model* one) { return matches(*one); });
    return found != services.end() ? *found : nullptr;
}

/// The service of a target prefix, as "GraniteServiceVersion20100801" in a header or in a path.
const service_model* service_of_target(std::string_view target) {
    return find_service([target](const service_model& one) {
        return !one.target_prefix.empty() && target.starts_with(one.target_prefix);
    });
}

const service_model* service_of_path(std::string_view target) {
    return target.starts_with(service_path) ? service_of_target(target.substr(service_path.size())) : nullptr;
}

const service_model* service_of_scope(const http_request& request) {
    try {
        const auto signed_by = read_signature(request);
        return signed_by
                   ? find_service([&](const service_model& one) { return one.name == signed_by->service; })
                   : nullptr;
    } catch (const aws_error&) {
        return nullptr; // decode_call answers it
    }
}

const service_model* service_of_action(const http_request& request) {
    try {
        const query_parameters parameters(request);
        const auto action = parameters.find("Action");
        return action ? find_service([&](const service_model& one) { return one.find(*action) != nullptr; })
                      : nullptr;
    } catch (const aws_error&) {
        return nullptr; // decode_call answers it
    }
}

answer_format format_of(const http_request& request) {
    answer_format out;
    out.query_compatible = request.header("x-amzn-query-mode") == "true";
    if (const auto target = request.header("x-amz-target")) {
        out.format = wire_format::aws_json_1_0;
        out.service = service_of_target(*target);
        return out;
    }
    out.service = service_of_path(request.target);
    if (out.service == nullptr)
        out.service = service_of_scope(request);
    if (out.service == nullptr)
        out.service = service_of_action(request);
    if (out.service == nullptr)
        out.service = &rds_model();
    return out;
}

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

http_response
answer(int status, std::string_view content_type, std::string_view request_id, std::string body) {
    http_response out;
    out.status = status;
    out.headers.emplace_back("x-amzn-RequestId", request_id);
    out.headers.emplace_back("Content-Type", content_type);
    out.body = std::move(body);
    return out;
}

constexpr std::string_view xml_type = "text/xml";
constexpr std::string_view json_type = "application/x-amz-json-1.0";

} // namespace

answer_format detect_format(const http_request& request) noexcept {
    try {
        return format_of(request);
    } catch (...) { // out of memory
        return {&rds_model(), wire_format::query, false};
    }
}

api_call decode_call(const http_request& request, const answer_format& format) {
    api_call call;
    call.answer = format;
    call.signed_by = read_signature(request);
    call.account = account_of(call.signed_by ? call.signed_by->access_key : "");
    call.region = call.signed_by ? call.signed_by->region : std::string(default_region);
    if (format.format == wire_format::query)
        decode_query(request, call);
    else
        decode_json(request, call);
    validate_input(*format.service, *call.op, call.input);
    return call;
}

http_response encode_result(const api_call& call, const json& output, std::string_view request_id) {
    if (call.answer.format == wire_format::query)
        return answer(
            200, xml_type, request_id, xml_result(*call.answer.service, *call.op, output, request_id)
        );
    return answer(200, json_type, request_id, json_result(*call.op, output));
}

http_response encode_error(const answer_format& format, const aws_error& error, std::string_view request_id) {
    if (format.format == wire_format::query) {
        const service_model& service = format.service != nullptr ? *format.service : rds_model();
        return answer(error.http_status(), xml_type, request_id, xml_error(service, error, request_id));
    }
    // Without the query mode a JSON service knows 400 and 500 only.
    const bool plain = !format.query_compatible && error.http_status() < 500;
    http_response out =
        answer(plain ? 400 : error.http_status(), json_type, request_id, json_error(format.service, error));
    const std::string_view who = error.who() == fault::sender ? "Sender" : "Receiver";
    if (format.query_compatible)
        out.headers.emplace_back("x-amzn-query-error", fmt::format("{};{}", error.code(), who));
    return out;
}

} // namespace borealis::protocol
