// A DBInstance as an answer shows it.
#include "emulator/rds/placement.hpp"
#include "emulator/rds/render.hpp"
#include "emulator/rds/tags.hpp"
#include "emulator/state/transitions.hpp"

#include <fmt/format.h>

namespace borealis::emulator::rds {

namespace {

constexpr timestamp_ms one_year = timestamp_ms{365} * 24 * 60 * 60 * 1000;
constexpr timestamp_ms restorable_step = timestamp_ms{5} * 60 * 1000;

bool has_started_once(const db_instance& instance) {
    return instance.created_at != 0;
}

json render_endpoint(const environment& env, const db_instance& instance) {
    const auto& options = env.options;
    const auto& address = options.advertised_host.empty() ? options.server_address : options.advertised_host;
    return {
        {"Address", address},
        {"Port", instance.port},
        {"HostedZoneId", hosted_zone_of(instance.where.region)}};
}

/// What AWS shows for every instance, whatever its state.
json render_settings(const environment& env, const db_instance& instance) {
    json out = json::object(); // filled member by member: an initializer list would copy each value twice
    out["DBInstanceIdentifier"] = instance.identifier;
    out["DBInstanceClass"] = instance.instance_class;
    out["Engine"] = instance.engine;
    out["DBInstanceStatus"] = instance.status.text();
    out["MasterUsername"] = instance.master_username;
    out["AllocatedStorage"] = instance.allocated_storage;
    out["PreferredBackupWindow"] = instance.preferred_backup_window;
    out["BackupRetentionPeriod"] = instance.backup_retention_period;
    out["VpcSecurityGroups"] = render_security_groups(instance.security_groups);
    out["PreferredMaintenanceWindow"] = instance.preferred_maintenance_window;
    out["MultiAZ"] = instance.multi_az;
    out["EngineVersion"] = instance.engine_version;
    out["AutoMinorVersionUpgrade"] = instance.auto_minor_version_upgrade;
    out["LicenseModel"] = instance.license_model;
    out["PubliclyAccessible"] = instance.publicly_accessible;
    out["StorageType"] = instance.storage_type;
    out["StorageThroughput"] = instance.storage_throughput;
    out["StorageEncrypted"] = instance.storage_encrypted;
    out["DbiResourceId"] = instance.resource_id;
    out["CACertificateIdentifier"] = instance.ca_certificate;
    out["CopyTagsToSnapshot"] = instance.copy_tags_to_snapshot;
    out["MonitoringInterval"] = instance.monitoring_interval;
    out["DBInstanceArn"] = arn_of(instance);
    out["IAMDatabaseAuthenticationEnabled"] = instance.iam_authentication;
    out["DatabaseInsightsMode"] = instance.database_insights_mode;
    out["PerformanceInsightsEnabled"] = instance.performance_insights;
    out["DeletionProtection"] = instance.deletion_protection;
    out["NetworkType"] = instance.network_type;
    out["EngineLifecycleSupport"] = instance.engine_lifecycle_support;
    out["TagList"] = render_tags(instance.tags);
    if (const auto group = find_subnet_group(env.resources, instance.where, instance.subnet_group))
        out["DBSubnetGroup"] = render_subnet_group(*group);
    return out;
}

/// What is the same for all instances here: empty lists that AWS shows, and features that nobody uses.
void add_constants(json& out) {
    for (const auto* empty : {"DBSecurityGroups", "DomainMemberships", "AssociatedRoles"})
        out[empty] = json::array();
    out["DbInstancePort"] = 0; // AWS: always 0, the port is the endpoint's
    out["CustomerOwnedIpEnabled"] = false;
    out["BackupTarget"] = "region";
    out["DedicatedLogVolume"] = false;
    out["IsStorageConfigUpgradeAvailable"] = false;
}

/// Both ends of the replication between instances, and how it goes.
void add_replication(json& out, const environment& env, const db_instance& instance) {
    auto replicas = json::array();
    for (const auto* replica : env.resources.replicas_of(instance))
        replicas.push_back(replica->identifier);
    out["ReadReplicaDBInstanceIdentifiers"] = std::move(replicas);
    if (!instance.is_read_replica())
        return;
    out["ReadReplicaSourceDBInstanceIdentifier"] = instance.replica_source;
    if (!has_started_once(instance))
        return;
    const auto& error = instance.replication_error;
    json status{{"StatusType", "read replication"}, {"Normal", error.empty()}};
    status["Status"] = error.empty() ? "replicating" : "error";
    if (!error.empty())
        status["Message"] = error;
    out["StatusInfos"] = json::array({std::move(status)});
}

json render_pending(const db_instance& instance) {
    auto pending = instance.pending;
    if (!instance.new_password_verifier.empty())
        pending["MasterUserPassword"] = "****";
    return pending;
}

void add_group_memberships(json& out, const db_instance& instance) {
    out["DBParameterGroups"] = json::array(
        {{{"DBParameterGroupName", instance.parameter_group}, {"ParameterApplyStatus", "in-sync"}}}
    );
    out["OptionGroupMemberships"] =
        json::array({{{"OptionGroupName", instance.option_group}, {"Status", "in-sync"}}});
}

void add_certificate(json& out, const db_instance& instance) {
    json details{{"CAIdentifier", instance.ca_certificate}};
    if (has_started_once(instance))
        details["ValidTill"] = instance.created_at + one_year;
    out["CertificateDetails"] = std::move(details);
}

void add_optional_settings(json& out, const db_instance& instance) {
    if (!instance.database_name.empty())
        out["DBName"] = instance.database_name;
    if (!instance.availability_zone.empty())
        out["AvailabilityZone"] = instance.availability_zone;
    if (instance.iops)
        out["Iops"] = *instance.iops;
    if (instance.max_allocated_storage)
        out["MaxAllocatedStorage"] = *instance.max_allocated_storage;
    if (instance.storage_encrypted)
        out["KmsKeyId"] = instance.kms_key_id;
    if (!instance.log_exports.empty())
        out["EnabledCloudwatchLogsExports"] = instance.log_exports;
    if (instance.performance_insights) {
        out["PerformanceInsightsKMSKeyId"] = default_kms_key(instance.where);
        if (instance.performance_insights_retention)
            out["PerformanceInsightsRetentionPeriod"] = *instance.performance_insights_retention;
    }
    if (instance.monitoring_interval != 0) {
        out["MonitoringRoleArn"] = instance.monitoring_role_arn;
        out["EnhancedMonitoringResourceArn"] = fmt::format(
            "arn:aws:logs:{}:{}:log-group:RDSOSMetrics:log-stream:{}",
            instance.where.region,
            instance.where.account,
            instance.resource_id
        );
    }
}

/// What only a member of a cluster, or only a standalone instance, shows.
void add_kind(json& out, const environment& env, const db_instance& instance) {
    if (!instance.cluster.empty()) {
        out["DBClusterIdentifier"] = instance.cluster;
        out["PromotionTier"] = instance.promotion_tier;
        return;
    }
    out["ActivityStreamStatus"] = "stopped";
    if (!instance.read_replica_cluster.empty())
        out["ReadReplicaDBClusterIdentifiers"] = {instance.read_replica_cluster};
    if (instance.backup_retention_period > 0 && has_started_once(instance))
        out["LatestRestorableTime"] =
            latest_restorable_time(env.time.now_ms(), instance.created_at, restorable_step);
    if (instance.multi_az && has_started_once(instance)) {
        const auto zones = zones_of(instance.where.region);
        out["SecondaryAvailabilityZone"] =
            instance.availability_zone == zones.back() ? zones.front() : zones.back();
    }
}

} // namespace

json render_db_instance(const environment& env, const db_instance& instance) {
    auto out = render_settings(env, instance);
    add_constants(out);
    out["PendingModifiedValues"] = render_pending(instance);
    add_replication(out, env, instance);
    add_group_memberships(out, instance);
    add_certificate(out, instance);
    add_optional_settings(out, instance);
    add_kind(out, env, instance);
    if (has_started_once(instance)) {
        out["InstanceCreateTime"] = instance.created_at;
        if (instance.port != 0)
            out["Endpoint"] = render_endpoint(env, instance);
    }
    // The password is pending until the server has it; what it is never shows.
    if (!instance.password_verifier.empty() && instance.status == "creating")
        out["PendingModifiedValues"]["MasterUserPassword"] = "****";
    return out;
}

json render_security_groups(const std::vector<std::string>& groups) {
    auto list = json::array();
    for (const auto& group : groups)
        list.push_back({{"VpcSecurityGroupId", group}, {"Status", "active"}});
    return list;
}

timestamp_ms latest_restorable_time(timestamp_ms now, timestamp_ms from, timestamp_ms step) {
    return std::max(from, now - now % step);
}

} // namespace borealis::emulator::rds
