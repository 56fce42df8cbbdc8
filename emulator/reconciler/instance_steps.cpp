// One step of a DB instance: data, server, roles, replication, status; each part looks first whether it is
// done.
#include "emulator/reconciler/instance_steps.hpp"

#include "emulator/reconciler/failures.hpp"
#include "emulator/reconciler/instance_changes.hpp"
#include "emulator/reconciler/pacing.hpp"
#include "emulator/reconciler/replication_links.hpp"
#include "emulator/surface/sql_surface.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <charconv>

namespace borealis::emulator {

using replication::server_error;
using replication::server_state;

namespace {

constexpr auto start_timeout = std::chrono::seconds(60);
constexpr auto promote_timeout = std::chrono::seconds(60);
constexpr auto peer_recheck = std::chrono::milliseconds(500);

int major_of(const std::string& engine_version) {
    int major = 0;
    std::from_chars(engine_version.data(), engine_version.data() + engine_version.size(), major);
    return major;
}

const db_instance& current(const toolbox& tools, const resource_key& key) {
    return tools.resources().instances.rows().at(key);
}

/// Throws away the data of a former writer, which may have what the new writer's timeline has not. False: not
/// before that one writes.
awaitable<bool> discard_outdated_data(toolbox& tools, db_instance reader, std::string writer_server) {
    const auto writer = tools.host.observe(writer_server);
    if (writer.state != server_state::running || writer.standby)
        co_return false;
    co_await tools.host.destroy(reader.server_id);
    tools.resources().instances.edit(reader.key()).data_outdated = false;
    co_await tools.resources().commit();
    co_return true;
}

/// Makes the data directory of a standby: a base backup of its upstream. False: that one is not there yet.
awaitable<bool>
ensure_standby_data(toolbox& tools, db_instance standby, replication::upstream_spec upstream) {
    if (standby.data_outdated && !co_await discard_outdated_data(tools, standby, upstream.server_id))
        co_return false;
    if (tools.host.observe(standby.server_id).state != server_state::absent)
        co_return true;
    if (tools.host.observe(upstream.server_id).state != server_state::running)
        co_return false;
    auto settings = settings_for(standby, cluster_of(tools.resources(), standby));
    co_await ensure_slot(tools, upstream.server_id, upstream.slot);
    tools.resources().instances.edit(standby.key()).upstream_server = upstream.server_id;
    replication::progress_sink nobody;
    co_await tools.host.create_standby(
        standby.server_id, std::move(upstream), std::move(settings), std::move(nobody)
    );
    co_return true;
}

/// Makes sure that the instance's data directory exists. False: it waits for another resource.
awaitable<bool> ensure_data(toolbox& tools, db_instance instance, std::optional<db_cluster> cluster) {
    if (instance.is_read_replica()) {
        auto upstream = wanted_upstream(tools.resources(), instance, nullptr);
        if (!upstream) // only what has data can do without
            co_return tools.host.observe(instance.server_id).state != server_state::absent;
        co_return co_await ensure_standby_data(tools, std::move(instance), std::move(*upstream));
    }
    if (!cluster || (instance.identifier == cluster->writer && cluster->volume == volume_state::empty)) {
        auto spec = server_template(major_of(instance.engine_version));
        auto settings = settings_for(instance, cluster ? &*cluster : nullptr);
        co_await tools.host.create_primary(instance.server_id, std::move(spec), std::move(settings));
        co_return true;
    }
    if (instance.identifier != cluster->writer) {
        auto upstream = *wanted_upstream(tools.resources(), instance, &*cluster);
        co_return co_await ensure_standby_data(tools, std::move(instance), std::move(upstream));
    }
    co_return cluster->volume == volume_state::ready;
}

/// Points a standby at the upstream that it has to have.
awaitable<void> aim_standby(toolbox& tools, db_instance instance) {
    auto wanted = wanted_upstream(tools.resources(), instance, cluster_of(tools.resources(), instance));
    if (!wanted || instance.upstream_server == wanted->server_id)
        co_return;
    co_await ensure_slot(tools, wanted->server_id, wanted->slot);
    const auto upstream = wanted->server_id;
    co_await tools.host.follow(instance.server_id, std::move(*wanted));
    tools.resources().instances.edit(instance.key()).upstream_server = upstream;
}

/// Promotes a standby that has to follow nobody (any more): a failover.
awaitable<void> end_standby(toolbox& tools, db_instance instance) {
    if (instance.is_read_replica() ||
        wanted_upstream(tools.resources(), instance, cluster_of(tools.resources(), instance)))
        co_return;
    co_await tools.host.promote(instance.server_id, promote_timeout);
    if (!instance.upstream_server.empty())
        tools.resources().instances.edit(instance.key()).upstream_server.clear();
}

/// Notes why the server of an instance that was up is down, so that its status says so while it is started
/// again.
awaitable<void> note_outage(toolbox& tools, resource_key key) {
    auto& instance = tools.resources().instances.edit(key);
    const auto crashed = tools.crashed_servers.contains(instance.server_id);
    if (crashed)
        spdlog::warn("DB instance {}: its server ended unexpectedly", key.name);
    record(tools, instance, crashed ? trigger::crashed : trigger::emulator_started);
    co_await tools.resources().commit();
}

awaitable<void> ensure_server(toolbox& tools, db_instance instance, std::optional<db_cluster> cluster) {
    if (tools.host.observe(instance.server_id).state != server_state::running) {
        if (instance.status == "available")
            co_await note_outage(tools, instance.key());
        auto settings = settings_for(instance, cluster ? &*cluster : nullptr);
        // Data made anew keep the address that clients know, unless somebody else has it by now.
        if (tools.host.observe(instance.server_id).port == 0 && settings.port == 0 &&
            !tools.failed_attempts.contains(instance.key()))
            settings.port = static_cast<std::uint16_t>(instance.port);
        co_await tools.host.configure(instance.server_id, std::move(settings));
    }
    co_await tools.host.start(instance.server_id, start_timeout);
    tools.crashed_servers.erase(instance.server_id);
    const int port = tools.host.observe(instance.server_id).port;
    if (port != instance.port)
        tools.resources().instances.edit(instance.key()).port = port;
}

/// The caller's role and database on a new primary; the password is forgotten once the server has it.
awaitable<void> ensure_master_user(toolbox& tools, db_instance instance, std::optional<db_cluster> cluster) {
    const bool done = cluster ? cluster->credentials_applied : instance.server_ready;
    if (done || (cluster && instance.identifier != cluster->writer))
        co_return;
    master_user user;
    user.name = instance.master_username;
    user.password_verifier = cluster ? cluster->password_verifier : instance.password_verifier;
    user.database = cluster ? cluster->database_name : instance.database_name;
    auto access = tools.host.local_access(instance.server_id, std::string(superuser), "postgres");
    co_await create_master_user(std::move(access), std::move(user), major_of(instance.engine_version));

    auto& served = tools.resources().instances.edit(instance.key());
    served.server_ready = true;
    served.password_verifier.clear();
    if (cluster) {
        auto& owner = tools.resources().clusters.edit(cluster->key());
        owner.credentials_applied = true;
        owner.password_verifier.clear();
        owner.volume = volume_state::ready;
    }
}

/// A new writer that serves ends the failover of its cluster.
void finish_failover(toolbox& tools, const db_instance& instance) {
    const auto* cluster = cluster_of(tools.resources(), instance);
    if (!cluster || !(cluster->status == "failing-over") || cluster->writer != instance.identifier)
        return;
    if (!cluster->failover_target.empty() && cluster->failover_target != instance.identifier)
        return; // it is still to be relieved
    auto& office = tools.resources().clusters.edit(cluster->key());
    office.failover_target.clear();
    record(tools, office, trigger::failover_finished, instance.identifier);
}

/// What made an instance available that was not.
trigger cause_of_availability(const db_instance& instance) {
    if (instance.status == "rebooting" && instance.restart == restart_phase::stopped)
        return trigger::restarted;
    if (instance.status == "starting" && instance.stopped_at != 0)
        return trigger::started;
    const bool provisioned =
        instance.created_at == 0 || instance.status == "creating" || instance.status == "starting";
    return provisioned ? trigger::provisioned : trigger::recovered;
}

/// The server serves: says so.
awaitable<step> declare_available(toolbox& tools, resource_key key) {
    auto& instance = tools.resources().instances.edit(key);
    const bool first = instance.created_at == 0;
    const auto cause = cause_of_availability(instance);
    const bool crashed = instance.status == "rebooting" && cause == trigger::recovered;
    if (first)
        instance.created_at = tools.now();
    instance.status_reason.clear();
    instance.restart = restart_phase::none;
    instance.stopped_at = 0;
    instance.position_at_stop.clear();
    record(tools, instance, cause);
    const auto tell = [&](std::string message, std::string category) {
        tools.resources().add_event(make_event(instance, std::move(message), std::move(category), tools.now())
        );
    };
    if (crashed)
        tell("DB instance restarted", "availability");
    const auto* cluster = cluster_of(tools.resources(), instance);
    // Readers of an Aurora volume don't replicate on AWS.
    if (first && (instance.is_read_replica() || (cluster && cluster->is_replica())))
        tell("Replication for the Read Replica resumed", "read replica");
    finish_failover(tools, instance);
    tools.failed_attempts.erase(key);
    co_await tools.resources().commit();
    co_return step::again();
}

std::optional<db_cluster> copy_of_cluster(const toolbox& tools, const db_instance& instance) {
    const auto* cluster = cluster_of(tools.resources(), instance);
    return cluster ? std::optional(*cluster) : std::nullopt;
}

/// What a server that answers still lacks before it may be called available; nothing: it may.
awaitable<std::optional<step>> awaited_before_availability(toolbox& tools, db_instance instance) {
    const bool first = instance.created_at == 0;
    if (first && !instance.upstream_server.empty()) {
        const bool streaming = co_await is_streaming(tools, instance.server_id);
        if (!streaming)
            co_return step::settled(std::chrono::milliseconds(50));
    }
    if (const auto wait = remaining_pace(tools, resource_kind::db_instance, instance.accepted_at);
        first && wait)
        co_return step::settled(*wait);
    const bool asked_for = instance.restart == restart_phase::stopped || instance.stopped_at != 0;
    if (const auto wait = remaining_pace(tools, instance); asked_for && wait)
        co_return step::settled(*wait);
    if (!first) // also on a read replica: it can be a source
        co_await drop_stale_slots(tools, instance.server_id);
    if (current(tools, instance.key()).status == "deleting")
        co_return step::again();
    co_return std::nullopt;
}

/// Throws server_error where a cluster or a source will never have data for this instance.
void refuse_hopeless_origin(
    const toolbox& tools, const db_instance& instance, const std::optional<db_cluster>& origin
) {
    if (!origin) {
        const auto* source = find_source(tools.resources(), instance);
        if (!source || source->status == "failed")
            throw server_error(
                replication::server_failure::backup_failed, "the source DB instance is gone or has failed"
            );
        return;
    }
    const auto& cluster = *origin;
    if (cluster.status == "migration-failed" || cluster.status == "failed")
        throw server_error(
            replication::server_failure::backup_failed,
            fmt::format(
                "DB cluster {} is {}: {}", cluster.identifier, cluster.status.text(), cluster.status_reason
            )
        );
}

/// A statement that the server refused, as a reason to give up an instance that never served; nothing: try
/// again.
std::optional<server_error>
fatal_refusal(const toolbox& tools, const resource_key& key, const replication::pg::pg_error& error) {
    constexpr int attempts = 12; // about a minute, with the pauses between them
    constexpr std::string_view disk_full = "53100";
    const auto* instance = tools.resources().instances.find(key);
    if (!instance || instance->created_at != 0)
        return std::nullopt;
    if (error.sqlstate() == disk_full)
        return server_error(replication::server_failure::disk_full, error.what());
    const auto failed = tools.failed_attempts.find(key);
    if (failed != tools.failed_attempts.end() && failed->second >= attempts)
        return server_error(replication::server_failure::start_failed, error.what());
    return std::nullopt;
}

/// Data, server, roles, replication, status, in this order. Throws server_error and pg_error.
awaitable<step> bring_up(toolbox& tools, resource_key key) {
    auto instance = current(tools, key);
    auto cluster = copy_of_cluster(tools, instance);
    const bool has_data = co_await ensure_data(tools, instance, cluster);
    if (!has_data) {
        refuse_hopeless_origin(tools, instance, cluster);
        co_return step::settled(peer_recheck);
    }
    co_await aim_standby(tools, current(tools, key));
    co_await ensure_server(tools, current(tools, key), cluster);
    co_await end_standby(tools, current(tools, key));
    co_await ensure_master_user(tools, current(tools, key), cluster);

    if (current(tools, key).status == "available") {
        finish_failover(tools, current(tools, key));
        co_await tools.resources().commit();
        co_return co_await look_after(tools, key);
    }
    if (is_being_changed(current(tools, key)))
        co_return co_await change_instance(tools, key);
    const auto awaited = co_await awaited_before_availability(tools, current(tools, key));
    if (awaited)
        co_return *awaited;
    co_return co_await declare_available(tools, key);
}

} // namespace

const db_cluster* cluster_of(const state& resources, const db_instance& instance) {
    if (instance.cluster.empty())
        return nullptr;
    return resources.clusters.find({instance.where, instance.cluster});
}

awaitable<step> step_instance(toolbox& tools, resource_key key) {
    const auto* found = tools.resources().instances.find(key);
    if (!found)
        co_return step::gone();
    if (found->status == "deleting")
        co_return co_await remove_instance(tools, *found);
    if (found->status == "failed")
        co_return step::settled();

    std::optional<server_error> refused;
    std::optional<std::string> sql_failed;
    try {
        auto other_way = co_await take_down(tools, *found);
        if (other_way)
            co_return *other_way;
        co_return co_await bring_up(tools, key);
    } catch (const server_error& error) {
        refused = error;
    } catch (const replication::pg::pg_error& error) {
        sql_failed = error.what();
        refused = fatal_refusal(tools, key, error);
    }
    if (refused)
        co_return co_await instance_not_running(tools, key, std::move(*refused));
    co_return co_await try_again_later(tools, key, std::move(*sql_failed));
}

} // namespace borealis::emulator
