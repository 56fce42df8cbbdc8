// What an earlier run has left on the engine: found again where it is ours, removed where its owner is gone.
#pragma once

#include "replication/server/docker/host_context.hpp"

#include <set>
#include <string>
#include <vector>

namespace borealis::replication::docker {

struct found_container {
    std::string id;
    std::string server;
    std::string volume;
    bool running = false;
};

/// The containers of our servers; those that only helped to make one are removed. Blocks. Throws
/// server_error.
std::vector<found_container> take_stock(const host_context& host);

/// Ids of servers that have a volume. Blocks. Throws server_error.
std::set<std::string> servers_with_volumes(const host_context& host);

/// Removes spare volumes that no server uses. Blocks. Throws server_error.
void remove_unused_spares(const host_context& host, const std::set<std::string>& used);

/// Removes containers, volumes and networks with this label, all of them. Blocks. Throws server_error.
void remove_everything_of(const host_context& host, const std::string& emulator);

/// At the end: removes the containers that only helped to make a server, or with `all` every container and
/// volume of ours. Throws server_error.
awaitable<void> clear_up(const host_context& host, bool all);

/// Removes what ephemeral emulators of this machine have left that were killed: their directory is gone, so
/// nobody can ever adopt their servers. Blocks. Throws server_error.
void remove_what_the_dead_left(const host_context& host);

} // namespace borealis::replication::docker
