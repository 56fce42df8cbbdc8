// One forwarded connection.
#include "emulator/endpoints/relay.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/write.hpp>

namespace borealis::emulator {

namespace {

constexpr std::size_t buffer_size = 64 * 1024;
constexpr auto no_throw = asio::as_tuple(asio::use_awaitable);

} // namespace

awaitable<void> relay::run() {
    using namespace asio::experimental::awaitable_operators;
    const auto self = shared_from_this();
    boost::system::error_code ignored;
    client_.set_option(asio::ip::tcp::no_delay(true), ignored);
    server_.set_option(asio::ip::tcp::no_delay(true), ignored);
    co_await (copy(client_, server_) && copy(server_, client_));
    cut();
}

awaitable<void> relay::copy(asio::ip::tcp::socket& from, asio::ip::tcp::socket& to) {
    // Not initialised on purpose: a connection that carries little costs no memory for the rest of its
    // buffers.
    const auto bytes = std::make_unique_for_overwrite<char[]>(buffer_size);
    for (;;) {
        const auto space = asio::buffer(bytes.get(), buffer_size);
        const auto [read_error, count] = co_await from.async_read_some(space, no_throw);
        if (read_error == asio::error::eof) {
            boost::system::error_code failed;
            to.shutdown(asio::ip::tcp::socket::shutdown_send, failed);
            if (failed)
                cut();
            co_return;
        }
        if (read_error) {
            cut();
            co_return;
        }
        const auto filled = asio::buffer(bytes.get(), count);
        const auto [write_error, written] = co_await asio::async_write(to, filled, no_throw);
        if (write_error) {
            cut();
            co_return;
        }
    }
}

void relay::cut() noexcept {
    boost::system::error_code ignored;
    client_.close(ignored);
    server_.close(ignored);
}

} // namespace borealis::emulator
