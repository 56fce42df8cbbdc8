// Waiting for a server in a container until it accepts logins.
#pragma once

#include "replication/server/docker/container_watch.hpp"
#include "replication/server/docker/host_context.hpp"
#include "replication/server/local/login.hpp"

#include <memory>

namespace borealis::replication::docker {

/// The address at which we reach a container: on the servers' network where we run in a container ourselves,
/// else that of its published ports. Throws server_error.
awaitable<std::string> address_of_container(const host_context& host, std::string container);

/// Where published ports are reached from here.
std::string published_address(const host_context& host);

/// Returns once the server accepts the login. Throws server_error: what it said where its container ends,
/// timed_out where it still starts.
awaitable<void> await_login(
    const host_context& host,
    std::shared_ptr<container_watch> server,
    pg::connect_options access,
    local::deadline until
);

} // namespace borealis::replication::docker
