// How much of this machine the servers use: a server is its postmaster and that one's children.
#pragma once

#include "replication/server/local/postmaster_file.hpp"
#include "replication/server/local/socket_meter.hpp"
#include "replication/server/server_host.hpp"

#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace borealis::replication::local {

/// From any thread, though one after the other.
class usage_meter {
  public:
    /// Nothing where no postmaster runs on this data directory. Its counters only grow: a process that ends
    /// while we read is in nobody's books for a moment, and then the figures before stay.
    std::optional<server_usage> measure(const std::string& id, const std::filesystem::path& data);

    void forget(const std::string& id);

  private:
    struct machine_memory {
        std::optional<std::uint64_t> available_bytes;
        bool swaps = false; // anything at all is swapped out
    };
    struct known_server {
        std::uint16_t port = 0;
        server_usage usage;
    };

    const machine_memory& memory();

    std::mutex mutex_;
    socket_meter sockets_;
    std::map<std::string, known_server> servers_;
    machine_memory memory_;
    std::chrono::steady_clock::time_point memory_read_{};
};

} // namespace borealis::replication::local
