// Members of Aurora PostgreSQL clusters: most of what they are, they take from the cluster.
#include "emulator/rds/create_cluster_member.hpp"

#include "emulator/rds/engine_rules.hpp"
#include "emulator/rds/identifiers.hpp"
#include "emulator/rds/instance_settings.hpp"
#include "emulator/rds/parameters.hpp"
#include "emulator/rds/placement.hpp"
#include "emulator/rds/record.hpp"
#include "emulator/rds/render.hpp"
#include "emulator/rds/windows.hpp"
#include "protocol/errors/db_cluster.hpp"
#include "protocol/errors/db_instance.hpp"
#include "protocol/errors/parameter.hpp"
#include "protocol/errors/storage.hpp"

#include <algorithm>

namespace borealis::emulator::rds {

namespace errors = protocol::errors;

namespace {

constexpr std::size_t most_members = 16; // a writer and 15 readers

/// Parameters that belong to the cluster are refused, each with its own text.
void refuse_cluster_parameters(const parameters& given, const db_cluster& cluster) {
    if (given.given("AllocatedStorage") || given.given("MaxAllocatedStorage"))
        throw errors::member_needs_no_storage_size();
    if (given.given("MasterUsername"))
        throw errors::set_it_for_the_cluster_unpunctuated("master user name");
    if (given.given("MasterUserPassword"))
        throw errors::set_it_for_the_cluster_unpunctuated("master user password");
    if (given.flag("ManageMasterUserPassword", false))
        throw errors::set_it_for_the_cluster_unpunctuated("managed master user password");
    if (given.given("DBName"))
        throw errors::set_it_for_the_cluster_unpunctuated("database name");
    if (given.given("BackupRetentionPeriod"))
        throw errors::set_it_for_the_cluster("backup retention period");
    if (given.given("PreferredBackupWindow"))
        throw errors::set_it_for_the_cluster("backup window");
    if (!given.list("VpcSecurityGroupIds").empty())
        throw errors::member_takes_security_groups_of_cluster();
    if (given.flag("MultiAZ", false))
        throw errors::multi_az_not_available(cluster.engine);
    for (const auto* name : {"Iops", "StorageThroughput"})
        if (given.given(name))
            throw errors::not_supported_for_engine(name, cluster.engine);
}

/// Parameters that may repeat what the cluster has, but not say otherwise.
void refuse_differences(const parameters& given, const db_cluster& cluster) {
    if (given.given("StorageEncrypted") && given.flag("StorageEncrypted", false) != cluster.storage_encrypted)
        throw errors::set_it_for_the_cluster("storage encryption");
    if (given.given("KmsKeyId") && given.text("KmsKeyId") != cluster.kms_key_id)
        throw errors::set_it_for_the_cluster("KMS key");
    if (lower_case(given.text("DBSubnetGroupName", cluster.subnet_group)) != cluster.subnet_group)
        throw errors::set_it_for_the_cluster("DB subnet group");
    const auto type = cluster.storage_type.empty() ? std::string("aurora") : cluster.storage_type;
    if (given.text("StorageType", type) != type)
        throw errors::invalid_storage_type(given.text("StorageType"));
}

/// The cluster's version, which EngineVersion may repeat in full or as a major.
engine_version member_version(const call_context& call, const parameters& given, const db_cluster& cluster) {
    const auto asked = given.text("EngineVersion", cluster.engine_version);
    const auto major = std::to_string(major_of(cluster.engine_version));
    if (asked != cluster.engine_version && asked != major)
        throw errors::member_version_differs(
            required_version(call.env.engines, cluster.engine, asked).version, cluster.engine_version
        );
    engine_version version;
    version.engine = cluster.engine;
    version.version = cluster.engine_version;
    version.major = major_of(cluster.engine_version);
    return version;
}

void check_cluster(const call_context& call, const db_cluster& cluster, const std::string& engine) {
    if (engine != cluster.engine)
        throw errors::member_engine_differs(engine, cluster.engine);
    // A cluster takes its members from its acceptance on: scripts create both in a row.
    if (!(cluster.status == "available" || cluster.status == "creating"))
        throw errors::cluster_in_wrong_state(cluster.identifier, cluster.status.text());
    if (call.env.resources.members_of(cluster).size() >= most_members)
        throw errors::too_many_cluster_instances(cluster.identifier, most_members);
}

/// Readers go to the zone with the fewest members.
std::string chosen_zone(const call_context& call, const parameters& given, const db_cluster& cluster) {
    auto asked = given.text("AvailabilityZone");
    if (!asked.empty()) {
        check_zone(asked, call.where.region);
        return asked;
    }
    const auto members = call.env.resources.members_of(cluster);
    const auto population = [&](const std::string& zone) {
        return std::count_if(members.begin(), members.end(), [&](const auto* member) {
            return member->availability_zone == zone;
        });
    };
    const auto& zones = cluster.availability_zones;
    return *std::min_element(zones.begin(), zones.end(), [&](const auto& one, const auto& other) {
        return population(one) < population(other);
    });
}

void take_from_cluster(const db_cluster& cluster, db_instance& member) {
    member.where = cluster.where;
    member.engine = cluster.engine;
    member.engine_version = cluster.engine_version;
    member.cluster = cluster.identifier;
    member.master_username = cluster.master_username;
    member.database_name = cluster.database_name;
    member.allocated_storage = 1; // as AWS reports it: the volume is the cluster's
    member.storage_type = cluster.storage_type.empty() ? "aurora" : cluster.storage_type;
    member.storage_encrypted = cluster.storage_encrypted;
    member.kms_key_id = cluster.kms_key_id;
    member.subnet_group = cluster.subnet_group;
    member.security_groups = cluster.security_groups;
    member.backup_retention_period = cluster.backup_retention_period;
    member.preferred_backup_window = cluster.preferred_backup_window;
    member.copy_tags_to_snapshot = cluster.copy_tags_to_snapshot;
    member.iam_authentication = cluster.iam_authentication;
    member.log_exports = cluster.log_exports;
}

db_instance read_member(const call_context& call, const db_cluster& cluster, std::string identifier) {
    const parameters given(call.input);
    refuse_cluster_parameters(given, cluster);
    refuse_differences(given, cluster);
    const auto version = member_version(call, given, cluster);
    db_instance member;
    member.identifier = std::move(identifier);
    take_from_cluster(cluster, member);
    read_instance_settings(given, version, member);
    member.availability_zone = chosen_zone(call, given, cluster);
    member.publicly_accessible =
        given.flag("PubliclyAccessible", cluster.subnet_group == default_subnet_group_name);
    member.preferred_maintenance_window =
        chosen_maintenance_window(given, cluster.preferred_backup_window, call.where.region, call.env.ids);
    member.promotion_tier = given.number_within("PromotionTier", 0, lowest_promotion_tier).value_or(1);
    member.resource_id = call.env.ids.resource_id("db-");
    member.accepted_at = call.env.time.now_ms();
    return member;
}

/// The writer runs the cluster's own server; a reader runs a new one that streams from it.
void assign_server(const db_cluster& cluster, db_instance& member) {
    if (cluster.writer.empty()) {
        member.server_id = cluster.server_id;
        return;
    }
    member.server_id = lower_case(member.resource_id);
    member.upstream_server = cluster.server_id;
    member.replication_slot = replication_slot_name(member.where, member.resource_id);
}

} // namespace

json create_cluster_member(call_context& call, std::string identifier, const std::string& engine) {
    const auto& cluster = named_cluster(call, "DBClusterIdentifier");
    check_cluster(call, cluster, engine);
    auto member = read_member(call, cluster, std::move(identifier));
    assign_server(cluster, member);
    record_change(call, member, trigger::accepted);
    auto out = render_db_instance(call.env, member);
    if (!call.input.contains("AvailabilityZone"))
        out.erase("AvailabilityZone");
    if (cluster.writer.empty())
        call.env.resources.clusters.edit(cluster.key()).writer = member.identifier;
    call.env.resources.instances.put(std::move(member));
    return {{"DBInstance", std::move(out)}};
}

} // namespace borealis::emulator::rds
