// Published ports accept connections before the server does: only a login tells.
#include "replication/server/docker/server_access.hpp"

#include "replication/server/docker/container.hpp"
#include "replication/server/server_failures.hpp"

#include <boost/asio/ip/address.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace borealis::replication::docker {
namespace {

using json = nlohmann::json;
using namespace std::chrono_literals;

constexpr auto login_period = 4ms;
constexpr std::chrono::milliseconds attempt_limit =
    3s; // a connection may be lost on its way into a new network

} // namespace

std::string published_address(const host_context& host) {
    if (!host.engine.address().is_local())
        return host.engine.address().host;
    const auto& address = host.options.publish_address;
    return address == "0.0.0.0" ? "127.0.0.1" : address == "::" ? "::1" : address;
}

awaitable<std::string> address_of_container(const host_context& host, std::string container) {
    if (host.own_container.empty())
        co_return published_address(host);
    json facts;
    try {
        facts = json::parse(co_await host.engine.send(get("/containers/" + container + "/json")));
    } catch (const engine_error& error) {
        throw_engine_failure(error, "look for the container " + container);
    }
    const json::json_pointer place("/NetworkSettings/Networks/" + host.called.network() + "/IPAddress");
    co_return facts.value(place, std::string());
}

awaitable<void> await_login(
    const host_context& host,
    std::shared_ptr<container_watch> server,
    pg::connect_options access,
    local::deadline until
) {
    while (server->running()) {
        const auto left = local::time_left(until);
        if (left == 0ms) {
            const auto said = co_await container_output(host, server->container());
            throw server_error(
                server_failure::timed_out, fmt::format("the server does not accept logins yet: {}", said)
            );
        }
        const auto outcome = co_await local::try_login(access, std::min(left, attempt_limit));
        if (outcome == local::login::accepted)
            co_return;
        co_await server->exited_within(login_period);
    }
    const auto said = co_await container_output(host, server->container());
    throw server_error(
        classify_messages(said, server_failure::start_failed),
        fmt::format("the server ended while starting: {}", said.empty() ? "it left no message" : said)
    );
}

} // namespace borealis::replication::docker
