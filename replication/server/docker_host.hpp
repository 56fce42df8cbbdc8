// Servers as containers of a Docker Engine, from images that hold PostgreSQL binaries.
#pragma once

#include "replication/server/server_host.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>

namespace borealis::replication {

struct docker_host_options {
    /// What we know of our servers, among it their superuser's password: 0700. Their data are in volumes.
    std::filesystem::path directory;
    /// The password that templates are made with, and what is known of images; shared between emulators.
    std::filesystem::path cache_directory;
    /// Which image holds a major version; of those that are absent it is "postgres:<major>".
    std::map<int, std::string> images;
    std::string publish_address = "127.0.0.1"; // where clients reach servers
    std::uint16_t first_port = 54320;
    std::uint16_t last_port = 56319;
    /// Where we run in a container ourselves: opens a port of ours that leads to the same port of a server's
    /// address, until the result is destroyed. Throws boost::system::system_error.
    std::function<std::shared_ptr<void>(std::uint16_t port, const std::string& address)> lead_in;
    bool ephemeral = false; // retire() removes everything; after kill -9 the next host on this machine does
    bool durable = false;   // fsync on
    /// A prepared volume is kept in reserve for the next primary: it costs the engine some work after each
    /// creation and saves its caller the wait for a copy.
    bool spare_volumes = true;
    bool limits = false; // server_settings::limits are kept; else a server may take what there is
    /// What a person should know: an image that is pulled, an engine that does not answer. May be empty.
    std::function<void(const std::string&)> report;
};

/// The engine is the one that DOCKER_HOST names. Where we run in a container of that engine, we join the
/// network of our servers and reach them there instead of at their published ports. Blocks for some
/// milliseconds; for about half a second an image that does not say which version it holds. Throws
/// server_error.
///
/// `loop` is where its coroutines run and its callbacks are called; it must outlive the host.
std::unique_ptr<server_host> make_docker_host(asio::io_context& loop, docker_host_options options);

/// What the engine that DOCKER_HOST names says of itself, for a person: "Docker 20.10.24, API 1.41, at
/// unix://...". Throws server_error where there is none.
std::string describe_docker_engine();

} // namespace borealis::replication
