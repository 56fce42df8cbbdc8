// What all parts of the Docker host share.
#pragma once

#include "replication/server/docker/container_watch.hpp"
#include "replication/server/docker/engine_client.hpp"
#include "replication/server/docker/names.hpp"
#include "replication/server/docker/unbroken_calls.hpp"
#include "replication/server/docker_host.hpp"
#include "replication/server/local/keyed_mutex.hpp"
#include "replication/server/local/port_allocator.hpp"
#include "replication/server/local/server_directory.hpp"

#include <optional>
#include <string>

namespace borealis::replication::docker {

struct host_context {
    asio::io_context& loop;
    docker_host_options options; // directories are absolute
    engine_client engine;
    names called;
    labels marks; // of everything that we make
    event_stream events;
    local::port_allocator ports;
    /// Our own container, where we run in one on the same engine.
    std::string own_container;
    std::string password; // that new templates get
    double cpus;          // of the engine's machine; 0 where it does not matter
    bool network_ready = false;
    unbroken_calls unbroken{};
    local::keyed_mutex turns{}; // "network": the engine makes two of one name where two ask at once

    local::server_directory directory_of(const std::string& id) const { return {options.directory / id}; }
    void report(const std::string& text) const {
        if (options.report)
            options.report(text);
    }
};

/// Makes the emulator's network, and joins it where we run in a container. Throws server_error.
awaitable<void> ensure_network(host_context& host);

/// Removes the network; no-op where it is gone or in use.
awaitable<void> remove_network(host_context& host);

/// Throws engine_error as the server_error that it tells of.
[[noreturn]] void throw_engine_failure(const engine_error& error, const std::string& action);

} // namespace borealis::replication::docker
