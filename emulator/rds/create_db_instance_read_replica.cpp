// CreateDBInstanceReadReplica: a standby of a DB instance. Most of what it is, it takes from its source.
// Source: RDS API Reference; RDS User Guide, "Working with read replicas for Amazon RDS for PostgreSQL".
#include "emulator/rds/engine_rules.hpp"
#include "emulator/rds/identifiers.hpp"
#include "emulator/rds/instance_settings.hpp"
#include "emulator/rds/operations.hpp"
#include "emulator/rds/placement.hpp"
#include "emulator/rds/record.hpp"
#include "emulator/rds/render.hpp"
#include "emulator/rds/storage_rules.hpp"
#include "protocol/arn.hpp"
#include "protocol/errors/db_instance.hpp"
#include "protocol/errors/db_subnet_group.hpp"
#include "protocol/errors/parameter.hpp"
#include "protocol/errors/tag.hpp"

namespace borealis::emulator::rds {

namespace errors = protocol::errors;

namespace {

constexpr std::size_t most_replicas = 15;
constexpr std::size_t most_replicas_of_replica = 5;
constexpr std::size_t most_levels = 3;
constexpr int first_cascading_version = 14001;

void refuse_what_is_not_emulated(const parameters& given) {
    if (given.given("SourceDBClusterIdentifier"))
        throw errors::not_emulated("read replicas of Multi-AZ DB clusters");
    refuse_unemulated(
        given,
        {"AdditionalStorageVolumes",
         "CustomIamInstanceProfile",
         "DedicatedLogVolume",
         "Domain",
         "DomainAuthSecretArn",
         "DomainDnsIps",
         "DomainFqdn",
         "DomainIAMRoleName",
         "DomainOu",
         "EnableCustomerOwnedIp",
         "ProcessorFeatures",
         "UpgradeStorageConfig"}
    );
    if (given.given("ReplicaMode"))
        throw errors::not_supported_for_engine("ReplicaMode", postgres_engine);
}

const db_instance& find_source(const call_context& call, const parameters& given) {
    const auto name = given.text("SourceDBInstanceIdentifier");
    if (name.empty())
        throw errors::source_identifier_required();
    if (const auto arn = protocol::parse_arn(name)) {
        if (arn->service != "rds" || arn->resource_type != "db")
            throw errors::not_a_valid_identifier("SourceDBInstanceIdentifier");
        if (arn->region != call.where.region || arn->account != call.where.account)
            throw errors::not_emulated("read replicas in another AWS Region or account than their source");
    }
    return named_instance(call, "SourceDBInstanceIdentifier");
}

/// How many sources there are above a replica of this one.
std::size_t level_below(const state& resources, const db_instance& source) {
    std::size_t level = 1;
    for (const auto* above = &source; above && above->is_read_replica() && level <= most_levels; ++level)
        above = resources.instances.find({above->where, above->replica_source});
    return level;
}

void check_source(const call_context& call, const db_instance& source) {
    if (!source.cluster.empty())
        throw errors::no_replicas_of_cluster_members(source.identifier);
    if (!(source.status == "available"))
        throw errors::instance_not_available();
    if (source.is_read_replica() && version_number(source.engine_version) < first_cascading_version)
        throw errors::no_replicas_of_replicas(source.engine_version);
    if (source.backup_retention_period == 0)
        throw errors::backups_not_enabled();
    if (level_below(call.env.resources, source) > most_levels)
        throw errors::too_many_replica_levels(most_levels);
    const auto most = source.is_read_replica() ? most_replicas_of_replica : most_replicas;
    if (call.env.resources.replicas_of(source).size() >= most)
        throw errors::too_many_replicas(source.identifier, most);
}

/// The call's parameters with the source's values where the call has none of its own.
json with_defaults_of(const db_instance& source, const json& input) {
    json filled = input;
    const auto inherit = [&](const char* name, const json& value) {
        if (!filled.contains(name))
            filled[name] = value;
    };
    inherit("DBInstanceClass", source.instance_class);
    inherit("AutoMinorVersionUpgrade", source.auto_minor_version_upgrade);
    inherit("CACertificateIdentifier", source.ca_certificate);
    inherit("NetworkType", source.network_type);
    inherit("EngineLifecycleSupport", source.engine_lifecycle_support);
    const bool same_storage = !input.contains("StorageType") && !input.contains("AllocatedStorage");
    inherit("StorageType", source.storage_type);
    inherit("AllocatedStorage", source.allocated_storage);
    const bool may_vary = source.storage_type != "gp3" || source.allocated_storage >= 400;
    if (same_storage && source.iops && may_vary)
        inherit("Iops", *source.iops);
    return filled;
}

void read_storage(
    const call_context& call, const parameters& given, const db_instance& source, db_instance& replica
) {
    auto storage = required_storage(given);
    if (storage.gib < source.allocated_storage)
        throw errors::replica_storage_below_source(storage.gib, source.allocated_storage);
    check_storage_quota(call.env.resources, call.where, storage.gib);
    replica.allocated_storage = storage.gib;
    replica.storage_type = std::move(storage.type);
    replica.iops = storage.iops;
    replica.storage_throughput = storage.throughput;
    replica.max_allocated_storage = storage.max_gib;
    const auto key = given.text("KmsKeyId", source.kms_key_id);
    if (!source.kms_key_id.ends_with(key) || key.empty() != source.kms_key_id.empty())
        throw errors::replica_key_differs();
    replica.storage_encrypted = source.storage_encrypted;
    replica.kms_key_id = source.kms_key_id;
}

void read_placement(
    const call_context& call, const parameters& given, const db_instance& source, db_instance& replica
) {
    place_in_zone(call, given, replica);
    replica.subnet_group =
        given.given("DBSubnetGroupName") ? chosen_subnet_group(call, given).name : source.subnet_group;
    replica.security_groups = chosen_security_groups(call, given);
    replica.publicly_accessible = given.flag("PubliclyAccessible", source.publicly_accessible);
    replica.requested_port = chosen_port(given);
}

void take_from_source(const db_instance& source, db_instance& replica) {
    replica.where = source.where;
    replica.engine = source.engine;
    replica.engine_version = source.engine_version;
    replica.master_username = source.master_username;
    replica.database_name = source.database_name;
    replica.server_ready = true; // the roles and the database come with the data
    replica.replica_source = source.identifier;
    replica.backup_retention_period = 0; // until somebody switches backups on
    replica.preferred_backup_window = source.preferred_backup_window;
    replica.preferred_maintenance_window = source.preferred_maintenance_window;
}

db_instance read_replica(const call_context& call, const db_instance& source, std::string identifier) {
    const auto input = with_defaults_of(source, call.input);
    const parameters given(input);
    engine_version version;
    version.engine = source.engine;
    version.version = source.engine_version;
    version.major = major_of(source.engine_version);
    db_instance replica;
    replica.identifier = std::move(identifier);
    take_from_source(source, replica);
    read_storage(call, given, source, replica);
    read_instance_settings(given, version, replica);
    read_placement(call, given, source, replica);
    replica.copy_tags_to_snapshot = given.flag("CopyTagsToSnapshot", false);
    replica.iam_authentication = given.flag("EnableIAMDatabaseAuthentication", false);
    replica.log_exports = chosen_log_exports(given, version);
    replica.resource_id = call.env.ids.resource_id("db-");
    replica.server_id = lower_case(replica.resource_id);
    replica.replication_slot = replication_slot_name(replica.where, replica.resource_id);
    replica.accepted_at = call.env.time.now_ms();
    return replica;
}

} // namespace

json create_db_instance_read_replica(call_context& call) {
    const parameters given(call.input);
    auto identifier = new_identifier(call.input, "DBInstanceIdentifier");
    if (call.env.resources.instances.find({call.where, identifier}))
        throw errors::db_instance_already_exists();
    refuse_what_is_not_emulated(given);
    const auto& source = find_source(call, given);
    check_source(call, source);
    check_instance_quota(call.env.resources, call.where);
    auto replica = read_replica(call, source, std::move(identifier));
    record_change(call, replica, trigger::accepted);
    auto out = render_db_instance(call.env, replica);
    if (!call.input.contains("AvailabilityZone"))
        out.erase("AvailabilityZone");
    call.env.resources.instances.put(std::move(replica));
    return {{"DBInstance", std::move(out)}};
}

} // namespace borealis::emulator::rds
