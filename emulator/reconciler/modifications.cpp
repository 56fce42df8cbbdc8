// What ModifyDBInstance left pending, applied. Events: RDS User Guide, "Amazon RDS event categories and event
// messages", category "configuration change".
#include "emulator/reconciler/modifications.hpp"

#include "emulator/reconciler/instance_steps.hpp"
#include "emulator/reconciler/pacing.hpp"
#include "emulator/surface/sql_surface.hpp"

#include <array>
#include <string_view>

namespace borealis::emulator {

namespace {

constexpr std::string_view new_name = "DBInstanceIdentifier";
constexpr std::string_view new_version = "EngineVersion";

/// Whether the modification under way, as the status tells, is the one that this value belongs to.
bool belongs_to(std::string_view name, const db_instance& instance) {
    if (instance.status == "upgrading")
        return name == new_version;
    if (instance.status == "renaming")
        return name == new_name;
    return instance.status == "modifying" && name != new_version && name != new_name;
}

void apply_value(db_instance& instance, std::string_view name, const json& value) {
    if (name == "DBInstanceClass")
        instance.instance_class = value;
    else if (name == "AllocatedStorage")
        instance.allocated_storage = value;
    else if (name == "StorageType")
        instance.storage_type = value;
    else if (name == "Iops")
        instance.iops = value.is_null() ? std::nullopt : std::optional(value.get<int>());
    else if (name == "StorageThroughput")
        instance.storage_throughput = value;
    else if (name == "BackupRetentionPeriod")
        instance.backup_retention_period = value;
    else if (name == "MultiAZ")
        instance.multi_az = value;
    else if (name == "Port")
        instance.requested_port = value;
    else if (name == new_version)
        instance.engine_version = value;
}

bool needs_restart(std::string_view name) {
    return name == "DBInstanceClass" || name == "Port" || name == new_version;
}

void tell(toolbox& tools, const db_instance& instance, std::string_view message) {
    tools.resources().add_event(
        make_event(instance, std::string(message), "configuration change", tools.now())
    );
}

void tell_of_beginning(
    toolbox& tools, const db_instance& instance, std::string_view name, const json& value
) {
    if (name == "DBInstanceClass")
        tell(tools, instance, "Applying modification to database instance class");
    else if (name == "AllocatedStorage")
        tell(tools, instance, "Applying modification to allocated storage");
    else if (name == "MultiAZ")
        tell(
            tools,
            instance,
            value.get<bool>() ? "Applying modification to convert to a Multi-AZ DB instance"
                              : "Applying modification to convert to a standard (Single-AZ) DB instance"
        );
}

void tell_of_end(toolbox& tools, const db_instance& instance, std::string_view name, const json& value) {
    if (name == "DBInstanceClass")
        tell(tools, instance, "Finished applying modification to DB instance class");
    else if (name == "AllocatedStorage")
        tell(tools, instance, "Finished applying modification to allocated storage");
    else if (name == "BackupRetentionPeriod")
        tell(tools, instance, value == 0 ? "Disabled automated backups" : "Enabled automated backups");
    else if (name == "MultiAZ")
        tell(
            tools,
            instance,
            value.get<bool>()
                ? "Finished applying modification to convert to a Multi-AZ DB instance"
                : "Finished applying modification to convert to a standard (Single-AZ) DB instance"
        );
}

/// Whoever names the instance names it anew.
void rename_references(state& resources, const db_instance& instance, const db_instance& renamed) {
    for (const auto* replica : resources.replicas_of(instance))
        resources.instances.edit(replica->key()).replica_source = renamed.identifier;
    for (const auto* cluster : resources.clusters.in(instance.where)) {
        const bool replicates = cluster->replication_source_arn == arn_of(instance);
        const bool has_it = cluster->identifier == instance.cluster;
        if (!replicates && !has_it)
            continue;
        auto& edited = resources.clusters.edit(cluster->key());
        if (replicates)
            edited.replication_source_arn = arn_of(renamed);
        if (has_it && edited.writer == instance.identifier)
            edited.writer = renamed.identifier;
        if (has_it && edited.failover_target == instance.identifier)
            edited.failover_target = renamed.identifier;
    }
}

} // namespace

void apply_pending(db_instance& instance) {
    for (const auto& [name, value] : instance.pending.items())
        if (belongs_to(name, instance))
            apply_value(instance, name, value);
}

void begin_modification(toolbox& tools, db_instance& instance) {
    const bool upgrade = instance.pending.contains(new_version);
    const bool rename = instance.pending.contains(new_name);
    const auto others = instance.pending.size() - (upgrade ? 1 : 0) - (rename ? 1 : 0);
    if (others > 0)
        record(tools, instance, trigger::modification_started);
    else
        record(tools, instance, upgrade ? trigger::upgrade_started : trigger::rename_started);
    for (const auto& [name, value] : instance.pending.items()) {
        if (!belongs_to(name, instance))
            continue;
        tell_of_beginning(tools, instance, name, value);
        if (needs_restart(name))
            instance.restart = restart_phase::wanted;
    }
}

void end_modification(toolbox& tools, db_instance& instance) {
    apply_pending(instance);
    if (instance.restart == restart_phase::stopped)
        tools.resources().add_event(make_event(instance, "DB instance restarted", "availability", tools.now())
        );
    const auto pending = instance.pending;
    for (const auto& [name, value] : pending.items()) {
        if (!belongs_to(name, instance))
            continue;
        tell_of_end(tools, instance, name, value);
        instance.pending.erase(name);
    }
    instance.restart = restart_phase::none;
    record(tools, instance, trigger::modified);
}

awaitable<step> rename_instance(toolbox& tools, db_instance instance) {
    if (const auto wait = remaining_pace(tools, instance))
        co_return step::settled(*wait);
    auto& resources = tools.resources();
    auto renamed = instance;
    renamed.identifier = instance.pending.value(new_name, instance.identifier);
    if (resources.instances.find(renamed.key())) { // somebody else got the name
        end_modification(tools, resources.instances.edit(instance.key()));
        co_await resources.commit();
        co_return step::again();
    }
    const auto key = instance.key();
    const auto* cluster = cluster_of(resources, instance);
    if (cluster && tools.host.observe(instance.server_id).state != replication::server_state::absent) {
        auto settings = settings_for(renamed, cluster);
        co_await tools.host.configure(instance.server_id, std::move(settings));
        const auto* found = resources.instances.find(key);
        if (!found || !(found->status == "renaming") || resources.instances.find(renamed.key()))
            co_return step::again();
        const auto name = renamed.identifier;
        renamed = instance = *found; // what changed meanwhile stays
        renamed.identifier = name;
    }
    rename_references(resources, instance, renamed);
    end_modification(tools, renamed);
    resources.instances.erase(key);
    resources.instances.put(std::move(renamed));
    tools.failed_attempts.erase(key);
    tools.missed_replication.erase(key);
    tools.seen_statuses.erase({resource_kind::db_instance, key});
    co_await resources.commit();
    co_return step::gone();
}

} // namespace borealis::emulator
