// Taking a DB instance away: its server, its slot on the writer, and, where it was the writer, its office.
#include "emulator/reconciler/instance_steps.hpp"
#include "emulator/reconciler/replication_links.hpp"

#include <spdlog/spdlog.h>

namespace borealis::emulator {

namespace {

constexpr auto stop_timeout = std::chrono::seconds(20);

/// The reader that takes over from a writer that goes: lowest promotion tier first. Nothing where there is
/// none.
const db_instance* successor_of(const state& resources, const db_cluster& cluster) {
    for (const auto* member : resources.members_of(cluster))
        if (member->identifier != cluster.writer && member->status == "available")
            return member;
    return nullptr;
}

awaitable<step> forget_instance(toolbox& tools, db_instance instance) {
    tools.resources().add_event(make_event(instance, "DB instance deleted", "deletion", tools.now()));
    tools.resources().instances.erase(instance.key());
    tools.failed_attempts.erase(instance.key());
    co_await tools.resources().commit();
    co_return step::gone();
}

/// The writer goes. A reader takes its office (Aurora User Guide, "High availability for Aurora DB
/// instances"); without one the volume stays with the cluster, for the next instance.
awaitable<void> resign_as_writer(toolbox& tools, db_instance writer, db_cluster cluster) {
    co_await tools.host.stop(writer.server_id, replication::stop_mode::fast, stop_timeout);
    auto& office = tools.resources().clusters.edit(cluster.key());
    const auto* successor = successor_of(tools.resources(), cluster);
    if (!successor) {
        office.writer.clear();
        co_return;
    }
    spdlog::info(
        "DB cluster {}: {} takes over from {}", cluster.identifier, successor->identifier, writer.identifier
    );
    if (office.status == "available")
        record(tools, office, trigger::failover_started, successor->identifier);
    office.writer = successor->identifier;
    office.server_id = successor->server_id;
}

} // namespace

awaitable<step> remove_instance(toolbox& tools, db_instance instance) {
    const auto* found = cluster_of(tools.resources(), instance);
    if (!found) {
        co_await tools.host.destroy(instance.server_id);
        co_return co_await forget_instance(tools, std::move(instance));
    }
    auto cluster = *found;
    if (cluster.status == "promoting" ||
        (cluster.status == "failing-over" && cluster.writer == instance.identifier))
        co_return step::settled(std::chrono::milliseconds(200));

    if (cluster.writer == instance.identifier) {
        co_await resign_as_writer(tools, instance, cluster);
        co_await tools.resources().commit();
    } else if (!instance.replication_slot.empty()) {
        co_await drop_slot(tools, cluster.server_id, instance.replication_slot);
    }
    const auto* kept_by = tools.resources().clusters.find(cluster.key());
    const bool holds_volume = kept_by && kept_by->server_id == instance.server_id;
    if (!holds_volume)
        co_await tools.host.destroy(instance.server_id);
    co_return co_await forget_instance(tools, std::move(instance));
}

} // namespace borealis::emulator
