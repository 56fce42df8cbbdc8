// The HTTP/1.1 server on Boost.Beast: one coroutine per connection.
#include "emulator/http/server.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <fmt/chrono.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <ctime>
#include <set>

namespace borealis::emulator {

namespace {

namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;
using error_code = boost::system::error_code;
using parser_type = http::request_parser<http::string_body>;

constexpr auto no_throw = asio::as_tuple(asio::use_awaitable);
constexpr auto pause_after_failed_accept = std::chrono::milliseconds(100);
constexpr std::size_t read_size = 16 * 1024;
constexpr std::size_t usual_request = 4 * 1024;

/// Takes the body out of the message and leaves the rest in it.
protocol::http_request to_protocol(http::request<http::string_body>& message) {
    protocol::http_request request;
    request.method = std::string(message.method_string());
    request.target = std::string(message.target());
    request.headers.reserve(16);
    for (const auto& field : message)
        request.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
    request.body = std::move(message.body());
    return request;
}

/// The Date header, made anew once a second. RFC 9110, section 5.6.7.
const std::string& http_date() {
    thread_local std::time_t made_at = 0;
    thread_local std::string text;
    const std::time_t now = std::time(nullptr);
    if (now != made_at) {
        text = fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT", fmt::gmtime(now));
        made_at = now;
    }
    return text;
}

template <typename Body>
void set_headers(http::response<Body>& out, const protocol::header_list& headers, std::size_t body_size) {
    for (const auto& [name, value] : headers) {
        const auto field = http::string_to_field(name);
        if (field != http::field::connection && field != http::field::content_length &&
            field != http::field::date)
            out.insert(name, value);
    }
    out.set(http::field::date, http_date());
    if (out.result() != http::status::no_content && out.result() != http::status::not_modified)
        out.content_length(body_size);
}

/// A header field's or a body's error, as opposed to one of the connection.
std::optional<refusal> refusal_for(const error_code& error) {
    if (error == http::error::body_limit)
        return refusal::body_too_large;
    if (error == http::error::header_limit || error == http::error::buffer_overflow)
        return refusal::headers_too_large;
    const bool of_message = error.category() == http::make_error_code(http::error::bad_method).category();
    if (of_message && error != http::error::end_of_stream && error != http::error::partial_message)
        return refusal::malformed;
    return std::nullopt;
}

} // namespace

class http_server::impl : public std::enable_shared_from_this<http_server::impl> {
  public:
    impl(asio::io_context& loop, request_handler& requests, server_limits limits)
        : loop_(loop), acceptor_(loop), all_gone_(loop), requests_(requests), limits_(limits) {}

    std::uint16_t listen(const std::string& address, std::uint16_t port);
    void close_acceptor() noexcept;
    awaitable<void> stop(std::chrono::milliseconds grace);
    std::size_t connections() const noexcept { return sessions_.size(); }

  private:
    struct session {
        session(impl& server, tcp::socket socket);
        ~session();
        session(const session&) = delete;
        session& operator=(const session&) = delete;

        impl& owner;
        beast::tcp_stream stream;
        beast::flat_buffer buffer;
        bool busy = false; // a request has begun and is not answered yet
    };

    awaitable<void> accept_connections();
    awaitable<void> serve(tcp::socket socket);
    awaitable<bool> serve_one(session& connection);
    awaitable<bool> read(session& connection, parser_type& parser);
    awaitable<void> send_refusal(session& connection, parser_type& parser, refusal why);
    awaitable<bool>
    send(session& connection, const parser_type& parser, protocol::http_response answer, bool keep);

    asio::io_context& loop_;
    tcp::acceptor acceptor_;
    asio::steady_timer all_gone_;
    request_handler& requests_;
    server_limits limits_;
    std::set<session*> sessions_;
    bool stopping_ = false;
};

http_server::impl::session::session(impl& server, tcp::socket socket)
    : owner(server), stream(std::move(socket)), buffer(std::size_t{server.limits_.header_bytes} + read_size) {
    error_code ignored; // a connection that has ended already
    stream.socket().set_option(tcp::no_delay(true), ignored);
    buffer.reserve(usual_request);
    owner.sessions_.insert(this);
}

http_server::impl::session::~session() {
    owner.sessions_.erase(this);
    if (owner.stopping_ && owner.sessions_.empty())
        owner.all_gone_.cancel();
}

std::uint16_t http_server::impl::listen(const std::string& address, std::uint16_t port) {
    const tcp::endpoint where(asio::ip::make_address(address), port);
    acceptor_.open(where.protocol());
    acceptor_.set_option(tcp::acceptor::reuse_address(true)); // a restart finds old connections in TIME_WAIT
    acceptor_.bind(where);
    acceptor_.listen();
    asio::co_spawn(
        loop_,
        [self = shared_from_this()]() -> awaitable<void> { return self->accept_connections(); },
        asio::detached
    );
    return acceptor_.local_endpoint().port();
}

void http_server::impl::close_acceptor() noexcept {
    error_code ignored;
    acceptor_.close(ignored);
}

awaitable<void> http_server::impl::stop(std::chrono::milliseconds grace) {
    stopping_ = true;
    close_acceptor();
    for (auto* connection : sessions_) {
        if (!connection->busy)
            connection->stream.close();
    }
    if (!sessions_.empty()) {
        all_gone_.expires_after(grace);
        co_await all_gone_.async_wait(no_throw);
    }
    for (auto* connection : sessions_)
        connection->stream.close();
}

awaitable<void> http_server::impl::accept_connections() {
    const auto self = shared_from_this();
    while (acceptor_.is_open()) {
        auto [error, socket] = co_await acceptor_.async_accept(no_throw);
        if (!acceptor_.is_open())
            co_return;
        if (error) { // no descriptors left, or a client that has gone already
            spdlog::warn("cannot accept a connection: {}", error.message());
            asio::steady_timer pause(loop_, pause_after_failed_accept);
            co_await pause.async_wait(no_throw);
            continue;
        }
        if (sessions_.size() >= limits_.connections)
            continue; // closes it
        asio::co_spawn(
            loop_,
            [self, taken = std::move(socket)]() mutable -> awaitable<void> {
                return self->serve(std::move(taken));
            },
            [](const std::exception_ptr& failure) {
                try {
                    if (failure)
                        std::rethrow_exception(failure);
                } catch (const std::exception& reason) {
                    spdlog::error("a connection ended: {}", reason.what());
                }
            }
        );
    }
}

awaitable<void> http_server::impl::serve(tcp::socket socket) {
    const auto self = shared_from_this();
    session connection(*this, std::move(socket));
    while (!stopping_ && co_await serve_one(connection))
        connection.busy = false;
    error_code ignored; // the client may have closed first
    connection.stream.socket().shutdown(tcp::socket::shutdown_both, ignored);
}

/// Whether the connection stays open for another request.
awaitable<bool> http_server::impl::serve_one(session& connection) {
    parser_type parser;
    parser.header_limit(limits_.header_bytes);
    parser.body_limit(limits_.body_bytes);
    if (!co_await read(connection, parser))
        co_return false;
    const bool keep = parser.get().keep_alive();
    auto request = to_protocol(parser.get());
    auto answer = co_await requests_.answer(std::move(request));
    co_return co_await send(connection, parser, std::move(answer), keep);
}

/// Whether a whole request was read; where not, the client has had its answer, if one could be given.
awaitable<bool> http_server::impl::read(session& connection, parser_type& parser) {
    auto& stream = connection.stream;
    stream.expires_after(limits_.idle);
    auto [error, count] = co_await http::async_read_header(stream, connection.buffer, parser, no_throw);
    if (!error) {
        connection.busy = true;
        stream.expires_after(limits_.transfer);
        if (beast::iequals(parser.get()[http::field::expect], "100-continue")) {
            constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
            const auto bytes = asio::buffer(go_on);
            std::tie(error, count) = co_await asio::async_write(stream, bytes, no_throw);
        }
    }
    if (!error && !parser.is_done()) {
        // Beast reads as much as there is room for, so that a body comes in few pieces.
        const auto left = parser.content_length_remaining().value_or(read_size);
        connection.buffer.reserve(static_cast<std::size_t>(std::min<std::uint64_t>(left, read_size)));
        std::tie(error, count) = co_await http::async_read(stream, connection.buffer, parser, no_throw);
    }
    if (!error)
        co_return true;
    if (const auto why = refusal_for(error))
        co_await send_refusal(connection, parser, *why);
    co_return false;
}

awaitable<void> http_server::impl::send_refusal(session& connection, parser_type& parser, refusal why) {
    auto& stream = connection.stream;
    const auto so_far = to_protocol(parser.get());
    auto answer = requests_.refuse(so_far, why);
    stream.expires_after(limits_.transfer);
    co_await send(connection, parser, std::move(answer), false);
    // A client that still writes would lose the answer to a reset: take in what is under way, within limits.
    error_code ignored;
    stream.socket().shutdown(tcp::socket::shutdown_send, ignored);
    stream.expires_after(std::chrono::seconds(2));
    std::vector<char> sink(read_size);
    for (std::uint64_t taken = 0; taken < 16 * limits_.body_bytes;) {
        const auto space = asio::buffer(sink);
        const auto [error, count] = co_await stream.async_read_some(space, no_throw);
        if (error)
            break;
        taken += count;
    }
}

/// Whether the connection can be used again.
awaitable<bool> http_server::impl::send(
    session& connection, const parser_type& parser, protocol::http_response answer, bool keep
) {
    connection.stream.expires_after(limits_.transfer);
    const auto& request = parser.get();
    const auto status = static_cast<http::status>(answer.status);
    const auto size = answer.body.size();
    const unsigned version = request.version() == 10 ? 10 : 11;
    keep = keep && !stopping_;
    if (request.method() == http::verb::head) {
        http::response<http::empty_body> message(status, version);
        set_headers(message, answer.headers, size);
        message.keep_alive(keep);
        http::response_serializer<http::empty_body> serializer(message);
        const auto [error, count] =
            co_await http::async_write_header(connection.stream, serializer, no_throw);
        co_return !error && keep;
    }
    http::response<http::string_body> message(status, version, std::move(answer.body));
    set_headers(message, answer.headers, size);
    message.keep_alive(keep);
    const auto [error, count] = co_await http::async_write(connection.stream, message, no_throw);
    co_return !error && keep;
}

http_server::http_server(asio::io_context& loop, request_handler& requests, server_limits limits)
    : impl_(std::make_shared<impl>(loop, requests, limits)) {}

http_server::~http_server() {
    impl_->close_acceptor();
}

std::uint16_t http_server::listen(const std::string& address, std::uint16_t port) {
    return impl_->listen(address, port);
}

std::size_t http_server::connections() const noexcept {
    return impl_->connections();
}

awaitable<void> http_server::stop(std::chrono::milliseconds grace) {
    return impl_->stop(grace);
}

} // namespace borealis::emulator
