// What is under /_borealis.
#include "emulator/http/admin.hpp"

#include "emulator/http/prometheus_text.hpp"
#include "emulator/version.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace borealis::emulator {

namespace {

bool is_account(std::string_view text) {
    return text.size() == 12 &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

protocol::http_response method_not_allowed(std::string allowed) {
    auto answer = json_response(405, {{"error", "this path answers to " + allowed}});
    answer.headers.emplace_back("Allow", std::move(allowed));
    return answer;
}

} // namespace

protocol::http_response json_response(int status, const json& body) {
    protocol::http_response answer;
    answer.status = status;
    answer.headers.emplace_back("Content-Type", "application/json");
    answer.headers.emplace_back("Cache-Control", "no-store");
    answer.body = body.dump(2) + "\n";
    return answer;
}

awaitable<protocol::http_response> admin_api::answer(protocol::http_request request) {
    const std::string_view target = request.target;
    const auto question = target.find('?');
    const auto path = target.substr(0, question);
    if (path == "/_borealis/health") {
        if (request.method != "GET" && request.method != "HEAD")
            co_return method_not_allowed("GET, HEAD");
        co_return health();
    }
    if (path == "/_borealis/metrics") {
        if (request.method != "GET" && request.method != "HEAD")
            co_return method_not_allowed("GET, HEAD");
        co_return metrics();
    }
    if (path == "/_borealis/reset") {
        if (request.method != "POST")
            co_return method_not_allowed("POST");
        std::string query(question == target.npos ? std::string_view() : target.substr(question + 1));
        co_return co_await reset(std::move(query));
    }
    co_return json_response(404, {{"error", "there is nothing at this path"}, {"path", path}});
}

protocol::http_response admin_api::health() const {
    const json counts = {
        {"db_instances", resources_.instances.rows().size()},
        {"db_clusters", resources_.clusters.rows().size()},
        {"db_subnet_groups", resources_.subnet_groups.rows().size()},
    };
    return json_response(
        200,
        {{"status", "ok"},
         {"version", version},
         {"uptime_seconds", static_cast<double>(time_.now_ms() - started_at_) / 1000},
         {"resources", counts}}
    );
}

protocol::http_response admin_api::metrics() const {
    protocol::http_response answer;
    answer.headers.emplace_back("Content-Type", prometheus_text::content_type);
    answer.headers.emplace_back("Cache-Control", "no-store");
    answer.body = metrics_();
    return answer;
}

awaitable<protocol::http_response> admin_api::reset(std::string query) {
    constexpr std::string_view parameter = "account=";
    std::optional<std::string> account;
    if (!query.empty()) {
        if (!query.starts_with(parameter) || !is_account(std::string_view(query).substr(parameter.size())))
            co_return json_response(400, {{"error", "the only parameter is account, twelve digits"}});
        account = query.substr(parameter.size());
    }
    std::string failure;
    try {
        co_await reset_(account);
    } catch (const std::exception& error) {
        failure = error.what();
    }
    if (!failure.empty()) {
        spdlog::error("reset of {}: {}", account.value_or("all accounts"), failure);
        co_return json_response(500, {{"error", "the reset did not complete; the log says why"}});
    }
    spdlog::info("reset of {}", account.value_or("all accounts"));
    co_return json_response(200, {{"status", "ok"}});
}

} // namespace borealis::emulator
