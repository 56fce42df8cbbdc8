// The timer of the heartbeat, and its SQL.
#include "emulator/app/commit_heartbeat.hpp"

#include "emulator/surface/sql_surface.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <spdlog/spdlog.h>

#include <set>

namespace borealis::emulator {

namespace {

namespace pg = replication::pg;

constexpr auto period = std::chrono::seconds(300);
constexpr auto look_every = std::chrono::seconds(1);
constexpr auto limit = std::chrono::seconds(5);

constexpr std::string_view heartbeat_sql =
    "INSERT INTO rds_heartbeat2 VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET value = rds_heartbeat2.value + "
    "1;\n"
    "SELECT pg_switch_wal();\n";

} // namespace

awaitable<void> commit_once(pg::connect_options superuser_access) {
    auto server = co_await pg::connection::open(std::move(superuser_access), limit);
    co_await server.script(std::string(heartbeat_sql), limit);
}

void commit_heartbeat::start() {
    asio::co_spawn(loop_, run(), asio::detached);
}

awaitable<void> commit_heartbeat::run() {
    asio::steady_timer timer(loop_);
    for (;;) {
        timer.expires_after(look_every);
        co_await timer.async_wait(asio::use_awaitable);
        co_await turn();
    }
}

awaitable<void> commit_heartbeat::turn() {
    const auto servers = sources();
    std::erase_if(due_, [&](auto& each) {
        return std::find(servers.begin(), servers.end(), each.first) == servers.end();
    });
    for (const auto& id : servers) {
        const auto now = steady::now();
        if (const auto known = due_.find(id); known != due_.end() && now < known->second)
            continue;
        due_[id] = now + period;
        try {
            auto access = host_.local_access(id, std::string(superuser), "rdsadmin");
            co_await commit_once(std::move(access));
        } catch (const std::exception& failure) { // it is not there for anybody else either
            spdlog::debug("no heartbeat on {}: {}", id, failure.what());
        }
    }
}

/// The primaries that something replicates from. What a standby's replicas see comes from its own source.
std::vector<std::string> commit_heartbeat::sources() const {
    std::set<std::string> servers;
    for (const auto& [key, instance] : resources_.instances.rows()) {
        const bool primary = instance.cluster.empty() && !instance.is_read_replica();
        const bool feeds =
            !instance.read_replica_cluster.empty() || !resources_.replicas_of(instance).empty();
        if (primary && feeds && instance.status == "available")
            servers.insert(instance.server_id);
    }
    return {servers.begin(), servers.end()};
}

} // namespace borealis::emulator
