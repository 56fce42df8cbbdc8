// A DBCluster as an answer shows it.
#include "emulator/rds/placement.hpp"
#include "emulator/rds/render.hpp"
#include "emulator/rds/tags.hpp"
#include "emulator/state/transitions.hpp"

#include <set>

namespace borealis::emulator::rds {

namespace {

constexpr int default_port = 5432;
constexpr timestamp_ms one_minute = 60 * 1000;

const std::string& advertised(const std::string& host, const std::string& address) {
    return host.empty() ? address : host;
}

int endpoint_port(const db_cluster& cluster) {
    if (cluster.port != 0)
        return cluster.port;
    return cluster.requested_port != 0 ? cluster.requested_port : default_port;
}

json render_settings(const db_cluster& cluster) {
    return {
        {"AllocatedStorage", 1},
        {"AvailabilityZones", cluster.availability_zones},
        {"BackupRetentionPeriod", cluster.backup_retention_period},
        {"DBClusterIdentifier", cluster.identifier},
        {"DBClusterParameterGroup", cluster.parameter_group},
        {"DBSubnetGroup", cluster.subnet_group},
        {"Status", cluster.status.text()},
        {"Engine", cluster.engine},
        {"EngineVersion", cluster.engine_version},
        {"EngineMode", cluster.engine_mode},
        {"MasterUsername", cluster.master_username},
        {"PreferredBackupWindow", cluster.preferred_backup_window},
        {"PreferredMaintenanceWindow", cluster.preferred_maintenance_window},
        {"VpcSecurityGroups", render_security_groups(cluster.security_groups)},
        {"HostedZoneId", hosted_zone_of(cluster.where.region)},
        {"StorageEncrypted", cluster.storage_encrypted},
        {"DbClusterResourceId", cluster.resource_id},
        {"DBClusterArn", arn_of(cluster)},
        {"IAMDatabaseAuthenticationEnabled", cluster.iam_authentication},
        {"ClusterCreateTime", cluster.created_at},
        {"DeletionProtection", cluster.deletion_protection},
        {"HttpEndpointEnabled", cluster.http_endpoint},
        {"CopyTagsToSnapshot", cluster.copy_tags_to_snapshot},
        {"TagList", render_tags(cluster.tags)},
        {"AutoMinorVersionUpgrade", cluster.auto_minor_version_upgrade},
        {"NetworkType", cluster.network_type},
        {"DatabaseInsightsMode", cluster.database_insights_mode},
        {"PerformanceInsightsEnabled", cluster.performance_insights},
        {"EngineLifecycleSupport", cluster.engine_lifecycle_support},
    };
}

void add_constants(json& out) {
    for (const auto* empty : {"ReadReplicaIdentifiers", "AssociatedRoles", "DomainMemberships"})
        out[empty] = json::array();
    out["CrossAccountClone"] = false;
    out["LocalWriteForwardingStatus"] = "disabled";
}

void add_endpoints(json& out, const environment& env, const db_cluster& cluster) {
    const auto& options = env.options;
    out["Endpoint"] = advertised(options.advertised_host, options.server_address);
    out["ReaderEndpoint"] = advertised(options.advertised_reader_host, options.reader_address);
    out["Port"] = endpoint_port(cluster);
}

void add_members(json& out, const environment& env, const db_cluster& cluster) {
    auto members = json::array();
    std::set<std::string> zones;
    for (const auto* member : env.resources.members_of(cluster)) {
        members.push_back({
            {"DBInstanceIdentifier", member->identifier},
            {"IsClusterWriter", member->identifier == cluster.writer},
            {"DBClusterParameterGroupStatus", "in-sync"},
            {"PromotionTier", member->promotion_tier},
        });
        zones.insert(member->availability_zone);
    }
    out["DBClusterMembers"] = std::move(members);
    out["MultiAZ"] = zones.size() > 1;
}

void add_optional_settings(json& out, const db_cluster& cluster) {
    if (!cluster.database_name.empty())
        out["DatabaseName"] = cluster.database_name;
    if (cluster.is_replica())
        out["ReplicationSourceIdentifier"] = cluster.replication_source_arn;
    if (cluster.storage_encrypted)
        out["KmsKeyId"] = cluster.kms_key_id;
    if (!cluster.storage_type.empty())
        out["StorageType"] = cluster.storage_type;
    if (!cluster.log_exports.empty())
        out["EnabledCloudwatchLogsExports"] = cluster.log_exports;
    if (cluster.performance_insights)
        out["PerformanceInsightsKMSKeyId"] = default_kms_key(cluster.where);
}

/// Present only while something is pending; a port is none of it.
void add_pending(json& out, const db_cluster& cluster) {
    auto pending = cluster.pending;
    pending.erase("Port");
    if (!cluster.new_password_verifier.empty())
        pending["MasterUserPassword"] = "****";
    if (!pending.empty())
        out["PendingModifiedValues"] = std::move(pending);
}

/// PercentProgress: how far the base backup of a read replica cluster is.
void add_progress(json& out, const db_cluster& cluster) {
    if (cluster.volume != volume_state::loading || cluster.backup_bytes_total == 0)
        return;
    const auto done = std::min(cluster.backup_bytes_done, cluster.backup_bytes_total);
    out["PercentProgress"] = std::to_string(done * 100 / cluster.backup_bytes_total);
}

} // namespace

json render_db_cluster(const environment& env, const db_cluster& cluster) {
    auto out = render_settings(cluster);
    add_constants(out);
    add_endpoints(out, env, cluster);
    add_members(out, env, cluster);
    add_optional_settings(out, cluster);
    add_progress(out, cluster);
    add_pending(out, cluster);
    if (!(cluster.status == "creating")) {
        out["ActivityStreamStatus"] = "stopped";
        out["EarliestRestorableTime"] = cluster.created_at;
        out["LatestRestorableTime"] =
            latest_restorable_time(env.time.now_ms(), cluster.created_at, one_minute);
    }
    return out;
}

} // namespace borealis::emulator::rds
