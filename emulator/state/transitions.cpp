// The table of all status changes, and the one place that writes a status.
//
// Statuses are those of the RDS and Aurora User Guides ("Viewing DB instance status", "Viewing DB cluster
// status"), event texts those of their event lists.
#include "emulator/state/transitions.hpp"

#include "protocol/arn.hpp"

#include <fmt/format.h>

#include <algorithm>
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
constexpr std::string_view creation_failed_text = "The DB instance creation failed. {}";
constexpr std::string_view restarted_text = "DB instance restarted";
constexpr std::string_view upgrading_text = "Database instance upgrade is in progress";
constexpr std::string_view configuration = "configuration change";
constexpr std::string_view reset_text = "Reset master credentials";
constexpr std::string_view not_reset_text = "Unable to reset your password. Error information: {}";
// The user guides document no event for this; the words are those of the cluster's.
constexpr std::string_view promoted_instance_text =
    "Promoted Read Replica instance to a stand-alone database instance";

constexpr std::string_view cluster_not_created_text =
    "You can't create the DB cluster because of incompatible resources. {}";
constexpr std::string_view not_migrated_text = "Failed to migrate from {}";
constexpr std::string_view failover_text = "Started cross AZ failover to DB instance: {}";
constexpr std::string_view failed_over_text = "Completed failover to DB instance: {}";
constexpr std::string_view not_failed_over_text =
    "Cluster failover failed, check the health of your cluster instances and try again";
constexpr std::string_view cluster_upgrading_text = "Database cluster upgrade is in progress";
constexpr std::string_view cluster_upgraded_text = "Database cluster engine version has been upgraded";
constexpr std::string_view not_promoted_text =
    "Failed to promote the Read Replica cluster. The cluster is still a read replica. {}";
constexpr std::string_view promoted_text = "Promoted Read Replica cluster to a stand-alone database cluster";

// What goes before the failures that every served status knows.
constexpr auto particular = std::to_array<transition>({
    {instance_kind, "", accepted, "creating", "", ""},
    {instance_kind, "creating", provisioned, "available", created, "creation"},
    {instance_kind, "creating", creation_failed, "failed", creation_failed_text, "failure"},
    {instance_kind, "creating", port_unavailable, "incompatible-network", network_failure, "failure"},
    {instance_kind, "creating", delete_requested, "deleting", "", ""},

    {instance_kind, "incompatible-network", provisioned, "available", created, "creation"},
    {instance_kind, "incompatible-network", recovered, "available", recovery_complete, "recovery"},
    {instance_kind, "incompatible-network", creation_failed, "failed", creation_failed_text, "failure"},
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
    {instance_kind, "available", restart_requested, "rebooting", "", ""},
    {instance_kind, "available", stop_requested, "stopping", "", ""},
    {instance_kind, "available", promotion_requested, "modifying", "", ""},
    {instance_kind, "available", modification_started, "modifying", "", ""},
    {instance_kind, "available", upgrade_started, "upgrading", upgrading_text, "maintenance"},
    {instance_kind, "available", rename_started, "renaming", "", ""},
    {instance_kind, "available", password_reset_started, "resetting-master-credentials", "", ""},

    {instance_kind, "starting", provisioned, "available", "", ""},
    {instance_kind, "starting", started, "available", "DB instance started", "notification"},
    {instance_kind, "rebooting", recovered, "available", recovery_complete, "recovery"},
    {instance_kind, "rebooting", restarted, "available", restarted_text, "availability"},
    {instance_kind, "stopping", stopped, "stopped", "DB instance stopped", "notification"},
    {instance_kind, "stopping", delete_requested, "deleting", "", ""},
    {instance_kind, "stopped", start_requested, "starting", "", ""},
    {instance_kind, "stopped", delete_requested, "deleting", "", ""},

    {instance_kind, "modifying", modified, "available", "", ""},
    {instance_kind, "modifying", promoted, "available", promoted_instance_text, "notification"},
    {instance_kind, "upgrading", modified, "available", "Database instance patched", "maintenance"},
    {instance_kind, "renaming", modified, "available", "", ""},
    {instance_kind, "resetting-master-credentials", modified, "available", reset_text, configuration},
    {instance_kind,
     "resetting-master-credentials",
     modification_failed,
     "available",
     not_reset_text,
     configuration},

    {instance_kind, "storage-full", recovered, "available", recovery_complete, "recovery"},
    {instance_kind, "storage-full", port_unavailable, "incompatible-network", network_failure, "failure"},
    {instance_kind, "storage-full", recovery_failed, "failed", put_into_failed, "failure"},
    {instance_kind, "storage-full", delete_requested, "deleting", "", ""},

    {instance_kind, "failed", delete_requested, "deleting", "", ""},

    {cluster_kind, "", accepted, "creating", "", ""},
    {cluster_kind, "creating", provisioned, "available", "DB cluster created", "creation"},
    {cluster_kind, "creating", creation_failed, "failed", cluster_not_created_text, "failure"},
    {cluster_kind, "creating", migration_failed, "migration-failed", not_migrated_text, "notification"},
    {cluster_kind, "creating", delete_requested, "deleting", "", ""},

    {cluster_kind, "available", migration_failed, "migration-failed", not_migrated_text, "notification"},
    {cluster_kind, "available", promotion_requested, "promoting", "", ""},
    {cluster_kind, "available", failover_started, "failing-over", failover_text, "failover"},
    {cluster_kind, "available", stop_requested, "stopping", "", ""},
    {cluster_kind, "available", modification_started, "modifying", "", ""},
    {cluster_kind, "available", upgrade_started, "upgrading", cluster_upgrading_text, "maintenance"},
    {cluster_kind, "available", rename_started, "renaming", "", ""},
    {cluster_kind, "available", password_reset_started, "resetting-master-credentials", "", ""},
    {cluster_kind, "available", delete_requested, "deleting", "", ""},

    {cluster_kind, "promoting", promoted, "available", promoted_text, "notification"},
    {cluster_kind, "promoting", promotion_failed, "available", not_promoted_text, "failure"},

    {cluster_kind, "failing-over", failover_finished, "available", failed_over_text, "failover"},
    {cluster_kind, "failing-over", failover_failed, "available", not_failed_over_text, "failover"},
    {cluster_kind, "failing-over", delete_requested, "deleting", "", ""},

    {cluster_kind, "stopping", stopped, "stopped", "DB cluster stopped", "notification"},
    {cluster_kind, "stopping", delete_requested, "deleting", "", ""},
    {cluster_kind, "stopped", start_requested, "starting", "", ""},
    {cluster_kind, "stopped", delete_requested, "deleting", "", ""},
    {cluster_kind, "starting", started, "available", "DB cluster started", "notification"},
    {cluster_kind, "starting", delete_requested, "deleting", "", ""},

    {cluster_kind, "modifying", modified, "available", "", ""},
    {cluster_kind, "modifying", delete_requested, "deleting", "", ""},
    {cluster_kind, "upgrading", modified, "available", cluster_upgraded_text, "maintenance"},
    {cluster_kind, "upgrading", delete_requested, "deleting", "", ""},
    {cluster_kind, "renaming", modified, "available", "Renamed cluster from {}", "notification"},
    {cluster_kind, "renaming", delete_requested, "deleting", "", ""},
    {cluster_kind, "resetting-master-credentials", modified, "available", reset_text, configuration},
    {cluster_kind,
     "resetting-master-credentials",
     modification_failed,
     "available",
     not_reset_text,
     configuration},
    {cluster_kind, "resetting-master-credentials", delete_requested, "deleting", "", ""},

    {cluster_kind, "migration-failed", delete_requested, "deleting", "", ""},
    {cluster_kind, "failed", delete_requested, "deleting", "", ""},
});

// Statuses of an instance whose server runs or is being brought back: any of them can end in the same ways.
constexpr auto served = std::to_array<std::string_view>({
    "available",
    "starting",
    "rebooting",
    "modifying",
    "upgrading",
    "renaming",
    "resetting-master-credentials",
});

constexpr std::size_t endings = 4;

constexpr auto table = [] {
    std::array<transition, particular.size() + endings * served.size()> rows{};
    auto next = std::copy(particular.begin(), particular.end(), rows.begin());
    for (const auto status : served) {
        *next++ = {
            instance_kind, status, port_unavailable, "incompatible-network", network_failure, "failure"};
        *next++ = {
            instance_kind, status, storage_exhausted, "storage-full", storage_exhausted_text, "low storage"};
        *next++ = {instance_kind, status, recovery_failed, "failed", put_into_failed, "failure"};
        *next++ = {instance_kind, status, delete_requested, "deleting", "", ""};
    }
    return rows;
}();

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
    case failover_failed:
        return "failover failed";
    case restart_requested:
        return "restart requested";
    case restarted:
        return "restarted";
    case stop_requested:
        return "stop requested";
    case stopped:
        return "stopped";
    case start_requested:
        return "start requested";
    case started:
        return "started";
    case modification_started:
        return "modification started";
    case upgrade_started:
        return "upgrade started";
    case rename_started:
        return "rename started";
    case password_reset_started:
        return "password reset started";
    case modified:
        return "modified";
    case modification_failed:
        return "modification failed";
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
