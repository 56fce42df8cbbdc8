// The table of all status changes, and the one place that writes a status.
//
// Statuses are those of the RDS and Aurora User Guides ("Viewing DB instance status", "Viewing DB cluster
// status"), event texts those of their event lists.
#include "emulator/state/transitions.hpp"

#include "protocol/arn.hpp"

#include <fmt/format.h>

#include <array>
#include <stdexcept>

namespace borealis::emulator {

namespace {

constexpr auto instance_kind = resource_kind::db_instance;
constexpr auto cluster_kind = resource_kind::db_cluster;
using enum trigger;

constexpr std::string_view created = "DB instance created";
constexpr std::string_view recovering = "Recovery of the DB instance has started. Recovery time will vary "
                                        "with the amount of data to be recovered";
constexpr std::string_view recovery_complete = "Recovery of the DB instance is complete";
constexpr std::string_view network_failure = "Database instance put into incompatible-network. {}";
constexpr std::string_view storage_exhausted_text =
    "Allocated storage has been exhausted. Allocate additional storage to resolve. {}";
constexpr std::string_view put_into_failed =
    "DB instance put into failed state. RDS recommends that you initiate a point-in-time-restore. {}";
constexpr std::string_view promoted_text = "Promoted Read Replica cluster to a stand-alone database cluster";

constexpr auto table = std::to_array<transition>({
    {instance_kind, "", accepted, "creating", "", ""},
    {instance_kind, "creating", provisioned, "available", created, "creation"},
    {instance_kind, "creating", creation_failed, "failed", "The DB instance creation failed. {}", "failure"},
    {instance_kind, "creating", port_unavailable, "incompatible-network", network_failure, "failure"},
    {instance_kind, "creating", delete_requested, "deleting", "", ""},

    {instance_kind, "incompatible-network", provisioned, "available", created, "creation"},
    {instance_kind, "incompatible-network", recovered, "available", recovery_complete, "recovery"},
    {instance_kind,
     "incompatible-network",
     creation_failed,
     "failed",
     "The DB instance creation failed. {}",
     "failure"},
    {instance_kind,
     "incompatible-network",
     storage_exhausted,
     "storage-full",
     storage_exhausted_text,
     "low storage"},
    {instance_kind, "incompatible-network", recovery_failed, "failed", put_into_failed, "failure"},
    {instance_kind, "incompatible-network", delete_requested, "deleting", "", ""},

    {instance_kind, "available", emulator_started, "starting", "", ""},
    {instance_kind, "available", crashed, "rebooting", recovering, "recovery"},
    {instance_kind, "available", port_unavailable, "incompatible-network", network_failure, "failure"},
    {instance_kind, "available", storage_exhausted, "storage-full", storage_exhausted_text, "low storage"},
    {instance_kind, "available", recovery_failed, "failed", put_into_failed, "failure"},
    {instance_kind, "available", delete_requested, "deleting", "", ""},

    {instance_kind, "starting", provisioned, "available", "", ""},
    {instance_kind, "starting", port_unavailable, "incompatible-network", network_failure, "failure"},
    {instance_kind, "starting", storage_exhausted, "storage-full", storage_exhausted_text, "low storage"},
    {instance_kind, "starting", recovery_failed, "failed", put_into_failed, "failure"},
    {instance_kind, "starting", delete_requested, "deleting", "", ""},

    {instance_kind, "rebooting", recovered, "available", recovery_complete, "recovery"},
    {instance_kind, "rebooting", port_unavailable, "incompatible-network", network_failure, "failure"},
    {instance_kind, "rebooting", storage_exhausted, "storage-full", storage_exhausted_text, "low storage"},
    {instance_kind, "rebooting", recovery_failed, "failed", put_into_failed, "failure"},
    {instance_kind, "rebooting", delete_requested, "deleting", "", ""},

    {instance_kind, "storage-full", recovered, "available", recovery_complete, "recovery"},
    {instance_kind, "storage-full", port_unavailable, "incompatible-network", network_failure, "failure"},
    {instance_kind, "storage-full", recovery_failed, "failed", put_into_failed, "failure"},
    {instance_kind, "storage-full", delete_requested, "deleting", "", ""},

    {instance_kind, "failed", delete_requested, "deleting", "", ""},

    {cluster_kind, "", accepted, "creating", "", ""},
    {cluster_kind, "creating", provisioned, "available", "DB cluster created", "creation"},
    {cluster_kind,
     "creating",
     creation_failed,
     "failed",
     "You can't create the DB cluster because of incompatible resources. {}",
     "failure"},
    {cluster_kind,
     "creating",
     migration_failed,
     "migration-failed",
     "Failed to migrate from {}",
     "notification"},
    {cluster_kind, "creating", delete_requested, "deleting", "", ""},

    {cluster_kind,
     "available",
     migration_failed,
     "migration-failed",
     "Failed to migrate from {}",
     "notification"},
    {cluster_kind, "available", promotion_requested, "promoting", "", ""},
    {cluster_kind,
     "available",
     failover_started,
     "failing-over",
     "Started cross AZ failover to DB instance: {}",
     "failover"},
    {cluster_kind, "available", delete_requested, "deleting", "", ""},

    {cluster_kind, "promoting", promoted, "available", promoted_text, "notification"},
    {cluster_kind,
     "promoting",
     promotion_failed,
     "available",
     "Failed to promote the Read Replica cluster. The cluster is still a read replica. {}",
     "failure"},

    {cluster_kind,
     "failing-over",
     failover_finished,
     "available",
     "Completed failover to DB instance: {}",
     "failover"},
    {cluster_kind, "failing-over", delete_requested, "deleting", "", ""},

    {cluster_kind, "migration-failed", delete_requested, "deleting", "", ""},
    {cluster_kind, "failed", delete_requested, "deleting", "", ""},
});

constexpr std::string_view kind_name(resource_kind kind) {
    return kind == instance_kind ? "DB instance" : "DB cluster";
}

const transition& find_row(resource_kind kind, std::string_view from, trigger happened) {
    for (const auto& row : table)
        if (row.kind == kind && row.from == from && row.on == happened)
            return row;
    throw std::logic_error(
        fmt::format("no transition of a {} from status '{}' on {}", kind_name(kind), from, name_of(happened))
    );
}

protocol::arn make_arn(const scope& where, std::string type, std::string name) {
    protocol::arn made;
    made.region = where.region;
    made.account = where.account;
    made.resource_type = std::move(type);
    made.resource = std::move(name);
    return made;
}

} // namespace

class status_writer {
  public:
    static void set(status_value& status, std::string_view text) { status.text_ = text; }
};

namespace {

template <typename Resource>
std::optional<event> apply_row(
    resource_kind kind, Resource& resource, trigger happened, timestamp_ms at, std::string_view detail
) {
    const auto& row = find_row(kind, resource.status.text(), happened);
    status_writer::set(resource.status, row.to);
    if (row.event_message.empty())
        return std::nullopt;
    auto message = fmt::format(fmt::runtime(row.event_message), detail);
    return make_event(resource, std::move(message), std::string(row.event_category), at);
}

} // namespace

std::span<const transition> transitions() noexcept {
    return table;
}

std::string_view name_of(trigger happened) noexcept {
    switch (happened) {
    case accepted:
        return "accepted";
    case provisioned:
        return "provisioned";
    case creation_failed:
        return "creation failed";
    case port_unavailable:
        return "port unavailable";
    case delete_requested:
        return "delete requested";
    case emulator_started:
        return "emulator started";
    case crashed:
        return "crashed";
    case recovered:
        return "recovered";
    case recovery_failed:
        return "recovery failed";
    case storage_exhausted:
        return "storage exhausted";
    case migration_failed:
        return "migration failed";
    case promotion_requested:
        return "promotion requested";
    case promoted:
        return "promoted";
    case promotion_failed:
        return "promotion failed";
    case failover_started:
        return "failover started";
    case failover_finished:
        return "failover finished";
    }
    return "";
}

std::optional<event>
apply(db_instance& instance, trigger happened, timestamp_ms at, std::string_view detail) {
    return apply_row(resource_kind::db_instance, instance, happened, at, detail);
}

std::optional<event> apply(db_cluster& cluster, trigger happened, timestamp_ms at, std::string_view detail) {
    return apply_row(resource_kind::db_cluster, cluster, happened, at, detail);
}

event make_event(const db_instance& instance, std::string message, std::string category, timestamp_ms at) {
    return event{
        instance.where,
        "db-instance",
        instance.identifier,
        arn_of(instance),
        std::move(message),
        {std::move(category)},
        at};
}

event make_event(const db_cluster& cluster, std::string message, std::string category, timestamp_ms at) {
    return event{
        cluster.where,
        "db-cluster",
        cluster.identifier,
        arn_of(cluster),
        std::move(message),
        {std::move(category)},
        at};
}

std::string arn_of(const db_instance& instance) {
    return make_arn(instance.where, "db", instance.identifier).text();
}

std::string arn_of(const db_cluster& cluster) {
    return make_arn(cluster.where, "cluster", cluster.identifier).text();
}

std::string arn_of(const db_subnet_group& group) {
    return make_arn(group.where, "subgrp", group.name).text();
}

std::string transitions_diagram(resource_kind kind) {
    const auto node = [](std::string_view status) {
        std::string name(status.empty() ? "[*]" : status);
        for (auto& character : name)
            if (character == '-')
                character = '_';
        return name;
    };
    std::string diagram = "stateDiagram-v2\n";
    for (const auto& row : table)
        if (row.kind == kind)
            diagram += fmt::format("    {} --> {}: {}\n", node(row.from), node(row.to), name_of(row.on));
    return diagram + "    deleting --> [*]\n";
}

} // namespace borealis::emulator
