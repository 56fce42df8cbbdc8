// ModifyDBCluster: what changes at once, in the cluster and its members, and what is left pending for the
// reconciler. Source: RDS API Reference; Aurora User Guide, "Settings for Amazon Aurora".
//
// The last word counts: a value asked for replaces the one that is pending, and the present value cancels it.
#include "emulator/rds/credentials.hpp"
#include "emulator/rds/engine_rules.hpp"
#include "emulator/rds/identifiers.hpp"
#include "emulator/rds/instance_settings.hpp"
#include "emulator/rds/log_exports.hpp"
#include "emulator/rds/operations.hpp"
#include "emulator/rds/placement.hpp"
#include "emulator/rds/render.hpp"
#include "emulator/rds/windows.hpp"
#include "protocol/errors/db_cluster.hpp"
#include "protocol/errors/db_instance.hpp"
#include "protocol/errors/engine.hpp"
#include "protocol/errors/parameter.hpp"
#include "protocol/errors/storage.hpp"
#include "replication/pg/connection.hpp"

namespace borealis::emulator::rds {

namespace errors = protocol::errors;

namespace {

constexpr int longest_retention = 35; // days

void refuse_other_kinds_of_cluster(const parameters& given, const db_cluster& cluster) {
    for (const auto* name : {"DBClusterInstanceClass", "AllocatedStorage", "Iops", "BacktrackWindow"})
        if (given.given(name))
            throw errors::not_supported_for_engine(name, cluster.engine);
    if (const auto mode = given.text("EngineMode", cluster.engine_mode); mode != cluster.engine_mode)
        throw errors::engine_mode_unavailable(mode);
    refuse_unemulated(
        given,
        {"AllowEngineModeChange",
         "AwsBackupRecoveryPointArn",
         "CACertificateIdentifier",
         "Domain",
         "DomainIAMRoleName",
         "EnableGlobalWriteForwarding",
         "EnableLimitlessDatabase",
         "EnableLocalWriteForwarding",
         "MonitoringInterval",
         "MonitoringRoleArn",
         "RotateMasterUserPassword",
         "ScalingConfiguration",
         "ServerlessV2ScalingConfiguration"}
    );
    refuse_managed_credentials(given);
}

engine_version version_of(const db_cluster& cluster) {
    engine_version version;
    version.engine = cluster.engine;
    version.version = cluster.engine_version;
    version.major = major_of(cluster.engine_version);
    return version;
}

void change_insights(const parameters& given, db_cluster& cluster) {
    json input = given.input();
    if (!input.contains("EnablePerformanceInsights"))
        input["EnablePerformanceInsights"] = cluster.performance_insights;
    if (!input.contains("DatabaseInsightsMode") && input["EnablePerformanceInsights"] == true &&
        !input.contains("PerformanceInsightsRetentionPeriod"))
        return; // nothing said of it
    auto insights = chosen_insights(parameters(input));
    cluster.performance_insights = insights.performance_insights;
    cluster.database_insights_mode = std::move(insights.mode);
}

void change_settings(const call_context& call, const parameters& given, db_cluster& cluster) {
    chosen_cluster_parameter_group(given, cluster.engine, major_of(cluster.engine_version));
    chosen_option_group(given, cluster.engine, major_of(cluster.engine_version));
    cluster.backup_retention_period = given.number_within("BackupRetentionPeriod", 1, longest_retention)
                                          .value_or(cluster.backup_retention_period);
    const auto windows =
        changed_windows(given, cluster.preferred_backup_window, cluster.preferred_maintenance_window);
    cluster.preferred_backup_window = windows.backup;
    cluster.preferred_maintenance_window = windows.maintenance;
    cluster.deletion_protection = given.flag("DeletionProtection", cluster.deletion_protection);
    cluster.iam_authentication = given.flag("EnableIAMDatabaseAuthentication", cluster.iam_authentication);
    cluster.copy_tags_to_snapshot = given.flag("CopyTagsToSnapshot", cluster.copy_tags_to_snapshot);
    cluster.http_endpoint = given.flag("EnableHttpEndpoint", cluster.http_endpoint);
    cluster.auto_minor_version_upgrade =
        given.flag("AutoMinorVersionUpgrade", cluster.auto_minor_version_upgrade);
    if (!given.list("VpcSecurityGroupIds").empty())
        cluster.security_groups = chosen_security_groups(call, given);
    if (given.given("NetworkType"))
        cluster.network_type = chosen_network_type(given);
    const auto storage_type =
        given.text("StorageType", cluster.storage_type.empty() ? "aurora" : cluster.storage_type);
    if (storage_type != "aurora" && storage_type != "aurora-iopt1")
        throw errors::invalid_storage_type(storage_type);
    cluster.storage_type = storage_type == "aurora" ? "" : storage_type;
    cluster.log_exports = changed_log_exports(given, version_of(cluster), cluster.log_exports);
    change_insights(given, cluster);
}

void change_password(const parameters& given, db_cluster& cluster) {
    if (!given.given("MasterUserPassword"))
        return;
    if (cluster.is_replica())
        throw errors::replica_password_is_its_parents();
    auto verifier = replication::pg::scram_verifier(required_master_password(given));
    if (cluster.credentials_applied)
        cluster.new_password_verifier = std::move(verifier);
    else // no server has the old one yet
        cluster.password_verifier = std::move(verifier);
}

void change_version(const call_context& call, const parameters& given, db_cluster& cluster) {
    const auto asked = given.text("EngineVersion");
    if (asked.empty())
        return;
    cluster.pending.erase("EngineVersion");
    if (asked == cluster.engine_version)
        return;
    const auto version = required_version(call.env.engines, cluster.engine, asked);
    check_upgrade(given, version_of(cluster), version);
    if (version.version != cluster.engine_version)
        cluster.pending["EngineVersion"] = version.version;
}

void change_name(const call_context& call, const parameters& given, db_cluster& cluster) {
    if (!given.given("NewDBClusterIdentifier"))
        return;
    const auto name = new_identifier(call.input, "NewDBClusterIdentifier");
    cluster.pending.erase("DBClusterIdentifier");
    if (name == cluster.identifier)
        return;
    if (call.env.resources.clusters.find({call.where, name}))
        throw errors::db_cluster_already_exists();
    cluster.pending["DBClusterIdentifier"] = name;
}

/// Members show what they have from the cluster.
void change_members(state& resources, const db_cluster& cluster) {
    for (const auto* found : resources.members_of(cluster)) {
        auto& member = resources.instances.edit(found->key());
        member.backup_retention_period = cluster.backup_retention_period;
        member.preferred_backup_window = cluster.preferred_backup_window;
        member.security_groups = cluster.security_groups;
        member.copy_tags_to_snapshot = cluster.copy_tags_to_snapshot;
        member.iam_authentication = cluster.iam_authentication;
        member.log_exports = cluster.log_exports;
        member.storage_type = cluster.storage_type.empty() ? "aurora" : cluster.storage_type;
    }
}

} // namespace

json modify_db_cluster(call_context& call) {
    const parameters given(call.input);
    const auto& found = named_cluster(call, "DBClusterIdentifier");
    refuse_other_kinds_of_cluster(given, found);
    if (!(found.status == "available"))
        throw errors::cluster_in_wrong_state(found.identifier, found.status.text());
    auto cluster = found;
    change_settings(call, given, cluster);
    change_password(given, cluster);
    change_version(call, given, cluster);
    change_name(call, given, cluster);
    if (const int port = chosen_port(given); port != 0 && port != cluster.port)
        cluster.pending["Port"] = port;

    const auto now = call.env.time.now_ms();
    const bool at_once = given.flag("ApplyImmediately", false) || cluster.pending.contains("Port");
    if (!cluster.pending.empty())
        cluster.apply_pending_at =
            at_once ? now : next_maintenance(cluster.preferred_maintenance_window, now);
    auto out = render_db_cluster(call.env, cluster);
    change_members(call.env.resources, cluster);
    call.env.resources.clusters.put(std::move(cluster));
    return {{"DBCluster", std::move(out)}};
}

} // namespace borealis::emulator::rds
