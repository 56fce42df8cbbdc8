// Finds out what a request is meant for, by whatever its protocol says it with.
#include "protocol/api_call.hpp"

#include "protocol/content_encoding.hpp"
#include "protocol/query_parameters.hpp"
#include "protocol/rpc_path.hpp"

#include <algorithm>
#include <array>

namespace borealis::protocol {
namespace {

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

/// The service of a target prefix, as "GraniteServiceVersion20100801" in a path.
const service_model* service_of_prefix(std::string_view prefix) {
    return find_service([prefix](const service_model& one) {
        return !one.target_prefix.empty() && prefix == one.target_prefix;
    });
}

/// The service of "GraniteServiceVersion20100801.ListMetrics" in a header.
const service_model* service_of_target(std::string_view target) {
    return service_of_prefix(target.substr(0, target.find('.')));
}

const service_model* service_of_path(std::string_view target) {
    const auto path = parse_rpc_path(target);
    return path ? service_of_prefix(path->service) : nullptr;
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

query_parameters inflated_parameters(const http_request& request) {
    auto body = inflated_body(request);
    if (!body)
        return query_parameters(request);
    return query_parameters({request.method, request.target, {}, *std::move(body)});
}

const service_model* service_of_action(const http_request& request) {
    try {
        const auto parameters = inflated_parameters(request);
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
    if (request.header("smithy-protocol") == "rpc-v2-cbor") {
        out.format = wire_format::rpc_v2_cbor;
        out.service = service_of_path(request.target);
        return out;
    }
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

} // namespace

answer_format detect_format(const http_request& request) noexcept {
    try {
        return format_of(request);
    } catch (...) { // out of memory
        return {&rds_model(), wire_format::query, false};
    }
}

} // namespace borealis::protocol
