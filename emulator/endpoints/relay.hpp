// One forwarded connection: bytes both ways until both sides have ended.
#pragma once

#include "replication/asio.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <memory>

namespace borealis::emulator {

class relay : public std::enable_shared_from_this<relay> {
  public:
    relay(asio::ip::tcp::socket client, asio::ip::tcp::socket server)
        : client_(std::move(client)), server_(std::move(server)) {}

    /// Copies both ways. The end of one direction is passed on as such (half-close) while the other goes on;
    /// an error on either side ends both. Throws nothing: a broken connection is a normal end.
    awaitable<void> run();

    /// Ends it at once, from the thread that runs it.
    void cut() noexcept;

  private:
    awaitable<void> copy(asio::ip::tcp::socket& from, asio::ip::tcp::socket& to);

    asio::ip::tcp::socket client_;
    asio::ip::tcp::socket server_;
};

} // namespace borealis::emulator
