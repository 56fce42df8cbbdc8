// Servers as processes on this machine, from the PostgreSQL binaries that are installed here.
#pragma once

#include "replication/server/local/version_discovery.hpp"

#include <memory>

namespace borealis::replication {

struct local_host_options {
    /// Data of all servers; made 0700 (0711 where servers run as another user, who must be able to enter it).
    std::filesystem::path directory;
    std::filesystem::path cache_directory; // templates, shared between emulators
    std::string listen_address = "127.0.0.1";
    std::uint16_t first_port = 54320;
    std::uint16_t last_port = 56319;
    bool ephemeral = false; // servers die with this process
    bool durable = false;   // fsync on
};

/// Root lends its servers the user `postgres`, else `nobody`. Ephemeral servers die with the thread that runs
/// `loop`: let it be one that lives as long as the program. Throws server_error.
///
/// `loop` is where its coroutines run and its callbacks are called; it must outlive the host. `installed` is
/// what servers are made of.
std::unique_ptr<server_host> make_local_host(
    asio::io_context& loop,
    local_host_options options,
    std::vector<local::installation> installed = local::discover_installations()
);

} // namespace borealis::replication
