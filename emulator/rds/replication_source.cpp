// Checks of a replication source, in an order that names the nearest mistake first.
#include "emulator/rds/replication_source.hpp"

#include "emulator/rds/engine_rules.hpp"
#include "emulator/rds/identifiers.hpp"
#include "emulator/rds/parameters.hpp"
#include "protocol/arn.hpp"
#include "protocol/errors/db_cluster.hpp"
#include "protocol/errors/db_instance.hpp"
#include "protocol/errors/tag.hpp"

#include <algorithm>
#include <optional>

namespace borealis::emulator::rds {

namespace errors = protocol::errors;

namespace {

/// AWS's own page of this migration prints the ARN with a slash, arn:aws:rds:...:db/name: that is taken for
/// the real form with a colon.
std::optional<protocol::arn> parse_source_arn(std::string text) {
    if (const auto slash = text.find(":db/"); slash != std::string::npos)
        text[slash + 3] = ':';
    return protocol::parse_arn(text);
}

void refuse_what_the_source_decides(const parameters& given) {
    if (given.given("ManageMasterUserPassword")) // even when it is false
        throw errors::managed_password_with_replication_source();
    if (given.given("MasterUsername"))
        throw errors::user_name_with_replication_source();
    if (given.given("MasterUserPassword"))
        throw errors::password_with_replication_source();
    if (given.given("DatabaseName"))
        throw errors::database_name_with_replication_source();
}

const db_instance& find_source(const call_context& call, const std::string& text) {
    const auto arn = parse_source_arn(text);
    if (!arn || arn->service != "rds" || arn->region != call.where.region ||
        arn->account != call.where.account)
        throw errors::resource_name_mismatch();
    if (arn->resource_type == "cluster") {
        find_cluster(call, arn->resource, "ReplicationSourceIdentifier");
        throw errors::replication_source_not_an_rds_instance(text);
    }
    if (arn->resource_type != "db")
        throw errors::resource_name_mismatch();
    return find_instance(call, arn->resource, "ReplicationSourceIdentifier");
}

void check_source(const parameters& given, const db_instance& source, const std::string& text) {
    if (source.engine != postgres_engine || !source.cluster.empty())
        throw errors::replication_source_not_an_rds_instance(text);
    if (!source.read_replica_cluster.empty())
        throw errors::source_has_replica_already(source.identifier);
    if (!(source.status == "available"))
        throw errors::instance_not_available();
    if (source.backup_retention_period == 0)
        throw errors::backups_not_enabled();
    if (source.storage_encrypted && !given.flag("StorageEncrypted", false))
        throw errors::replica_of_encrypted_source_needs_encryption();
}

bool is_compatible(const engine_version& version, const std::string& source_version) {
    return version.major == major_of(source_version) &&
           version_number(version.version) >= version_number(source_version);
}

} // namespace

const db_instance& required_replication_source(const call_context& call) {
    const parameters given(call.input);
    const auto text = given.text("ReplicationSourceIdentifier");
    refuse_what_the_source_decides(given);
    const auto& source = find_source(call, text);
    check_source(given, source, text);
    return source;
}

engine_version
replica_version(const engine_catalog& engines, const db_instance& source, const std::string& asked) {
    if (!asked.empty()) {
        auto version = required_version(engines, aurora_engine, asked);
        if (!is_compatible(version, source.engine_version))
            throw errors::replica_version_incompatible(version.version, source.engine_version);
        return version;
    }
    const auto offered = engines.offered(aurora_engine); // ascending: the first that fits is the nearest
    const auto nearest = std::find_if(offered.begin(), offered.end(), [&](const auto& version) {
        return is_compatible(version, source.engine_version);
    });
    if (nearest != offered.end())
        return *nearest;
    throw errors::no_compatible_replica_version(source.engine_version);
}

} // namespace borealis::emulator::rds
