// What all parts of the local host share.
#pragma once

#include "replication/server/local/os_user.hpp"
#include "replication/server/local/port_allocator.hpp"
#include "replication/server/local/server_directory.hpp"
#include "replication/server/local/version_discovery.hpp"
#include "replication/server/local/worker_pool.hpp"
#include "replication/server/local_host.hpp"

#include <optional>
#include <vector>

namespace borealis::replication::local {

struct host_context {
    asio::io_context& loop;
    local_host_options options; // directories are absolute and free of symbolic links
    std::optional<os_user> user;
    std::vector<installation> installations;
    port_allocator ports;
    worker_pool workers;

    server_directory directory_of(const std::string& id) const { return {options.directory / id}; }

    /// Throws server_error(version_missing).
    const installation& installed(int major) const;
};

} // namespace borealis::replication::local
