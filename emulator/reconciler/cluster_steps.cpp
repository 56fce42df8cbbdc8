// One step of a DB cluster: endpoints, the slot on the replication source, the base backup, promotion,
// removal.
#include "emulator/reconciler/cluster_steps.hpp"

#include "emulator/reconciler/failures.hpp"
#include "emulator/reconciler/pacing.hpp"
#include "emulator/reconciler/replication_links.hpp"
#include "emulator/reconciler/routing.hpp"
#include "emulator/surface/sql_surface.hpp"

#include <boost/system/system_error.hpp>
#include <fmt/format.h>

namespace borealis::emulator {

using replication::server_error;
using replication::server_state;

namespace {

/// Opens the writer and reader endpoints. False: the port asked for is taken, and the cluster has failed for
/// it.
bool ensure_endpoints(toolbox& tools, const db_cluster& cluster) {
    const auto& options = tools.env.options;
    const auto wanted = cluster.port != 0 ? cluster.port : cluster.requested_port;
    std::string refusal;
    try {
        const int port = tools.endpoints.open(
            endpoint_name(cluster.key()),
            static_cast<std::uint16_t>(wanted),
            options.first_server_port,
            options.last_server_port
        );
        if (port != cluster.port)
            tools.resources().clusters.edit(cluster.key()).port = port;
        return true;
    } catch (const boost::system::system_error& error) {
        refusal =
            fmt::format("Port {} of the cluster endpoint cannot be used: {}", wanted, error.code().message());
    }
    if (cluster.status == "creating") {
        auto& refused = tools.resources().clusters.edit(cluster.key());
        refused.status_reason = refusal;
        record(tools, refused, trigger::creation_failed, refusal);
    } else if (cluster.requested_port == 0) {
        tools.resources().clusters.edit(cluster.key()).port = 0; // another program took it while we were away
    }
    return false;
}

/// Whether the replication source serves; in recovery it runs, but does not. Throws server_error where it
/// never will again.
bool source_runs(const toolbox& tools, const db_cluster& cluster) {
    const auto* source = find_source(tools.resources(), cluster);
    if (!source || source->status == "failed")
        throw server_error(
            replication::server_failure::backup_failed, "the replication source is gone or has failed"
        );
    return source->status == "available" &&
           tools.host.observe(cluster.source_server).state == server_state::running;
}

/// `creating` until the endpoints are open and the source keeps WAL for us. Real clusters are available well
/// before their first instance; the copying of the data shows in that instance's `creating`.
awaitable<step> create_cluster(toolbox& tools, db_cluster cluster) {
    if (cluster.is_replica()) {
        if (!source_runs(tools, cluster))
            co_return step::settled(std::chrono::milliseconds(200));
        co_await ensure_slot(tools, cluster.source_server, cluster.replication_slot);
    }
    if (const auto wait = remaining_pace(tools, resource_kind::db_cluster, cluster.created_at))
        co_return step::settled(*wait);
    const auto* found = tools.resources().clusters.find(cluster.key());
    if (!found || !(found->status == "creating"))
        co_return step::again();
    record(tools, tools.resources().clusters.edit(cluster.key()), trigger::provisioned);
    co_await tools.resources().commit();
    co_return step::again();
}

/// The "private snapshot": a base backup of the source into the cluster volume, through the slot.
awaitable<step> load_volume(toolbox& tools, db_cluster cluster) {
    const auto key = cluster.key();
    if (!source_runs(tools, cluster))
        co_return step::settled(std::chrono::milliseconds(500));
    auto upstream = source_of(cluster, cluster.identifier);
    auto settings = settings_for(cluster);
    replication::progress_sink progress = [&tools, key](replication::backup_progress seen) {
        if (!tools.resources().clusters.find(key))
            return;
        auto& loading = tools.resources().clusters.edit_volatile(key);
        loading.backup_bytes_done = seen.bytes_done;
        loading.backup_bytes_total = seen.bytes_total;
        tools.resources().touch();
    };
    co_await ensure_slot(tools, upstream.server_id, upstream.slot);
    co_await tools.host.create_standby(
        cluster.server_id, std::move(upstream), std::move(settings), std::move(progress)
    );
    tools.resources().clusters.edit(key).volume = volume_state::ready;
    tools.failed_attempts.erase(key);
    co_await tools.resources().commit();
    co_return step::again();
}

awaitable<step> remove_cluster(toolbox& tools, db_cluster cluster) {
    if (!tools.resources().members_of(cluster).empty())
        co_return step::settled(); // the last member wakes us when it is gone
    if (cluster.is_replica())
        co_await unlink_from_source(tools, cluster);
    tools.endpoints.close(endpoint_name(cluster.key()));
    co_await tools.host.destroy(cluster.server_id);
    tools.resources().add_event(make_event(cluster, "DB cluster deleted", "deletion", tools.now()));
    tools.resources().clusters.erase(cluster.key());
    tools.failed_attempts.erase(cluster.key());
    co_await tools.resources().commit();
    co_return step::gone();
}

awaitable<step> advance_cluster(toolbox& tools, db_cluster cluster) {
    if (cluster.status == "deleting")
        co_return co_await remove_cluster(tools, std::move(cluster));
    if (cluster.status == "failed" || cluster.status == "migration-failed")
        co_return step::settled();
    if (!ensure_endpoints(tools, cluster)) {
        co_await tools.resources().commit();
        co_return step::settled(std::chrono::seconds(3));
    }
    route_cluster(tools, cluster.key());
    if (cluster.status == "creating")
        co_return co_await create_cluster(tools, std::move(cluster));
    if (cluster.volume == volume_state::loading)
        co_return co_await load_volume(tools, std::move(cluster));
    if (cluster.status == "promoting")
        co_return co_await promote_cluster(tools, std::move(cluster));
    if (cluster.status == "failing-over")
        co_return co_await switch_over(tools, std::move(cluster));
    if (cluster.status == "stopping" || cluster.status == "stopped" || cluster.status == "starting")
        co_return co_await stop_or_start_cluster(tools, std::move(cluster));
    co_await tools.resources().commit();
    if (is_being_changed(cluster))
        co_return co_await change_cluster(tools, std::move(cluster));
    if (cluster.status == "available")
        co_return co_await look_after(tools, std::move(cluster));
    co_return step::settled();
}

} // namespace

awaitable<step> step_cluster(toolbox& tools, resource_key key) {
    const auto* found = tools.resources().clusters.find(key);
    if (!found)
        co_return step::gone();
    const bool migrating = found->volume == volume_state::loading &&
                           (found->status == "creating" || found->status == "available");
    std::string failed;
    try {
        co_return co_await advance_cluster(tools, *found);
    } catch (const server_error& error) {
        failed = error.what();
    } catch (const replication::pg::pg_error& error) {
        failed = error.what();
    }
    if (migrating)
        co_return co_await migration_not_done(tools, key, std::move(failed));
    co_return co_await try_again_later(tools, key, std::move(failed));
}

} // namespace borealis::emulator
