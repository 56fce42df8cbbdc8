// Failures of servers become statuses and events that say why, and nothing stays "creating" for ever.
#include "emulator/reconciler/failures.hpp"

#include "emulator/reconciler/instance_steps.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace borealis::emulator {

using replication::server_failure;

namespace {

constexpr int attempts = 4;
constexpr int migration_attempts = 6;
constexpr auto recheck_of_obstacle = std::chrono::seconds(3);

/// What passes by itself is worth another try; what needs a person is not.
bool may_pass(server_failure kind) {
    return kind == server_failure::start_failed || kind == server_failure::timed_out ||
           kind == server_failure::backup_failed || kind == server_failure::io_error;
}

std::chrono::milliseconds backoff(int attempt) {
    return std::chrono::milliseconds(250) * (1 << std::min(attempt, 5));
}

bool is_being_created(const db_instance& instance) {
    return instance.created_at == 0;
}

/// Whether its server has data that outlives the instance: that of a cluster.
bool holds_cluster_volume(const state& resources, const db_instance& instance) {
    const auto* cluster = cluster_of(resources, instance);
    return cluster && cluster->server_id == instance.server_id && cluster->volume == volume_state::ready;
}

/// The trigger for giving up, or nothing where the instance already has the status that says so.
std::optional<trigger> verdict(const db_instance& instance, server_failure kind) {
    const auto status = instance.status.text();
    if (kind == server_failure::port_taken)
        return status == "incompatible-network" ? std::nullopt : std::optional(trigger::port_unavailable);
    if (is_being_created(instance))
        return trigger::creation_failed;
    if (kind == server_failure::disk_full)
        return status == "storage-full" ? std::nullopt : std::optional(trigger::storage_exhausted);
    return trigger::recovery_failed;
}

} // namespace

awaitable<step> instance_not_running(toolbox& tools, resource_key key, replication::server_error why) {
    spdlog::warn("DB instance {}: {}", key.name, why.what());
    const auto* found = tools.resources().instances.find(key);
    if (!found || found->status == "deleting")
        co_return step::again();
    const auto attempt = ++tools.failed_attempts[key];
    if (may_pass(why.kind()) && attempt < attempts)
        co_return step::settled(backoff(attempt));
    const auto happened = verdict(*found, why.kind());
    if (!happened)
        co_return step::settled(recheck_of_obstacle);

    // Half-made data would keep a full disk full.
    if (*happened == trigger::creation_failed && !holds_cluster_volume(tools.resources(), *found)) {
        const auto server_id = found->server_id;
        co_await tools.host.destroy(server_id);
        found = tools.resources().instances.find(key);
        if (!found || found->status == "deleting")
            co_return step::again();
    }
    auto& instance = tools.resources().instances.edit(key);
    record(tools, instance, *happened, why.what());
    if (*happened == trigger::creation_failed && instance.is_read_replica())
        tools.resources().add_event(
            make_event(instance, "Read replica creation failed", "read replica", tools.now())
        );
    instance.status_reason = why.what();
    co_await tools.resources().commit();
    co_return *happened == trigger::port_unavailable || *happened == trigger::storage_exhausted
        ? step::settled(recheck_of_obstacle)
        : step::settled();
}

awaitable<step> try_again_later(toolbox& tools, resource_key key, std::string why) {
    const auto attempt = ++tools.failed_attempts[key];
    spdlog::warn("{}: {} (attempt {})", key.name, why, attempt);
    co_return step::settled(backoff(attempt));
}

awaitable<step> migration_not_done(toolbox& tools, resource_key key, std::string why) {
    const auto attempt = ++tools.failed_attempts[key];
    spdlog::warn("DB cluster {}: base backup: {} (attempt {})", key.name, why, attempt);
    if (attempt < migration_attempts)
        co_return step::settled(backoff(attempt));
    const auto server_id = tools.resources().clusters.rows().at(key).server_id;
    co_await tools.host.destroy(server_id);
    const auto* found = tools.resources().clusters.find(key);
    if (!found || found->status == "deleting")
        co_return step::again();
    auto& cluster = tools.resources().clusters.edit(key);
    cluster.status_reason = why;
    const auto detail =
        fmt::format("{} to {}. Reason: {}", cluster.replication_source_arn, cluster.identifier, why);
    record(tools, cluster, trigger::migration_failed, detail);
    co_await tools.resources().commit();
    co_return step::settled();
}

} // namespace borealis::emulator
