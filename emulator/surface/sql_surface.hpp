// What makes a PostgreSQL server look like RDS or Aurora from inside. Source: RDS User Guide, "Understanding
// PostgreSQL roles and permissions"; Aurora User Guide, "Aurora PostgreSQL functions".
#pragma once

#include "emulator/state/db_cluster.hpp"
#include "emulator/state/db_instance.hpp"
#include "replication/server/server_host.hpp"

#include <string>
#include <string_view>

namespace borealis::emulator {

/// The only superuser; owns the cluster and the database of the same name. Never reachable by a client.
inline constexpr std::string_view superuser = "rdsadmin";
/// Reads what the lag tracker measures; member of pg_monitor.
inline constexpr std::string_view monitor_role = "rdsadmin_monitor";
/// Whom standbys stream as; the name that real RDS servers have.
inline constexpr std::string_view replication_role = "rdsrepladmin";

/// The initialised cluster that every new server of this major version is a copy of.
replication::template_spec server_template(int major);

/// How the server of an instance is configured; `cluster` where it is a member of one.
replication::server_settings settings_for(const db_instance& instance, const db_cluster* cluster);

/// How the volume of a cluster is configured while no instance runs on it.
replication::server_settings settings_for(const db_cluster& cluster);

struct master_user {
    std::string name;
    std::string password_verifier; // scram-sha-256
    std::string database;          // made beside "postgres"; empty: none
};

/// Creates the master user with its documented rights and its database, unless they exist. Throws pg_error.
awaitable<void> create_master_user(replication::pg::connect_options access, master_user user, int major);

/// Changes the password of the master user. Throws pg_error, with SQLSTATE 42704 where the role was dropped.
awaitable<void>
set_master_password(replication::pg::connect_options access, std::string name, std::string password_verifier);

// The scripts that the template is made with.
std::string rds_roles_sql(int major);
std::string rds_database_sql();
std::string aurora_functions_sql();

/// The extensions that rds_superuser may create, separated by commas: what SHOW rds.extensions answers.
std::string_view allowed_extensions() noexcept;

} // namespace borealis::emulator
