// HTTP over a unix socket, TCP or TLS, by Beast.
#include "replication/server/docker/engine_client.hpp"

#include "replication/deadline.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace borealis::replication::docker {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;
namespace ssl = asio::ssl;
using tcp = asio::ip::tcp;
using local_stream = asio::local::stream_protocol;

constexpr std::uint64_t largest_answer = 64U << 20U;
constexpr int oldest_minor = 41; // of API version 1
constexpr int newest_minor = 47; // that this client was written for

struct exchange {
    engine_request request;
    std::function<void()> opened;  // of streams
    engine_client::data_sink sink; // of streams
    std::string body;              // of all others
    unsigned status = 0;
    std::string api_version;
};

std::string message_of(unsigned status, const std::string& body) {
    const auto answer = nlohmann::json::parse(body, nullptr, false);
    if (answer.is_object() && answer.contains("message") && answer["message"].is_string())
        return answer["message"];
    return fmt::format("the Docker Engine answers {}: {}", status, body);
}

bool is_refusal(unsigned status) {
    return status >= 300 && status != 304;
}

template <typename Stream>
awaitable<void> write_request(Stream& stream, const exchange& what, const std::string& version) {
    const auto& request = what.request;
    http::request<http::string_body> message(
        http::string_to_verb(request.method), "/v" + version + request.target, 11
    );
    message.set(http::field::host, "docker");
    message.set(http::field::connection, "close");
    message.set(http::field::user_agent, "borealis");
    if (!request.body.empty())
        message.set(http::field::content_type, request.content_type);
    message.body() = request.body;
    message.prepare_payload();
    co_await http::async_write(stream, message, asio::use_awaitable);
}

using response_parser = http::response_parser<http::buffer_body>;

// One piece of the body, as soon as there is one; empty at its end.
template <typename Stream>
awaitable<std::size_t> read_piece(
    Stream& stream, beast::flat_buffer& buffer, response_parser& parser, std::array<char, 16384>& piece
) {
    parser.get().body().data = piece.data();
    parser.get().body().size = piece.size();
    while (!parser.is_done() && parser.get().body().size == piece.size()) {
        boost::system::error_code error;
        co_await http::async_read_some(
            stream, buffer, parser, asio::redirect_error(asio::use_awaitable, error)
        );
        if (error && error != http::error::need_buffer)
            throw boost::system::system_error(error);
    }
    co_return piece.size() - parser.get().body().size;
}

template <typename Stream>
awaitable<void> read_body(
    Stream& stream, beast::flat_buffer& buffer, response_parser& parser, engine_client::data_sink& sink
) {
    std::array<char, 16384> piece{};
    while (!parser.is_done()) {
        const auto size = co_await read_piece(stream, buffer, parser, piece);
        sink(std::string_view(piece.data(), size));
    }
}

template <typename Stream>
awaitable<void> read_headers(
    Stream& stream,
    beast::flat_buffer& buffer,
    response_parser& parser,
    exchange& what,
    const std::string& version
) {
    co_await write_request(stream, what, version);
    co_await http::async_read_header(stream, buffer, parser, asio::use_awaitable);
    what.status = parser.get().result_int();
    what.api_version = std::string(parser.get()["Api-Version"]);
}

template <typename Stream>
awaitable<void> converse(Stream& stream, exchange& what, const std::string& version) {
    beast::flat_buffer buffer;
    response_parser parser;
    parser.body_limit(what.sink ? boost::optional<std::uint64_t>() : largest_answer);
    const auto limit = what.request.limit;
    auto headers = read_headers(stream, buffer, parser, what, version);
    co_await with_deadline(std::move(headers), limit);
    engine_client::data_sink collect = [&what](std::string_view part) { what.body += part; };
    if (!what.sink || is_refusal(what.status)) {
        auto body = read_body(stream, buffer, parser, collect);
        co_await with_deadline(std::move(body), limit);
        co_return;
    }
    what.opened();
    co_await read_body(stream, buffer, parser, what.sink);
}

awaitable<void> over_unix_socket(const engine_address& where, exchange& what, const std::string& version) {
    local_stream::socket socket(co_await asio::this_coro::executor);
    const local_stream::endpoint endpoint(where.path);
    co_await socket.async_connect(endpoint, asio::use_awaitable);
    co_await converse(socket, what, version);
}

awaitable<void> connect(tcp::socket& socket, const engine_address& where) {
    tcp::resolver resolver(co_await asio::this_coro::executor);
    const auto found =
        co_await resolver.async_resolve(where.host, std::to_string(where.port), asio::use_awaitable);
    co_await asio::async_connect(socket, found, asio::use_awaitable);
    socket.set_option(asio::socket_base::keep_alive(true));
    socket.set_option(tcp::no_delay(true));
}

awaitable<void> over_tcp(const engine_address& where, exchange& what, const std::string& version) {
    tcp::socket socket(co_await asio::this_coro::executor);
    auto connecting = connect(socket, where);
    co_await with_deadline(std::move(connecting), what.request.limit);
    co_await converse(socket, what, version);
}

ssl::context context_for(const engine_address::certificates& files) {
    ssl::context context(ssl::context::tls_client);
    context.use_certificate_chain_file((files.directory / "cert.pem").string());
    context.use_private_key_file((files.directory / "key.pem").string(), ssl::context::pem);
    if (files.verify_peer) {
        context.load_verify_file((files.directory / "ca.pem").string());
        context.set_verify_mode(ssl::verify_peer);
    }
    return context;
}

awaitable<void> over_tls(const engine_address& where, exchange& what, const std::string& version) {
    auto context = context_for(*where.tls);
    ssl::stream<tcp::socket> stream(co_await asio::this_coro::executor, context);
    if (where.tls->verify_peer)
        stream.set_verify_callback(ssl::host_name_verification(where.host));
    auto connecting = connect(stream.next_layer(), where);
    co_await with_deadline(std::move(connecting), what.request.limit);
    auto greeting = stream.async_handshake(ssl::stream_base::client, asio::use_awaitable);
    co_await with_deadline(std::move(greeting), what.request.limit);
    co_await converse(stream, what, version);
}

awaitable<void> perform(const engine_address& where, exchange& what, const std::string& version) {
    try {
        if (where.how == engine_address::transport::unix_socket)
            co_await over_unix_socket(where, what, version);
        else if (where.how == engine_address::transport::tcp)
            co_await over_tcp(where, what, version);
        else
            co_await over_tls(where, what, version);
    } catch (const boost::system::system_error& error) {
        if (error.code() == asio::error::operation_aborted)
            throw;
        throw engine_error(
            0, fmt::format("the Docker Engine at {}: {}", where.text(), error.code().message())
        );
    }
    if (is_refusal(what.status))
        throw engine_error(what.status, message_of(what.status, what.body));
}

// For a thread that has no loop of its own.
void perform_blocking(const engine_address& where, exchange& what, const std::string& version) {
    asio::io_context loop(1);
    std::exception_ptr failure;
    asio::co_spawn(loop, perform(where, what, version), [&](std::exception_ptr error) { failure = error; });
    loop.run();
    if (failure)
        std::rethrow_exception(failure);
}

int minor_of(const std::string& version) {
    return version.starts_with("1.") ? std::atoi(version.c_str() + 2) : 0;
}

} // namespace

void engine_client::negotiate() {
    exchange ping;
    ping.request = get("/_ping");
    ping.request.limit = std::chrono::seconds(10);
    try {
        perform_blocking(address_, ping, version_);
    } catch (const engine_error& error) { // too new for our oldest: it says so, with its own version
        if (error.status() == 0 || ping.api_version.empty())
            throw;
    }
    const auto minor = minor_of(ping.api_version);
    if (minor < oldest_minor)
        throw engine_error(
            0,
            fmt::format(
                "the Docker Engine at {} has API {}; 1.{} or newer is needed",
                address_.text(),
                ping.api_version,
                oldest_minor
            )
        );
    version_ = fmt::format("1.{}", std::min(minor, newest_minor));
}

awaitable<std::string> engine_client::send(engine_request request) const {
    exchange what;
    what.request = std::move(request);
    co_await perform(address_, what, version_);
    co_return std::move(what.body);
}

awaitable<void>
engine_client::stream(engine_request request, std::function<void()> opened, data_sink sink) const {
    exchange what;
    what.request = std::move(request);
    what.opened = std::move(opened);
    what.sink = std::move(sink);
    co_await perform(address_, what, version_);
}

std::string engine_client::send_blocking(engine_request request) const {
    exchange what;
    what.request = std::move(request);
    perform_blocking(address_, what, version_);
    return std::move(what.body);
}

engine_request get(std::string target) {
    engine_request request;
    request.target = std::move(target);
    return request;
}

engine_request post(std::string target, const nlohmann::json& body) {
    auto request = get(std::move(target));
    request.method = "POST";
    request.body = body.dump();
    return request;
}

engine_request post(std::string target) {
    auto request = get(std::move(target));
    request.method = "POST";
    return request;
}

engine_request remove(std::string target) {
    auto request = get(std::move(target));
    request.method = "DELETE";
    return request;
}

std::string url_encoded(std::string_view text) {
    std::string encoded;
    for (const char c : text) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                           c == '-' || c == '.' || c == '_' || c == '~';
        encoded += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return encoded;
}

} // namespace borealis::replication::docker
