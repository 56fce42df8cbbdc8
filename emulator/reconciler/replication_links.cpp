// Slots and positions by SQL. Source: PostgreSQL documentation, section 9.27 "System Administration
// Functions".
#include "emulator/reconciler/replication_links.hpp"

#include "emulator/surface/sql_surface.hpp"
#include "protocol/arn.hpp"

namespace borealis::emulator {

namespace pg = replication::pg;

namespace {

constexpr auto statement_timeout = std::chrono::seconds(5);

awaitable<pg::connection> open_as_superuser(toolbox& tools, std::string server_id) {
    auto access = tools.host.local_access(server_id, std::string(superuser), "postgres");
    co_return co_await pg::connection::open(std::move(access), statement_timeout);
}

awaitable<std::optional<replication::lsn>>
read_position(toolbox& tools, std::string server_id, std::string query) {
    try {
        auto server = co_await open_as_superuser(tools, std::move(server_id));
        const auto answer = co_await server.query(std::move(query));
        const auto& text = answer.at(0, 0);
        co_return text ? replication::parse_lsn(*text) : std::nullopt;
    } catch (const pg::pg_error&) {
        co_return std::nullopt; // the caller tells "unknown" from a position
    }
}

} // namespace

std::optional<replication::upstream_spec>
wanted_upstream(const state& resources, const db_instance& instance, const db_cluster* cluster) {
    replication::upstream_spec upstream;
    upstream.slot = instance.replication_slot;
    upstream.user = replication_role;
    upstream.application_name = instance.identifier;
    if (!cluster) {
        const auto* source = find_source(resources, instance);
        if (!source)
            return std::nullopt;
        upstream.server_id = source->server_id;
        return upstream;
    }
    if (instance.identifier == cluster->writer)
        return cluster->is_replica() ? std::optional(source_of(*cluster, instance.identifier)) : std::nullopt;
    upstream.server_id = cluster->server_id;
    return upstream;
}

replication::upstream_spec source_of(const db_cluster& cluster, const std::string& application_name) {
    replication::upstream_spec upstream;
    upstream.server_id = cluster.source_server;
    upstream.slot = cluster.replication_slot;
    upstream.user = replication_role;
    upstream.application_name = application_name;
    return upstream;
}

awaitable<void> ensure_slot(toolbox& tools, std::string server_id, std::string slot) {
    auto server = co_await open_as_superuser(tools, std::move(server_id));
    std::vector<pg::parameter> parameters;
    parameters.emplace_back(std::move(slot));
    co_await server.query(
        "SELECT pg_create_physical_replication_slot($1, true) "
        "WHERE NOT EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = $1)",
        std::move(parameters)
    );
}

awaitable<void> drop_slot(toolbox& tools, std::string server_id, std::string slot) {
    if (tools.host.observe(server_id).state != replication::server_state::running)
        co_return;
    auto server = co_await open_as_superuser(tools, std::move(server_id));
    std::vector<pg::parameter> parameters;
    parameters.emplace_back(std::move(slot));
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    for (;;) {
        co_await server.query(
            "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots "
            "WHERE slot_name = $1 AND active_pid IS NOT NULL",
            parameters
        );
        co_await server.query(
            "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots "
            "WHERE slot_name = $1 AND active_pid IS NULL",
            parameters
        );
        const auto left =
            co_await server.query("SELECT 1 FROM pg_replication_slots WHERE slot_name = $1", parameters);
        if (left.rows() == 0)
            co_return;
        if (std::chrono::steady_clock::now() > deadline)
            throw pg::pg_error("replication slot " + *parameters.front() + " stays in use");
        asio::steady_timer pause(tools.loop, std::chrono::milliseconds(20));
        co_await pause.async_wait(asio::use_awaitable);
    }
}

std::set<std::string> slots_wanted_on(const state& resources, const std::string& server_id) {
    std::set<std::string> wanted;
    for (const auto& [key, instance] : resources.instances.rows()) {
        const auto* cluster =
            instance.cluster.empty() ? nullptr : resources.clusters.find({key.where, instance.cluster});
        const auto upstream = wanted_upstream(resources, instance, cluster);
        if (upstream && upstream->server_id == server_id)
            wanted.insert(upstream->slot);
    }
    for (const auto& [key, cluster] : resources.clusters.rows()) // also before it has a member
        if (cluster.is_replica() && cluster.source_server == server_id)
            wanted.insert(cluster.replication_slot);
    return wanted;
}

awaitable<void> drop_stale_slots(toolbox& tools, std::string server_id) {
    auto server = co_await open_as_superuser(tools, server_id);
    const auto found =
        co_await server.query("SELECT slot_name FROM pg_replication_slots "
                              "WHERE slot_type = 'physical' AND NOT active AND slot_name ~ '^rds_.*_db_'");
    const auto wanted = slots_wanted_on(tools.resources(), server_id); // as it is now, not before the query
    for (std::size_t row = 0; row < found.rows(); ++row) {
        std::vector<pg::parameter> parameters;
        parameters.emplace_back(found.at(row, 0));
        if (wanted.contains(*parameters.front()))
            continue;
        co_await server.query("SELECT pg_drop_replication_slot($1)", std::move(parameters));
    }
}

awaitable<bool> is_streaming(toolbox& tools, std::string server_id) {
    auto server = co_await open_as_superuser(tools, std::move(server_id));
    const auto answer =
        co_await server.query("SELECT 1 FROM pg_stat_wal_receiver WHERE status = 'streaming'");
    co_return answer.rows() > 0;
}

awaitable<std::optional<replication::lsn>> flushed_position(toolbox& tools, std::string server_id) {
    return read_position(
        tools,
        std::move(server_id),
        "SELECT CASE WHEN NOT pg_is_in_recovery() THEN pg_current_wal_flush_lsn() END"
    );
}

awaitable<std::optional<replication::lsn>> replayed_position(toolbox& tools, std::string server_id) {
    return read_position(tools, std::move(server_id), "SELECT pg_last_wal_replay_lsn()");
}

awaitable<bool> has_shutdown_since(toolbox& tools, std::string server_id, replication::lsn position) {
    auto server = co_await open_as_superuser(tools, std::move(server_id));
    co_await server.query("CHECKPOINT"); // a restartpoint at the last checkpoint replayed, if that is new
    std::vector<pg::parameter> parameters;
    parameters.emplace_back(to_string(position));
    // Of a shutdown checkpoint only, the redo position is the record's own: no record can come in between.
    const auto answer = co_await server.query(
        "SELECT 1 FROM pg_control_checkpoint() WHERE checkpoint_lsn = redo_lsn AND checkpoint_lsn >= "
        "$1::pg_lsn",
        std::move(parameters)
    );
    co_return answer.rows() > 0;
}

const db_instance* find_source(const state& resources, const db_cluster& cluster) {
    const auto source = protocol::parse_arn(cluster.replication_source_arn);
    return source ? resources.instances.find({cluster.where, source->resource}) : nullptr;
}

const db_instance* find_source(const state& resources, const db_instance& replica) {
    return replica.is_read_replica() ? resources.instances.find({replica.where, replica.replica_source})
                                     : nullptr;
}

} // namespace borealis::emulator
