// One listening address of an endpoint.
#include "emulator/endpoints/forwarder.hpp"

#include "emulator/endpoints/relay.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <optional>

namespace borealis::emulator {

namespace {

using tcp = asio::ip::tcp;

constexpr auto no_throw = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t most_connections = 5000; // what the largest instance class allows, max_connections
constexpr auto connect_timeout = std::chrono::seconds(5);
constexpr auto pause_after_failed_accept = std::chrono::milliseconds(100);

/// Nothing where the target does not answer in time.
awaitable<std::optional<tcp::socket>> connect(endpoint_target target) {
    using namespace asio::experimental::awaitable_operators;
    const auto executor = co_await asio::this_coro::executor;
    tcp::socket server(executor);
    asio::steady_timer deadline(executor, connect_timeout);
    boost::system::error_code unreadable;
    const tcp::endpoint where(asio::ip::make_address(target.address, unreadable), target.port);
    if (unreadable)
        co_return std::nullopt;
    const auto outcome = co_await (server.async_connect(where, no_throw) || deadline.async_wait(no_throw));
    if (outcome.index() == 1 || std::get<0>(std::get<0>(outcome)))
        co_return std::nullopt;
    co_return std::move(server);
}

} // namespace

forwarder::forwarder(asio::io_context& loop, std::string name, const std::string& address, std::uint16_t port)
    : name_(std::move(name)), acceptor_(loop) {
    const tcp::endpoint where(asio::ip::make_address(address), port);
    acceptor_.open(where.protocol());
    acceptor_.set_option(tcp::acceptor::reuse_address(true)); // a restart finds old connections in TIME_WAIT
    acceptor_.bind(where);
    acceptor_.listen();
    port_ = acceptor_.local_endpoint().port();
}

void forwarder::start() {
    asio::co_spawn(
        acceptor_.get_executor(),
        [self = shared_from_this()]() -> awaitable<void> { return self->accept_connections(); },
        asio::detached
    );
}

void forwarder::route(std::vector<endpoint_target> targets) {
    targets_ = std::move(targets);
    for (const auto& connection : live_) {
        if (!leads_to(connection.target))
            connection.traffic->cut();
    }
}

void forwarder::close() noexcept {
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    targets_.clear();
    for (const auto& connection : live_)
        connection.traffic->cut();
}

bool forwarder::leads_to(const endpoint_target& target) const {
    return std::find(targets_.begin(), targets_.end(), target) != targets_.end();
}

awaitable<void> forwarder::accept_connections() {
    const auto self = shared_from_this();
    while (acceptor_.is_open()) {
        auto [error, client] = co_await acceptor_.async_accept(no_throw);
        if (error == asio::error::operation_aborted || !acceptor_.is_open())
            co_return;
        if (error) { // no descriptors left, or a client that has gone already
            spdlog::warn("endpoint {} cannot accept: {}", name_, error.message());
            asio::steady_timer pause(acceptor_.get_executor(), pause_after_failed_accept);
            co_await pause.async_wait(no_throw);
            continue;
        }
        if (connections_ >= most_connections) {
            spdlog::warn("endpoint {} refuses a connection: it has {} already", name_, connections_);
            continue;
        }
        asio::co_spawn(
            acceptor_.get_executor(),
            [self, taken = std::move(client)]() mutable -> awaitable<void> {
                return self->serve(std::move(taken));
            },
            asio::detached
        );
    }
}

awaitable<void> forwarder::serve(tcp::socket client) {
    const auto self = shared_from_this();
    if (targets_.empty())
        co_return; // the client sees its connection closed, as from a server that is down
    const endpoint_target target = targets_[turn_++ % targets_.size()];
    ++connections_;
    co_await forward(std::move(client), target);
    --connections_;
}

awaitable<void> forwarder::forward(tcp::socket client, endpoint_target target) {
    auto server = co_await connect(target);
    if (!server) {
        spdlog::debug("endpoint {} cannot reach {}:{}", name_, target.address, target.port);
        co_return;
    }
    if (!leads_to(target))
        co_return; // routed elsewhere while it connected
    const auto traffic = std::make_shared<relay>(std::move(client), std::move(*server));
    live_.push_back({target, traffic});
    const auto place = std::prev(live_.end()); // iterators of a list stay valid while others come and go
    co_await traffic->run();
    live_.erase(place);
}

} // namespace borealis::emulator
