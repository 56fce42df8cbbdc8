// Settings as the options of the hosts.
#include "emulator/app/backend.hpp"

#include "emulator/endpoints/forwarder.hpp"
#include "replication/server/docker_host.hpp"
#include "replication/server/local_host.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace borealis::emulator {

namespace {

using installations = std::vector<replication::local::installation>;

std::unique_ptr<replication::server_host>
make_local(asio::io_context& loop, const settings& options, installations installed) {
    replication::local_host_options host;
    host.directory = options.data_directory / "servers";
    host.cache_directory = options.cache_directory;
    host.listen_address = options.server_address;
    host.first_port = options.first_server_port;
    host.last_port = options.last_server_port;
    host.ephemeral = options.ephemeral;
    host.durable = options.durable;
    return replication::make_local_host(loop, std::move(host), std::move(installed));
}

// A port of ours that leads to a server which only we can reach.
std::shared_ptr<void>
lead_in(asio::io_context& loop, const std::string& address, std::uint16_t port, const std::string& server) {
    auto door = std::make_shared<forwarder>(loop, fmt::format("server port {}", port), address, port);
    endpoint_target target;
    target.address = server;
    target.port = port;
    door->route({target});
    door->start();
    auto* const opened = door.get();
    return {opened, [held = std::move(door)](forwarder* closing) { closing->close(); }};
}

// Its passwords and templates are of no use to processes of this machine: a cache of its own.
std::unique_ptr<replication::server_host> make_docker(asio::io_context& loop, const settings& options) {
    replication::docker_host_options host;
    host.directory = options.data_directory / "containers";
    host.cache_directory = options.cache_directory / "docker";
    host.images = options.docker_images;
    host.publish_address = options.server_address;
    host.first_port = options.first_server_port;
    host.last_port = options.last_server_port;
    host.ephemeral = options.ephemeral;
    host.durable = options.durable;
    host.limits = options.docker_limits;
    host.lead_in = [&loop, address = options.server_address](std::uint16_t port, const std::string& server) {
        return lead_in(loop, address, port, server);
    };
    host.report = [](const std::string& text) { spdlog::info("{}", text); };
    return replication::make_docker_host(loop, std::move(host));
}

// A data directory stays with what it began with: servers can't move.
bool may_be_local(const settings& options) {
    return options.backend == "local" ||
           (options.backend == "auto" && !std::filesystem::exists(options.data_directory / "containers"));
}

} // namespace

std::unique_ptr<replication::server_host> make_host(asio::io_context& loop, const settings& options) {
    if (may_be_local(options)) {
        auto installed = replication::local::discover_installations();
        if (options.backend == "local" || !installed.empty()) {
            spdlog::info("servers are processes on this machine (--backend local)");
            return make_local(loop, options, std::move(installed));
        }
    }
    auto host = make_docker(loop, options);
    spdlog::info("servers are containers of {} (--backend docker)", replication::describe_docker_engine());
    return host;
}

} // namespace borealis::emulator
