// ModifyDBInstance: what changes at once, and what is left pending for the reconciler, now or in the
// maintenance window. Source: RDS API Reference; RDS User Guide, "Settings for DB instances".
//
// The last word counts: a value asked for replaces the one that is pending, and the present value cancels it.
#include "emulator/rds/create_cluster_member.hpp"
#include "emulator/rds/credentials.hpp"
#include "emulator/rds/engine_rules.hpp"
#include "emulator/rds/identifiers.hpp"
#include "emulator/rds/instance_settings.hpp"
#include "emulator/rds/log_exports.hpp"
#include "emulator/rds/operations.hpp"
#include "emulator/rds/placement.hpp"
#include "emulator/rds/render.hpp"
#include "emulator/rds/storage_rules.hpp"
#include "emulator/rds/windows.hpp"
#include "protocol/errors/db_instance.hpp"
#include "protocol/errors/db_subnet_group.hpp"
#include "protocol/errors/parameter.hpp"
#include "replication/pg/connection.hpp"

#include <algorithm>
#include <array>

namespace borealis::emulator::rds {

namespace errors = protocol::errors;

namespace {

constexpr int longest_retention = 35; // days

void refuse_what_is_not_emulated(const parameters& given) {
    refuse_unemulated(
        given,
        {"AdditionalStorageVolumes",
         "AutomationMode",
         "AwsBackupRecoveryPointArn",
         "CertificateRotationRestart",
         "DedicatedLogVolume",
         "DisableDomain",
         "Domain",
         "DomainAuthSecretArn",
         "DomainDnsIps",
         "DomainFqdn",
         "DomainIAMRoleName",
         "DomainOu",
         "EnableCustomerOwnedIp",
         "Engine",
         "MultiTenant",
         "ProcessorFeatures",
         "ResumeFullAutomationModeMinutes",
         "RotateMasterUserPassword",
         "TdeCredentialArn",
         "TdeCredentialPassword"}
    );
    refuse_managed_credentials(given);
    if (given.given("ReplicaMode"))
        throw errors::not_supported_for_engine("ReplicaMode", postgres_engine);
    if (!given.list("DBSecurityGroups").empty())
        throw errors::security_groups_not_supported();
}

/// What a member of a cluster has from it is changed there.
void refuse_cluster_parameters(const parameters& given, const db_instance& member) {
    if (given.given("AllocatedStorage") || given.given("MaxAllocatedStorage"))
        throw errors::member_needs_no_storage_size();
    if (given.given("MasterUserPassword"))
        throw errors::set_it_for_the_cluster_unpunctuated("master user password");
    if (given.flag("MultiAZ", false))
        throw errors::multi_az_not_available(member.engine);
    if (!given.list("VpcSecurityGroupIds").empty())
        throw errors::member_takes_security_groups_of_cluster();
    struct row {
        const char* parameter;
        const char* text;
    };
    for (const auto& [parameter, text] : {
             row{"BackupRetentionPeriod", "backup retention period"},
             row{"PreferredBackupWindow", "backup window"},
             row{"EngineVersion", "engine version"},
             row{"DBPortNumber", "port"},
             row{"DBSubnetGroupName", "DB subnet group"},
             row{"StorageType", "storage type"},
             row{"CloudwatchLogsExportConfiguration", "log exports"},
             row{"EnableIAMDatabaseAuthentication", "IAM database authentication"},
             row{"DeletionProtection", "deletion protection"},
         })
        if (given.given(parameter))
            throw errors::set_it_for_the_cluster(text);
    for (const auto* name : {"Iops", "StorageThroughput"})
        if (given.given(name))
            throw errors::not_supported_for_engine(name, member.engine);
}

engine_version version_of(const db_instance& instance) {
    engine_version version;
    version.engine = instance.engine;
    version.version = instance.engine_version;
    version.major = major_of(instance.engine_version);
    return version;
}

/// The call's parameters, and the instance's values for those that belong together with them.
json with_present_settings(const db_instance& instance, json input) {
    const auto keep = [&](const char* name, const json& value) {
        if (!input.contains(name))
            input[name] = value;
    };
    keep("DBInstanceClass", instance.instance_class);
    keep("LicenseModel", instance.license_model);
    keep("AutoMinorVersionUpgrade", instance.auto_minor_version_upgrade);
    keep("EngineLifecycleSupport", instance.engine_lifecycle_support);
    keep("CACertificateIdentifier", instance.ca_certificate);
    keep("NetworkType", instance.network_type);
    keep("DatabaseInsightsMode", instance.database_insights_mode);
    keep("EnablePerformanceInsights", instance.performance_insights);
    if (input["EnablePerformanceInsights"] == true && instance.performance_insights_retention)
        keep("PerformanceInsightsRetentionPeriod", *instance.performance_insights_retention);
    keep("MonitoringInterval", instance.monitoring_interval);
    if (input["MonitoringInterval"] != 0 && !instance.monitoring_role_arn.empty())
        keep("MonitoringRoleArn", instance.monitoring_role_arn);
    return input;
}

void change_settings(const call_context& call, const parameters& given, db_instance& instance) {
    const auto tags = instance.tags;
    const auto instance_class = instance.instance_class;
    const auto input = with_present_settings(instance, call.input);
    read_instance_settings(parameters(input), version_of(instance), instance);
    if (given.given("DBInstanceClass"))
        instance.pending.erase("DBInstanceClass");
    if (instance.instance_class != instance_class)
        instance.pending["DBInstanceClass"] = instance.instance_class;
    instance.instance_class = instance_class;
    instance.tags = tags;

    const auto windows =
        changed_windows(given, instance.preferred_backup_window, instance.preferred_maintenance_window);
    instance.preferred_backup_window = windows.backup;
    instance.preferred_maintenance_window = windows.maintenance;
    instance.copy_tags_to_snapshot = given.flag("CopyTagsToSnapshot", instance.copy_tags_to_snapshot);
    instance.deletion_protection = given.flag("DeletionProtection", instance.deletion_protection);
    instance.publicly_accessible = given.flag("PubliclyAccessible", instance.publicly_accessible);
    instance.iam_authentication = given.flag("EnableIAMDatabaseAuthentication", instance.iam_authentication);
    instance.promotion_tier =
        given.number_within("PromotionTier", 0, lowest_promotion_tier).value_or(instance.promotion_tier);
    instance.log_exports = changed_log_exports(given, version_of(instance), instance.log_exports);
    if (!given.list("VpcSecurityGroupIds").empty())
        instance.security_groups = chosen_security_groups(call, given);
    if (given.given("DBSubnetGroupName"))
        instance.subnet_group = chosen_subnet_group(call, given).name;
}

/// The storage parameters of the call, and the instance's for those that it does not name.
json with_present_storage(const db_instance& instance, json input) {
    const bool same_type = !input.contains("StorageType") || input["StorageType"] == instance.storage_type;
    if (!input.contains("StorageType"))
        input["StorageType"] = instance.storage_type;
    if (!input.contains("AllocatedStorage"))
        input["AllocatedStorage"] = instance.allocated_storage;
    const bool performance_is_fixed = instance.storage_type == "gp3" && instance.allocated_storage < 400;
    if (same_type && !performance_is_fixed) {
        if (!input.contains("Iops") && instance.iops)
            input["Iops"] = *instance.iops;
        if (!input.contains("StorageThroughput") && instance.storage_type == "gp3")
            input["StorageThroughput"] = instance.storage_throughput;
    }
    if (!input.contains("MaxAllocatedStorage") && instance.max_allocated_storage)
        input["MaxAllocatedStorage"] = *instance.max_allocated_storage;
    if (input.contains("MaxAllocatedStorage") && input["MaxAllocatedStorage"] == input["AllocatedStorage"])
        input.erase("MaxAllocatedStorage"); // how autoscaling is switched off
    return input;
}

void change_storage(const call_context& call, const parameters& given, db_instance& instance) {
    constexpr std::array names{
        "AllocatedStorage", "StorageType", "Iops", "StorageThroughput", "MaxAllocatedStorage"};
    if (std::none_of(names.begin(), names.end(), [&](const char* name) { return given.given(name); }))
        return;
    auto input = with_present_storage(instance, call.input);
    const auto present = instance.allocated_storage;
    const auto asked = input["AllocatedStorage"].get<std::int64_t>();
    if (asked < present)
        throw errors::storage_cannot_shrink(instance.storage_type, asked);
    if (asked > present) // AWS rounds an increase of less than 10 percent up to that
        input["AllocatedStorage"] = std::max<std::int64_t>(asked, (present * 11 + 9) / 10);
    const auto storage = required_storage(parameters(input));
    check_storage_quota(call.env.resources, call.where, storage.gib - present);
    const auto leave_pending = [&](const char* name, const json& value, bool differs) {
        if (differs)
            instance.pending[name] = value;
    };
    leave_pending("AllocatedStorage", storage.gib, storage.gib != present);
    leave_pending("StorageType", storage.type, storage.type != instance.storage_type);
    if (storage.iops)
        leave_pending("Iops", *storage.iops, storage.iops != instance.iops);
    leave_pending("StorageThroughput", storage.throughput, storage.throughput != instance.storage_throughput);
    instance.max_allocated_storage = storage.max_gib;
}

/// From or to 0 it waits like other modifications; otherwise it changes at once.
void change_retention(const state& resources, const parameters& given, db_instance& instance) {
    const auto days = given.number_within("BackupRetentionPeriod", 0, longest_retention);
    if (!days)
        return;
    instance.pending.erase("BackupRetentionPeriod");
    if (*days == instance.backup_retention_period)
        return;
    const bool is_source = !instance.read_replica_cluster.empty() || !resources.replicas_of(instance).empty();
    if (*days == 0 && is_source)
        throw errors::backups_needed_by_replicas(instance.identifier);
    if (*days == 0 || instance.backup_retention_period == 0)
        instance.pending["BackupRetentionPeriod"] = *days;
    else
        instance.backup_retention_period = *days;
}

void change_version(const call_context& call, const parameters& given, db_instance& instance) {
    const auto asked = given.text("EngineVersion");
    if (asked.empty())
        return;
    instance.pending.erase("EngineVersion");
    if (asked == instance.engine_version)
        return;
    const auto version = required_version(call.env.engines, instance.engine, asked);
    check_upgrade(given, version_of(instance), version);
    if (version.version != instance.engine_version)
        instance.pending["EngineVersion"] = version.version;
}

void change_name(const call_context& call, const parameters& given, db_instance& instance) {
    if (!given.given("NewDBInstanceIdentifier"))
        return;
    const auto name = new_identifier(call.input, "NewDBInstanceIdentifier");
    instance.pending.erase("DBInstanceIdentifier");
    if (name == instance.identifier)
        return;
    if (call.env.resources.instances.find({call.where, name}))
        throw errors::db_instance_already_exists();
    instance.pending["DBInstanceIdentifier"] = name;
}

void change_password(const parameters& given, db_instance& instance) {
    if (!given.given("MasterUserPassword"))
        return;
    if (instance.is_read_replica())
        throw errors::replica_password_is_its_parents();
    instance.new_password_verifier = replication::pg::scram_verifier(required_master_password(given));
}

void change_standalone(const call_context& call, const parameters& given, db_instance& instance) {
    change_storage(call, given, instance);
    change_retention(call.env.resources, given, instance);
    change_version(call, given, instance);
    if (given.given("MultiAZ"))
        instance.pending.erase("MultiAZ");
    if (given.given("MultiAZ") && given.flag("MultiAZ", false) != instance.multi_az)
        instance.pending["MultiAZ"] = !instance.multi_az;
    if (const int port = chosen_port(given); port != 0 && port != instance.port)
        instance.pending["Port"] = port;
}

} // namespace

json modify_db_instance(call_context& call) {
    json input = call.input;
    if (input.contains("DBPortNumber")) // what other calls name Port
        input["Port"] = input["DBPortNumber"];
    const parameters given(input);
    const auto& found = named_instance(call, "DBInstanceIdentifier");
    refuse_what_is_not_emulated(given);
    if (!(found.status == "available"))
        throw errors::instance_not_available();
    auto instance = found;
    if (!instance.cluster.empty())
        refuse_cluster_parameters(given, instance);
    else
        change_standalone(call, given, instance);
    change_password(given, instance);
    change_name(call, given, instance);
    change_settings(call, given, instance);

    const auto now = call.env.time.now_ms();
    // A new port takes effect at once, whatever ApplyImmediately says.
    const bool at_once = given.flag("ApplyImmediately", false) || instance.pending.contains("Port");
    if (!instance.pending.empty())
        instance.apply_pending_at =
            at_once ? now : next_maintenance(instance.preferred_maintenance_window, now);
    // As AWS does, the answer shows the status from before and what is pending.
    auto out = render_db_instance(call.env, instance);
    call.env.resources.instances.put(std::move(instance));
    return {{"DBInstance", std::move(out)}};
}

} // namespace borealis::emulator::rds
