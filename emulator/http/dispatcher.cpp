// The way of an API call. Bodies and targets hold passwords: neither is ever logged.
#include "emulator/http/dispatcher.hpp"

#include "emulator/cloudwatch/metric_store.hpp"
#include "emulator/http/called_name.hpp"
#include "protocol/errors/common.hpp"

#include <spdlog/spdlog.h>

#include <chrono>
#include <exception>
#include <optional>

namespace borealis::emulator {

namespace {

constexpr std::size_t longest_cached_request = 32 * 1024; // bytes; GetMetricData of 100 metrics takes 25 KB

/// What decides about an answer, besides the state.
std::string cache_key(
    const protocol::http_request& request,
    const protocol::answer_format& format,
    const std::optional<protocol::signature>& signed_by
) {
    const std::string_view access_key = signed_by ? std::string_view(signed_by->access_key) : "";
    const std::string_view region = signed_by ? std::string_view(signed_by->region) : "";
    std::string key;
    for (const std::string_view part : {
             format.service->name,
             access_key,
             region,
             request.header("Host").value_or(""),
             request.header("Content-Type").value_or(""),
             request.header("Content-Encoding").value_or(""),
             std::string_view(request.method),
             std::string_view(request.target),
             std::string_view(request.body),
         }) {
        key += part;
        key += '\n';
    }
    return key;
}

/// Whether the answer depends on nothing but the state, the metrics and the time, and may be asked for again:
/// a dashboard, which big answers are for, moves with time.
bool is_worth_keeping(const protocol::api_call& call, const protocol::http_response& answer) {
    constexpr std::size_t longest_of_metrics = 128 * 1024; // bytes
    if (call.answer.service == &protocol::rds_model())
        return true;
    return call.answer.service == &protocol::cloudwatch_model() &&
           (call.op->name == "GetMetricData" || call.op->name == "GetMetricStatistics") &&
           answer.body.size() <= longest_of_metrics;
}

} // namespace

struct dispatcher::trace {
    std::string request_id;
    std::chrono::steady_clock::time_point begun = std::chrono::steady_clock::now();
    protocol::answer_format format;
    std::string operation = "none"; // a name of the model, or a word for what is none
    std::string account;
    std::string region;
    std::string host;      // what the client called us by
    std::string cache_key; // empty: an answer must not be kept

    void log(const protocol::http_response& answer) const {
        if (!spdlog::should_log(spdlog::level::debug))
            return;
        const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begun;
        const std::string_view service = format.service == nullptr ? "?" : format.service->name;
        spdlog::debug(
            "{} {} {} {:.1f} ms, account {}, region {}, request {}",
            service,
            operation,
            answer.status,
            took.count(),
            account,
            region,
            request_id
        );
    }
};

awaitable<protocol::http_response> dispatcher::answer(protocol::http_request request) {
    trace seen;
    seen.request_id = env_.ids.uuid();
    seen.format = protocol::detect_format(request);
    protocol::http_response result;
    try {
        result = co_await run(request, seen);
    } catch (const protocol::aws_error& refused) {
        result = protocol::encode_error(seen.format, refused, seen.request_id);
    } catch (const std::exception& failure) {
        spdlog::error("{} failed, request {}: {}", seen.operation, seen.request_id, failure.what());
        const auto internal = protocol::errors::internal_failure(seen.request_id);
        result = protocol::encode_error(seen.format, internal, seen.request_id);
    }
    seen.log(result);
    const std::string_view service = seen.format.service == nullptr ? "none" : seen.format.service->name;
    counted_.count(service, seen.operation, result.status, std::chrono::steady_clock::now() - seen.begun);
    co_return result;
}

protocol::http_response dispatcher::refuse_too_large(const protocol::http_request& so_far) {
    return protocol::encode_error(
        protocol::detect_format(so_far), protocol::errors::request_too_large(), env_.ids.uuid()
    );
}

awaitable<protocol::http_response> dispatcher::run(const protocol::http_request& request, trace& seen) {
    const auto signed_by = protocol::read_signature(request);
    seen.host = request.header("Host").value_or("");
    if (env_.options.verify_signatures)
        check_signature(request, signed_by);
    if (seen.format.service != nullptr &&
        request.body.size() + request.target.size() <= longest_cached_request) {
        seen.cache_key = cache_key(request, seen.format, signed_by);
        auto kept = cache_.find(
            seen.cache_key, revision_for(*seen.format.service), env_.time.now_ms(), seen.request_id
        );
        if (kept) {
            seen.operation = "cached";
            co_return std::move(*kept);
        }
    }
    const auto call = protocol::decode_call(request, seen.format);
    seen.format = call.answer;
    seen.operation = call.op->name;
    seen.account = call.account;
    seen.region = call.region;
    const auto* entry = handlers_.find(*call.answer.service, call.op->name);
    if (entry == nullptr)
        throw protocol::errors::not_implemented(call.answer.service->name, call.op->name);
    co_return co_await execute(call, *entry, seen);
}

awaitable<protocol::http_response>
dispatcher::execute(const protocol::api_call& call, const handler_entry& entry, trace& seen) {
    const auto options = settings_for(env_.options, seen.host);
    environment env{*options, env_.time, env_.ids, env_.resources, env_.engines, env_.metrics, env_.logs};
    call_context context{
        env,
        {call.account, call.region},
        call.signed_by ? call.signed_by->access_key : std::string(),
        call.input};
    const json output = entry.run(context);
    if (entry.kind == effect::writes) {
        co_await env_.resources.commit();
        co_return protocol::encode_result(call, output, seen.request_id);
    }
    auto result = protocol::encode_result(call, output, seen.request_id);
    if (!seen.cache_key.empty() && is_worth_keeping(call, result))
        cache_.keep(
            seen.cache_key, revision_for(*call.answer.service), env_.time.now_ms(), seen.request_id, result
        );
    co_return result;
}

/// Both revisions only grow, so that their sum is another one whenever one of them is.
std::uint64_t dispatcher::revision_for(const protocol::service_model& service) const {
    const bool reads_metrics = &service == &protocol::cloudwatch_model();
    return env_.resources.revision() + (reads_metrics ? env_.metrics.revision() : 0);
}

void dispatcher::check_signature(
    const protocol::http_request& request, const std::optional<protocol::signature>& signed_by
) const {
    const auto secret_of = [this](std::string_view key) -> std::optional<std::string> {
        const auto found = env_.options.access_keys.find(std::string(key));
        return found == env_.options.access_keys.end() ? std::nullopt : std::optional(found->second);
    };
    protocol::verify_signature(request, signed_by, secret_of, env_.time.now());
}

} // namespace borealis::emulator
