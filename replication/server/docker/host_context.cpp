// The emulator's network, and what the engine's refusals mean.
#include "replication/server/docker/host_context.hpp"

#include "replication/server/server_failures.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace borealis::replication::docker {
namespace {

using json = nlohmann::json;

constexpr unsigned conflict = 409;  // in the API's words: it is there already, or in use
constexpr unsigned forbidden = 403; // a network that is there already, or has containers

awaitable<void> create_network(host_context& host) {
    const json body{
        {"Name", host.called.network()},
        {"Driver", "bridge"},
        {"CheckDuplicate", true},
        {"Labels", host.marks},
    };
    try {
        co_await host.engine.send(post("/networks/create", body));
    } catch (const engine_error& error) {
        if (error.status() != conflict && error.status() != forbidden)
            throw_engine_failure(error, "make a network");
    }
}

awaitable<void> join_network(host_context& host) {
    const json body{{"Container", host.own_container}};
    try {
        co_await host.engine.send(post("/networks/" + host.called.network() + "/connect", body));
    } catch (const engine_error& error) {
        const bool joined = std::string_view(error.what()).find("already exists") != std::string_view::npos;
        if (!joined)
            throw_engine_failure(error, "join the servers' network");
    }
}

} // namespace

void throw_engine_failure(const engine_error& error, const std::string& action) {
    const std::string_view said = error.what();
    const auto tell = [said](std::string_view text) { return said.find(text) != std::string_view::npos; };
    auto kind = classify_messages(said, server_failure::io_error);
    if (tell("port is already allocated") || tell("address already in use"))
        kind = server_failure::port_taken;
    else if (tell("no space left on device"))
        kind = server_failure::disk_full;
    throw server_error(kind, fmt::format("could not {}: {}", action, said));
}

awaitable<void> ensure_network(host_context& host) {
    if (host.network_ready)
        co_return;
    const auto turn = co_await host.turns.lock("network");
    if (host.network_ready)
        co_return;
    co_await create_network(host);
    if (!host.own_container.empty())
        co_await join_network(host);
    host.network_ready = true;
}

awaitable<void> remove_network(host_context& host) {
    const auto turn = co_await host.turns.lock("network");
    host.network_ready = false;
    try {
        const auto filter = label_filter(label::emulator, host.called.emulator());
        const auto found = json::parse(co_await host.engine.send(get("/networks?" + filter)));
        for (const auto& network : found) {
            const auto path = "/networks/" + network.at("Id").get<std::string>();
            if (!host.own_container.empty()) {
                const json body{{"Container", host.own_container}, {"Force", true}};
                co_await host.engine.send(post(path + "/disconnect", body));
            }
            co_await host.engine.send(remove(path));
        }
    } catch (const engine_error& error) {
        if (!error.not_found() && error.status() != forbidden)
            throw_engine_failure(error, "remove the servers' network");
    }
}

} // namespace borealis::replication::docker
