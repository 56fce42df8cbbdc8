// A port is free when a socket can be bound to it as postgres would (SO_REUSEADDR).
#include "replication/server/local/port_allocator.hpp"

#include "replication/server/server_failures.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <fmt/format.h>

namespace borealis::replication::local {
namespace {

std::uint32_t fnv1a(std::string_view text) {
    std::uint32_t hash = 2166136261U;
    for (const char c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
    return hash;
}

} // namespace

port_allocator::port_allocator(
    std::string address, std::uint16_t first, std::uint16_t last, std::string_view seed
)
    : address_(std::move(address)), first_(first), count_(last >= first ? last - first + 1U : 0U) {
    boost::system::error_code error;
    asio::ip::make_address(address_, error);
    if (error || count_ == 0 || first == 0)
        throw server_error(
            server_failure::io_error,
            fmt::format("servers can't listen on {}, ports {} to {}", address_, first, last)
        );
    start_ = fnv1a(seed) % count_;
}

bool port_allocator::is_free(std::uint16_t port) const {
    asio::io_context context;
    const asio::ip::tcp::endpoint endpoint(asio::ip::make_address(address_), port);
    asio::ip::tcp::acceptor acceptor(context);
    boost::system::error_code error;
    acceptor.open(endpoint.protocol(), error);
    if (!error)
        acceptor.set_option(asio::ip::tcp::acceptor::reuse_address(true), error);
    if (!error)
        acceptor.bind(endpoint, error);
    if (!error)
        acceptor.listen(1, error);
    return !error;
}

std::uint16_t port_allocator::pick(const std::set<std::uint16_t>& taken) const {
    for (std::uint32_t i = 0; i < count_; ++i) {
        const auto port = static_cast<std::uint16_t>(first_ + (start_ + i) % count_);
        if (!taken.contains(port) && is_free(port))
            return port;
    }
    throw server_error(
        server_failure::port_taken,
        fmt::format("no port from {} to {} is free on {}", first_, first_ + count_ - 1, address_)
    );
}

} // namespace borealis::replication::local
