// CreateDBInstance: a standalone PostgreSQL instance, or (create_cluster_member.cpp) a member of an Aurora
// cluster.
#include "emulator/rds/create_cluster_member.hpp"
#include "emulator/rds/credentials.hpp"
#include "emulator/rds/engine_rules.hpp"
#include "emulator/rds/identifiers.hpp"
#include "emulator/rds/instance_settings.hpp"
#include "emulator/rds/operations.hpp"
#include "emulator/rds/placement.hpp"
#include "emulator/rds/record.hpp"
#include "emulator/rds/render.hpp"
#include "emulator/rds/storage_rules.hpp"
#include "emulator/rds/windows.hpp"
#include "protocol/errors/db_instance.hpp"
#include "protocol/errors/db_subnet_group.hpp"
#include "replication/pg/connection.hpp"

namespace borealis::emulator::rds {

namespace errors = protocol::errors;

namespace {

constexpr int longest_retention = 35; // days

void refuse_what_is_not_emulated(const parameters& given) {
    refuse_unemulated(
        given,
        {"AdditionalStorageVolumes",
         "CharacterSetName",
         "CustomIamInstanceProfile",
         "DBSystemId",
         "Domain",
         "DomainAuthSecretArn",
         "DomainDnsIps",
         "DomainFqdn",
         "DomainIAMRoleName",
         "DomainOu",
         "MultiTenant",
         "NcharCharacterSetName",
         "ProcessorFeatures",
         "TdeCredentialArn",
         "TdeCredentialPassword",
         "Timezone"}
    );
    if (!given.list("DBSecurityGroups").empty())
        throw errors::security_groups_not_supported();
}

void read_credentials(const parameters& given, db_instance& instance) {
    refuse_managed_credentials(given);
    instance.master_username = required_master_username(given);
    instance.password_verifier = replication::pg::scram_verifier(required_master_password(given));
    instance.database_name = chosen_database_name(given, "DBName");
}

void read_storage(const call_context& call, const parameters& given, db_instance& instance) {
    auto storage = required_storage(given);
    check_storage_quota(call.env.resources, call.where, storage.gib);
    instance.allocated_storage = storage.gib;
    instance.storage_type = std::move(storage.type);
    instance.iops = storage.iops;
    instance.storage_throughput = storage.throughput;
    instance.max_allocated_storage = storage.max_gib;
    auto encryption = chosen_encryption(given, call.where);
    instance.storage_encrypted = encryption.encrypted;
    instance.kms_key_id = std::move(encryption.kms_key_id);
}

void read_placement(const call_context& call, const parameters& given, db_instance& instance) {
    place_in_zone(call, given, instance);
    instance.subnet_group = chosen_subnet_group(call, given).name;
    instance.security_groups = chosen_security_groups(call, given);
    // AWS: reachable from outside by default where the default VPC with its internet gateway is used.
    instance.publicly_accessible = given.flag("PubliclyAccessible", !given.given("DBSubnetGroupName"));
    instance.requested_port = chosen_port(given);
}

void read_backups(const call_context& call, const parameters& given, db_instance& instance) {
    instance.backup_retention_period =
        given.number_within("BackupRetentionPeriod", 0, longest_retention).value_or(1);
    auto windows = chosen_windows(given, call.where.region, call.env.ids);
    instance.preferred_backup_window = std::move(windows.backup);
    instance.preferred_maintenance_window = std::move(windows.maintenance);
}

db_instance read_standalone(const call_context& call, std::string identifier) {
    const parameters given(call.input);
    refuse_what_is_not_emulated(given);
    const auto version = required_version(call.env.engines, postgres_engine, given.text("EngineVersion"));
    db_instance instance;
    instance.where = call.where;
    instance.identifier = std::move(identifier);
    instance.engine = version.engine;
    instance.engine_version = version.version;
    read_storage(call, given, instance);
    read_credentials(given, instance);
    read_instance_settings(given, version, instance);
    read_placement(call, given, instance);
    read_backups(call, given, instance);
    instance.copy_tags_to_snapshot = given.flag("CopyTagsToSnapshot", false);
    instance.deletion_protection = given.flag("DeletionProtection", false);
    instance.iam_authentication = given.flag("EnableIAMDatabaseAuthentication", false);
    instance.log_exports = chosen_log_exports(given, version);
    instance.resource_id = call.env.ids.resource_id("db-");
    instance.server_id = lower_case(instance.resource_id);
    instance.accepted_at = call.env.time.now_ms();
    return instance;
}

json create_standalone(call_context& call, std::string identifier) {
    auto instance = read_standalone(call, std::move(identifier));
    record_change(call, instance, trigger::accepted);
    auto out = render_db_instance(call.env, instance);
    // AWS chooses the zone later, unless the caller has.
    if (!call.input.contains("AvailabilityZone"))
        out.erase("AvailabilityZone");
    call.env.resources.instances.put(std::move(instance));
    return {{"DBInstance", std::move(out)}};
}

} // namespace

json create_db_instance(call_context& call) {
    const parameters given(call.input);
    auto identifier = new_identifier(call.input, "DBInstanceIdentifier");
    const auto engine = required_engine(given);
    given.number_within("PromotionTier", 0, lowest_promotion_tier); // also where it has no meaning
    if (call.env.resources.instances.find({call.where, identifier}))
        throw errors::db_instance_already_exists();
    check_instance_quota(call.env.resources, call.where);
    if (!given.text("DBClusterIdentifier").empty())
        return create_cluster_member(call, std::move(identifier), engine);
    if (engine == aurora_engine)
        throw errors::standalone_not_supported();
    return create_standalone(call, std::move(identifier));
}

} // namespace borealis::emulator::rds
