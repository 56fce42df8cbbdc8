// Stopping and restarting servers on request. Source: RDS User Guide, "Rebooting a DB instance" and "Stopping
// an Amazon RDS DB instance temporarily"; Aurora User Guide, "Stopping and starting an Amazon Aurora DB
// cluster".
#include "emulator/reconciler/cluster_steps.hpp"
#include "emulator/reconciler/instance_changes.hpp"
#include "emulator/reconciler/instance_steps.hpp"
#include "emulator/reconciler/modifications.hpp"
#include "emulator/reconciler/pacing.hpp"
#include "emulator/reconciler/succession.hpp"

#include <algorithm>

namespace borealis::emulator {

namespace {

constexpr auto stop_timeout = std::chrono::seconds(20);
constexpr auto longest_sleep = std::chrono::milliseconds(std::chrono::hours(1));
constexpr timestamp_ms longest_stop = timestamp_ms{7} * 24 * 60 * 60 * 1000; // then AWS starts it again

awaitable<step> stop_instance(toolbox& tools, db_instance instance) {
    co_await tools.host.stop(instance.server_id, replication::stop_mode::fast, stop_timeout);
    if (const auto wait = remaining_pace(tools, instance))
        co_return step::settled(*wait);
    const auto* found = tools.resources().instances.find(instance.key());
    if (!found || !(found->status == "stopping"))
        co_return step::again();
    auto& stopped = tools.resources().instances.edit(instance.key());
    stopped.stopped_at = tools.now();
    record(tools, stopped, trigger::stopped);
    co_await tools.resources().commit();
    co_return step::settled();
}

/// Until something that was stopped at this time is started for its owner.
std::chrono::milliseconds allowed_rest(const toolbox& tools, timestamp_ms stopped_at) {
    return std::chrono::milliseconds(std::max<timestamp_ms>(0, stopped_at + longest_stop - tools.now()));
}

awaitable<step> stay_stopped(toolbox& tools, db_instance instance) {
    const auto rest = allowed_rest(tools, instance.stopped_at);
    if (!instance.cluster.empty() || rest.count() > 0)
        co_return step::settled(std::min(rest, longest_sleep) + std::chrono::milliseconds(1));
    tools.resources().add_event(make_event(
        instance,
        "DB instance is being started due to it exceeding the maximum allowed time being stopped",
        "notification",
        tools.now()
    ));
    record(tools, tools.resources().instances.edit(instance.key()), trigger::start_requested);
    co_await tools.resources().commit();
    co_return step::again();
}

/// The first half of a restart: the server stops, and is what it is modified to when it comes back.
awaitable<step> stop_for_restart(toolbox& tools, db_instance instance) {
    co_await note_position(tools, instance.key());
    co_await tools.host.stop(instance.server_id, replication::stop_mode::fast, stop_timeout);
    const auto* found = tools.resources().instances.find(instance.key());
    if (!found || found->restart != restart_phase::wanted)
        co_return step::again();
    auto& stopped = tools.resources().instances.edit(instance.key());
    stopped.restart = restart_phase::stopped;
    apply_pending(stopped);
    tools.resources().add_event(make_event(stopped, "DB instance shutdown", "availability", tools.now()));
    co_await tools.resources().commit();
    co_return step::again();
}

/// A writer that was stopped for a failover stays down until its successor has the office.
bool awaits_relief(const toolbox& tools, const db_instance& instance) {
    const auto* cluster = cluster_of(tools.resources(), instance);
    return cluster && cluster->status == "failing-over" && cluster->writer == instance.identifier &&
           !cluster->failover_target.empty() && cluster->failover_target != instance.identifier &&
           instance.restart == restart_phase::stopped;
}

/// Members that a cluster waits for when it stops or starts.
std::vector<const db_instance*> counting_members(const state& resources, const db_cluster& cluster) {
    auto members = resources.members_of(cluster);
    std::erase_if(members, [](const auto* member) {
        return member->status == "deleting" || member->status == "failed";
    });
    return members;
}

awaitable<step> let_cluster_rest(toolbox& tools, db_cluster cluster) {
    const auto rest = allowed_rest(tools, cluster.stopped_at);
    if (rest.count() > 0)
        co_return step::settled(std::min(rest, longest_sleep) + std::chrono::milliseconds(1));
    auto& resources = tools.resources();
    resources.add_event(make_event(
        cluster,
        "DB cluster is being started due to it exceeding the maximum allowed time being stopped",
        "notification",
        tools.now()
    ));
    record(tools, resources.clusters.edit(cluster.key()), trigger::start_requested);
    for (const auto* member : resources.members_of(cluster))
        if (member->status == "stopped")
            record(tools, resources.instances.edit(member->key()), trigger::start_requested);
    co_await resources.commit();
    co_return step::again();
}

} // namespace

awaitable<std::optional<step>> take_down(toolbox& tools, db_instance instance) {
    if (instance.status == "renaming")
        co_return co_await rename_instance(tools, std::move(instance));
    if (instance.status == "stopping")
        co_return co_await stop_instance(tools, std::move(instance));
    if (instance.status == "stopped")
        co_return co_await stay_stopped(tools, std::move(instance));
    if (instance.restart == restart_phase::wanted)
        co_return co_await stop_for_restart(tools, std::move(instance));
    if (awaits_relief(tools, instance))
        co_return step::settled(std::chrono::milliseconds(200));
    co_return std::nullopt;
}

awaitable<step> stop_or_start_cluster(toolbox& tools, db_cluster cluster) {
    if (cluster.status == "stopped")
        co_return co_await let_cluster_rest(tools, std::move(cluster));
    const bool stopping = cluster.status == "stopping";
    const auto members = counting_members(tools.resources(), cluster);
    const auto there = [&](const auto* member) {
        return member->status == (stopping ? "stopped" : "available");
    };
    if (!std::all_of(members.begin(), members.end(), there))
        co_return step::settled(std::chrono::seconds(1)); // members wake us
    auto& changed = tools.resources().clusters.edit(cluster.key());
    changed.stopped_at = stopping ? tools.now() : 0;
    record(tools, changed, stopping ? trigger::stopped : trigger::started);
    co_await tools.resources().commit();
    co_return step::again();
}

} // namespace borealis::emulator
