// The rules for making an Aurora PostgreSQL cluster a read replica of an RDS for PostgreSQL DB instance.
// Source: Aurora User Guide, "Migrating data from an RDS for PostgreSQL DB instance to an Aurora PostgreSQL
// DB cluster using an Aurora read replica".
#pragma once

#include "emulator/api/handler.hpp"

#include <string>

namespace borealis::emulator::rds {

/// The instance that ReplicationSourceIdentifier names, checked: of this account and region, PostgreSQL,
/// available, with automated backups, without another Aurora replica; and nothing in the call that a replica
/// takes from its source.
const db_instance& required_replication_source(const call_context& call);

/// The version of the replica: the one asked for, or the nearest one. Same major, and a minor at least the
/// source's.
engine_version
replica_version(const engine_catalog& engines, const db_instance& source, const std::string& asked);

} // namespace borealis::emulator::rds
