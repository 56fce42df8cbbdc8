// How big the servers' files are, measured on a thread of its own: walking through directories takes too long
// for the event loop.
#pragma once

#include "replication/asio.hpp"
#include "replication/server/server_host.hpp"

#include <boost/asio/thread_pool.hpp>

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace borealis::emulator {

class server_sizes {
  public:
    /// Both must outlive it.
    server_sizes(asio::io_context& loop, const replication::server_host& host) : loop_(loop), host_(host) {}
    ~server_sizes() { worker_.join(); }
    server_sizes(const server_sizes&) = delete;
    server_sizes& operator=(const server_sizes&) = delete;

    /// The newest figures of a server; nothing until they have been measured.
    std::optional<replication::server_stats> of(const std::string& id) const;

    /// Measures these servers, and forgets all others. Does nothing while a measurement is under way, and for
    /// so long after it that measuring takes no more than a twentieth of the time.
    void refresh(std::vector<std::string> ids);

  private:
    using figures = std::map<std::string, replication::server_stats>;
    using steady = std::chrono::steady_clock;

    figures measure(const std::vector<std::string>& ids) const;

    asio::io_context& loop_;
    const replication::server_host& host_;
    figures figures_;
    bool measuring_ = false;
    steady::time_point next_ = steady::now();
    asio::thread_pool worker_{1};
};

} // namespace borealis::emulator
