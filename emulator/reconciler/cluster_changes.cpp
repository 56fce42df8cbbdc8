// What ModifyDBCluster left pending, applied: another password, port, version, name. Events: Aurora User
// Guide, "DB cluster events".
#include "emulator/reconciler/cluster_steps.hpp"
#include "emulator/reconciler/pacing.hpp"
#include "emulator/reconciler/routing.hpp"
#include "emulator/surface/sql_surface.hpp"
#include "protocol/arn.hpp"

#include <boost/system/system_error.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace borealis::emulator {

namespace {

constexpr auto longest_sleep = std::chrono::milliseconds(std::chrono::hours(1));
constexpr std::string_view undefined_object = "42704";

/// The server that takes the cluster's writes; empty where none does now.
std::string serving_writer(const toolbox& tools, const db_cluster& cluster) {
    const auto* writer = tools.resources().instances.find({cluster.where, cluster.writer});
    return writer && writer->status == "available" ? writer->server_id : std::string();
}

awaitable<step> reset_password(toolbox& tools, db_cluster cluster) {
    const auto server_id = serving_writer(tools, cluster);
    if (server_id.empty())
        co_return step::settled(std::chrono::milliseconds(500));
    auto access = tools.host.local_access(server_id, std::string(superuser), "postgres");
    std::string refused;
    try {
        co_await set_master_password(
            std::move(access), cluster.master_username, cluster.new_password_verifier
        );
    } catch (const replication::pg::pg_error& error) {
        if (error.sqlstate() != undefined_object)
            throw;
        refused = error.what();
    }
    auto& changed = tools.resources().clusters.edit(cluster.key());
    if (!(changed.status == "resetting-master-credentials"))
        co_return step::again();
    if (changed.new_password_verifier == cluster.new_password_verifier)
        changed.new_password_verifier.clear();
    record(tools, changed, refused.empty() ? trigger::modified : trigger::modification_failed, refused);
    co_await tools.resources().commit();
    co_return step::again();
}

/// Moves the endpoints to another port; where that one is taken, they stay, and an event says so.
awaitable<step> move_endpoints(toolbox& tools, db_cluster cluster) {
    const auto port = cluster.pending.at("Port").get<int>();
    const auto name = endpoint_name(cluster.key());
    const auto open = [&](int wanted) {
        const auto& options = tools.env.options;
        tools.endpoints.open(
            name, static_cast<std::uint16_t>(wanted), options.first_server_port, options.last_server_port
        );
    };
    auto& changed = tools.resources().clusters.edit(cluster.key());
    tools.endpoints.close(name);
    try {
        open(port);
        changed.port = changed.requested_port = port;
    } catch (const boost::system::system_error& error) {
        open(cluster.port);
        tools.resources().add_event(make_event(
            cluster,
            fmt::format("Port {} of the cluster endpoint cannot be used: {}", port, error.code().message()),
            "configuration change",
            tools.now()
        ));
    }
    route_cluster(tools, cluster.key());
    changed.pending.erase("Port");
    record(tools, changed, trigger::modified);
    co_await tools.resources().commit();
    co_return step::again();
}

/// Every member restarts with the new version; the cluster has it when all of them have.
awaitable<step> upgrade(toolbox& tools, db_cluster cluster) {
    auto& resources = tools.resources();
    const auto version = cluster.pending.at("EngineVersion").get<std::string>();
    auto& changed = resources.clusters.edit(cluster.key());
    changed.engine_version = version;
    bool done = true;
    for (const auto* member : resources.members_of(cluster)) {
        if (member->status == "deleting" || member->status == "failed")
            continue;
        done = done && member->engine_version == version && member->status == "available";
        if (member->engine_version == version || member->pending.contains("EngineVersion"))
            continue;
        auto& upgraded = resources.instances.edit(member->key());
        upgraded.pending["EngineVersion"] = version;
        upgraded.apply_pending_at = tools.now();
    }
    if (done) {
        changed.pending.erase("EngineVersion");
        record(tools, changed, trigger::modified);
    }
    co_await resources.commit();
    co_return done ? step::again() : step::settled(std::chrono::milliseconds(500));
}

awaitable<step> rename(toolbox& tools, db_cluster cluster) {
    auto& resources = tools.resources();
    auto renamed = cluster;
    renamed.identifier = cluster.pending.value("DBClusterIdentifier", cluster.identifier);
    renamed.pending.erase("DBClusterIdentifier");
    const auto names = fmt::format("{} to {}", cluster.identifier, renamed.identifier);
    record(tools, renamed, trigger::modified, names);
    if (resources.clusters.find(renamed.key())) { // somebody else got the name
        renamed.identifier = cluster.identifier;
        resources.clusters.put(std::move(renamed));
        co_await resources.commit();
        co_return step::again();
    }
    for (const auto* member : resources.members_of(cluster))
        resources.instances.edit(member->key()).cluster = renamed.identifier;
    const auto source = protocol::parse_arn(cluster.replication_source_arn);
    if (source && resources.instances.find({cluster.where, source->resource}))
        resources.instances.edit({cluster.where, source->resource}).read_replica_cluster = renamed.identifier;
    tools.endpoints.close(endpoint_name(cluster.key()));
    resources.clusters.erase(cluster.key());
    resources.clusters.put(std::move(renamed));
    tools.failed_attempts.erase(cluster.key());
    co_await resources.commit();
    co_return step::gone();
}

} // namespace

bool is_being_changed(const db_cluster& cluster) {
    return cluster.status == "modifying" || cluster.status == "upgrading" || cluster.status == "renaming" ||
           cluster.status == "resetting-master-credentials";
}

awaitable<step> change_cluster(toolbox& tools, db_cluster cluster) {
    if (const auto wait = remaining_pace(tools, cluster))
        co_return step::settled(*wait);
    if (cluster.status == "resetting-master-credentials")
        co_return co_await reset_password(tools, std::move(cluster));
    if (cluster.status == "modifying")
        co_return co_await move_endpoints(tools, std::move(cluster));
    if (cluster.status == "upgrading")
        co_return co_await upgrade(tools, std::move(cluster));
    co_return co_await rename(tools, std::move(cluster));
}

awaitable<step> look_after(toolbox& tools, db_cluster cluster) {
    tools.seen_statuses.erase({resource_kind::db_cluster, cluster.key()});
    const auto wait = std::chrono::milliseconds(cluster.apply_pending_at - tools.now());
    const bool due = !cluster.pending.empty() && wait.count() <= 0;
    const bool password = !cluster.new_password_verifier.empty() && !serving_writer(tools, cluster).empty();
    if (!password && !due)
        co_return step::settled(cluster.pending.empty() ? longest_sleep : std::min(wait, longest_sleep));
    auto& changed = tools.resources().clusters.edit(cluster.key());
    if (password)
        record(tools, changed, trigger::password_reset_started);
    else if (changed.pending.contains("Port"))
        record(tools, changed, trigger::modification_started);
    else if (changed.pending.contains("EngineVersion"))
        record(tools, changed, trigger::upgrade_started);
    else
        record(tools, changed, trigger::rename_started);
    co_await tools.resources().commit();
    co_return step::again();
}

} // namespace borealis::emulator
