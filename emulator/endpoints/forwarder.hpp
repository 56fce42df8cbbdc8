// One listening address of an endpoint: takes connections and leads each to one of its targets, in turn.
#pragma once

#include "emulator/endpoints/endpoint_table.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <list>
#include <memory>
#include <string>
#include <vector>

namespace borealis::emulator {

class relay;

class forwarder : public std::enable_shared_from_this<forwarder> {
  public:
    /// Listens from now on; connections are taken once start() has been called. Throws
    /// boost::system::system_error.
    forwarder(asio::io_context& loop, std::string name, const std::string& address, std::uint16_t port);

    void start();
    std::uint16_t port() const noexcept { return port_; }

    /// New connections go to these. Connections to a target that is not among them end.
    void route(std::vector<endpoint_target> targets);

    /// Frees the port and ends all connections. It takes none afterwards.
    void close() noexcept;

  private:
    struct live_connection {
        endpoint_target target;
        std::shared_ptr<relay> traffic;
    };

    awaitable<void> accept_connections();
    awaitable<void> serve(asio::ip::tcp::socket client);
    awaitable<void> forward(asio::ip::tcp::socket client, endpoint_target target);
    bool leads_to(const endpoint_target& target) const;

    std::string name_; // for the log
    asio::ip::tcp::acceptor acceptor_;
    std::uint16_t port_ = 0;
    std::vector<endpoint_target> targets_;
    std::size_t turn_ = 0;
    std::size_t connections_ = 0; // being connected or forwarded
    std::list<live_connection> live_;
};

} // namespace borealis::emulator
