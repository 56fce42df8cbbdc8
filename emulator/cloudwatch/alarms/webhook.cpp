// An HTTP/1.1 client for one request.
#include "emulator/cloudwatch/alarms/webhook.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <fmt/format.h>

namespace borealis::emulator {

namespace beast = boost::beast;
namespace http = beast::http;

namespace {

constexpr std::uint32_t longest_answer_header = 16 * 1024;

http::request<http::string_body> make_request(const webhook_url& url, std::string message) {
    http::request<http::string_body> request;
    request.method(http::verb::post);
    request.target(url.target);
    request.version(11);
    request.set(http::field::host, url.host);
    request.set(http::field::user_agent, "Amazon Simple Notification Service Agent");
    request.set(http::field::content_type, "application/json");
    request.set(http::field::connection, "close");
    request.body() = std::move(message);
    request.prepare_payload();
    return request;
}

} // namespace

awaitable<std::string>
call_webhook(webhook_url url, std::string message, std::chrono::milliseconds deadline) {
    beast::tcp_stream stream(co_await asio::this_coro::executor);
    stream.expires_after(deadline); // for all of it: nothing sets it anew
    boost::system::error_code error;
    const asio::ip::tcp::endpoint receiver(asio::ip::make_address(url.address), url.port);
    co_await stream.async_connect(receiver, asio::redirect_error(asio::use_awaitable, error));
    if (error)
        co_return error.message();

    const auto request = make_request(url, std::move(message));
    co_await http::async_write(stream, request, asio::redirect_error(asio::use_awaitable, error));
    if (error)
        co_return error.message();

    beast::flat_buffer buffer;
    http::response_parser<http::empty_body> answer;
    answer.header_limit(longest_answer_header);
    co_await http::async_read_header(
        stream, buffer, answer, asio::redirect_error(asio::use_awaitable, error)
    );
    if (error)
        co_return error.message();
    const auto code = answer.get().result_int();
    co_return code / 100 == 2 ? std::string() : fmt::format("HTTP status {}", code);
}

} // namespace borealis::emulator
