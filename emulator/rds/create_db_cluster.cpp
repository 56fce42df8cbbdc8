// CreateDBCluster: an empty Aurora PostgreSQL cluster, or (replication_source.cpp) a read replica of a DB
// instance.
#include "emulator/rds/credentials.hpp"
#include "emulator/rds/engine_rules.hpp"
#include "emulator/rds/identifiers.hpp"
#include "emulator/rds/instance_settings.hpp"
#include "emulator/rds/operations.hpp"
#include "emulator/rds/placement.hpp"
#include "emulator/rds/record.hpp"
#include "emulator/rds/render.hpp"
#include "emulator/rds/replication_source.hpp"
#include "emulator/rds/storage_rules.hpp"
#include "emulator/rds/tags.hpp"
#include "emulator/rds/windows.hpp"
#include "protocol/errors/db_cluster.hpp"
#include "protocol/errors/engine.hpp"
#include "protocol/errors/parameter.hpp"
#include "protocol/errors/storage.hpp"
#include "replication/pg/connection.hpp"

#include <algorithm>

namespace borealis::emulator::rds {

namespace errors = protocol::errors;

namespace {

constexpr std::size_t most_clusters = 40;
constexpr int longest_retention = 35; // days

std::string required_cluster_engine(const parameters& given) {
    auto engine = required_engine(given);
    if (engine == postgres_engine)
        throw errors::not_emulated("Multi-AZ DB clusters of RDS for PostgreSQL");
    return engine;
}

void refuse_other_kinds_of_cluster(const parameters& given, const std::string& engine) {
    for (const auto* name :
         {"DBClusterInstanceClass", "AllocatedStorage", "Iops", "PubliclyAccessible", "BacktrackWindow"})
        if (given.given(name))
            throw errors::not_supported_for_engine(name, engine);
    const auto mode = given.text("EngineMode", "provisioned");
    if (mode != "provisioned")
        throw errors::engine_mode_unavailable(mode);
    refuse_unemulated(
        given,
        {"CharacterSetName",
         "ClusterScalabilityType",
         "DBSystemId",
         "Domain",
         "DomainIAMRoleName",
         "EnableGlobalWriteForwarding",
         "EnableLimitlessDatabase",
         "GlobalClusterIdentifier",
         "RdsCustomClusterConfiguration",
         "ScalingConfiguration",
         "ServerlessV2ScalingConfiguration",
         "WithExpressConfiguration"}
    );
}

std::string chosen_cluster_storage_type(const parameters& given) {
    const auto type = given.text("StorageType", "aurora");
    if (type != "aurora" && type != "aurora-iopt1")
        throw errors::invalid_storage_type(type);
    return type == "aurora" ? std::string() : type;
}

/// Always three zones, whatever was asked for.
std::vector<std::string> chosen_zones(const call_context& call, const parameters& given) {
    auto zones = given.list("AvailabilityZones");
    for (const auto& zone : zones)
        check_zone(zone, call.where.region);
    for (const auto& zone : zones_of(call.where.region))
        if (zones.size() < 3 && std::find(zones.begin(), zones.end(), zone) == zones.end())
            zones.push_back(zone);
    std::sort(zones.begin(), zones.end());
    return zones;
}

void read_settings(const call_context& call, const parameters& given, db_cluster& cluster) {
    const int major = major_of(cluster.engine_version);
    cluster.engine_mode = "provisioned";
    cluster.parameter_group = chosen_cluster_parameter_group(given, cluster.engine, major);
    chosen_option_group(given, cluster.engine, major);
    cluster.subnet_group = chosen_subnet_group(call, given).name;
    cluster.security_groups = chosen_security_groups(call, given);
    cluster.availability_zones = chosen_zones(call, given);
    cluster.requested_port = chosen_port(given);
    cluster.backup_retention_period =
        given.number_within("BackupRetentionPeriod", 1, longest_retention).value_or(1);
    auto windows = chosen_windows(given, call.where.region, call.env.ids);
    cluster.preferred_backup_window = std::move(windows.backup);
    cluster.preferred_maintenance_window = std::move(windows.maintenance);
    cluster.storage_type = chosen_cluster_storage_type(given);
    cluster.deletion_protection = given.flag("DeletionProtection", false);
    cluster.iam_authentication = given.flag("EnableIAMDatabaseAuthentication", false);
    cluster.copy_tags_to_snapshot = given.flag("CopyTagsToSnapshot", false);
    cluster.http_endpoint = given.flag("EnableHttpEndpoint", false);
    cluster.auto_minor_version_upgrade = given.flag("AutoMinorVersionUpgrade", true);
    auto insights = chosen_insights(given);
    cluster.performance_insights = insights.performance_insights;
    cluster.database_insights_mode = std::move(insights.mode);
    cluster.network_type = chosen_network_type(given);
    cluster.engine_lifecycle_support = chosen_lifecycle_support(given);
    cluster.tags = read_tags(call.input);
}

void read_encryption(
    const call_context& call, const parameters& given, const db_instance* source, db_cluster& cluster
) {
    auto encryption = chosen_encryption(given, call.where, source ? source->kms_key_id : std::string());
    cluster.storage_encrypted = encryption.encrypted;
    cluster.kms_key_id = std::move(encryption.kms_key_id);
}

void read_credentials(const parameters& given, db_cluster& cluster) {
    refuse_managed_credentials(given);
    cluster.master_username = required_master_username(given);
    cluster.password_verifier = replication::pg::scram_verifier(required_master_password(given));
    cluster.database_name = chosen_database_name(given, "DatabaseName");
}

/// The cluster as a read replica: its data and its credentials come from the source.
void link_to_source(const db_instance& source, db_cluster& cluster) {
    cluster.master_username = source.master_username;
    cluster.database_name = source.database_name;
    cluster.credentials_applied = true;
    cluster.volume = volume_state::loading;
    cluster.replication_source_arn = arn_of(source);
    cluster.source_server = source.server_id;
    cluster.replication_slot = replication_slot_name(cluster.where, cluster.resource_id);
}

db_cluster read_cluster(const call_context& call, std::string identifier, const db_instance* source) {
    const parameters given(call.input);
    db_cluster cluster;
    cluster.where = call.where;
    cluster.identifier = std::move(identifier);
    cluster.engine = aurora_engine;
    const auto asked = given.text("EngineVersion");
    const auto version = source ? replica_version(call.env.engines, *source, asked)
                                : required_version(call.env.engines, aurora_engine, asked);
    cluster.engine_version = version.version;
    read_encryption(call, given, source, cluster);
    if (!source)
        read_credentials(given, cluster);
    read_settings(call, given, cluster);
    cluster.log_exports = chosen_log_exports(given, version);
    cluster.resource_id = call.env.ids.resource_id("cluster-");
    cluster.server_id = lower_case(cluster.resource_id);
    cluster.created_at = call.env.time.now_ms();
    if (source)
        link_to_source(*source, cluster);
    return cluster;
}

} // namespace

json create_db_cluster(call_context& call) {
    const parameters given(call.input);
    auto& resources = call.env.resources;
    auto identifier = new_identifier(call.input, "DBClusterIdentifier");
    const auto engine = required_cluster_engine(given);
    if (resources.clusters.find({call.where, identifier}))
        throw errors::db_cluster_already_exists();
    if (resources.clusters.in(call.where).size() >= most_clusters)
        throw errors::db_cluster_quota_exceeded(most_clusters);
    refuse_other_kinds_of_cluster(given, engine);
    const auto* source =
        given.given("ReplicationSourceIdentifier") ? &required_replication_source(call) : nullptr;
    auto cluster = read_cluster(call, std::move(identifier), source);
    record_change(call, cluster, trigger::accepted);
    auto out = render_db_cluster(call.env, cluster);
    if (source)
        resources.instances.edit(source->key()).read_replica_cluster = cluster.identifier;
    resources.clusters.put(std::move(cluster));
    return {{"DBCluster", std::move(out)}};
}

} // namespace borealis::emulator::rds
