// The timer of the heartbeat, and its SQL.
#include "emulator/app/commit_heartbeat.hpp"

#include "emulator/surface/sql_surface.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <set>

namespace borealis::emulator {

namespace {

namespace pg = replication::pg;

constexpr auto period = std::chrono::seconds(300);
constexpr auto again_after_failure = std::chrono::seconds(15);
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
    const auto servers = heartbeat_sources(resources_, migration_lag_);
    std::erase_if(due_, [&](auto& each) {
        return std::find(servers.begin(), servers.end(), each.first) == servers.end();
    });
    for (const auto& id : servers) {
        const auto now = steady::now();
        if (const auto known = due_.find(id); known != due_.end() && now < known->second)
            continue;
        due_[id] = now + again_after_failure;
        try {
            auto access = host_.local_access(id, std::string(superuser), "rdsadmin");
            co_await commit_once(std::move(access));
            due_[id] = now + period;
        } catch (const std::exception& failure) { // it is not there for anybody else either
            spdlog::debug("no heartbeat on {}: {}", id, failure.what());
        }
    }
}

// What a standby's replicas see comes from its own source: the primary at the top commits for all below it.
std::vector<std::string> heartbeat_sources(const state& resources, lag_formula migration_lag) {
    std::set<resource_key> with_replicas;
    for (const auto& [key, instance] : resources.instances.rows())
        if (instance.is_read_replica())
            with_replicas.insert({instance.where, instance.replica_source});
    std::set<std::string> servers;
    for (const auto& [key, instance] : resources.instances.rows()) {
        const bool primary = instance.cluster.empty() && !instance.is_read_replica();
        const bool feeds_aurora = migration_lag == lag_formula::aws && !instance.read_replica_cluster.empty();
        if (primary && instance.status == "available" && (feeds_aurora || with_replicas.contains(key)))
            servers.insert(instance.server_id);
    }
    return {servers.begin(), servers.end()};
}

} // namespace borealis::emulator
