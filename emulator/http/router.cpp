// The first look at a request.
#include "emulator/http/router.hpp"

#include "emulator/console/console_page.hpp"
#include "emulator/http/origin.hpp"
#include "emulator/version.hpp"

#include <fmt/format.h>

namespace borealis::emulator {

namespace {

constexpr std::string_view methods = "GET, HEAD, POST, OPTIONS";

protocol::http_response text_response(int status, std::string body) {
    protocol::http_response answer;
    answer.status = status;
    answer.headers.emplace_back("Content-Type", "text/plain; charset=utf-8");
    answer.body = std::move(body);
    return answer;
}

protocol::http_response front_page() {
    return text_response(
        200,
        fmt::format(
            "Borealis {}: Amazon RDS and Aurora PostgreSQL on this machine.\n\n"
            "The AWS APIs of RDS, CloudWatch and STS answer at this address; `borealis env` prints what to\n"
            "set for the AWS CLI and the SDKs. The console is at /console/, health at /_borealis/health.\n"
            "README.md has the first steps.\n",
            version
        )
    );
}

bool is_admin_path(std::string_view target) {
    constexpr std::string_view prefix = "/_borealis";
    if (!target.starts_with(prefix))
        return false;
    const auto rest = target.substr(prefix.size());
    return rest.empty() || rest.front() == '/' || rest.front() == '?';
}

} // namespace

awaitable<protocol::http_response> router::answer(protocol::http_request request) {
    if (is_cross_site(request, own_names_))
        co_return text_response(403, "This address does not answer web pages of other sites.\n");
    if (request.method == "OPTIONS") {
        protocol::http_response answer;
        answer.status = 204;
        answer.headers.emplace_back("Allow", methods);
        co_return answer;
    }
    if (is_admin_path(request.target)) {
        if (!is_own_host(request.header("Host").value_or(""), own_names_))
            co_return text_response(403, "The Host header does not name this machine.\n");
        co_return co_await admin_.answer(std::move(request));
    }
    if (is_console_path(request.target))
        co_return console_page(request);
    const bool is_get = request.method == "GET" || request.method == "HEAD";
    if (is_get && request.target == "/" && request.body.empty())
        co_return wants_page(request) ? console_redirect("") : front_page();
    if (request.method != "GET" && request.method != "POST") {
        auto answer = text_response(405, "Method not allowed.\n");
        answer.headers.emplace_back("Allow", methods);
        co_return answer;
    }
    co_return co_await api_.answer(std::move(request));
}

protocol::http_response router::refuse(const protocol::http_request& so_far, refusal why) {
    switch (why) {
    case refusal::body_too_large:
        return api_.refuse_too_large(so_far);
    case refusal::headers_too_large:
        return text_response(431, "The request header is too large.\n");
    case refusal::malformed:
        break;
    }
    return text_response(400, "This is not a readable HTTP/1.1 request.\n");
}

} // namespace borealis::emulator
