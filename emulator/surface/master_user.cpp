// The master user: no superuser, but a member of rds_superuser. Source: RDS User Guide, "Understanding the
// rds_superuser role": LOGIN NOSUPERUSER INHERIT CREATEDB CREATEROLE NOREPLICATION VALID UNTIL 'infinity'.
#include "emulator/surface/sql_surface.hpp"

#include <fmt/format.h>

namespace borealis::emulator {

namespace pg = replication::pg;

namespace {

std::string master_user_sql(const master_user& user, int major) {
    const auto name = pg::quote_identifier(user.name);
    auto sql = fmt::format(
        "BEGIN;\n"
        "CREATE ROLE {0} LOGIN CREATEDB CREATEROLE PASSWORD {1} VALID UNTIL 'infinity';\n"
        "GRANT rds_superuser TO {0}{2};\n"
        "ALTER DATABASE postgres OWNER TO {0};\n"
        "ALTER DATABASE template1 OWNER TO {0};\n",
        name,
        pg::quote_literal(user.password_verifier),
        major >= 16 ? " WITH ADMIN OPTION" : ""
    );
    // From 16 on CREATEROLE alone no longer lets a role grant others that it did not create.
    if (major >= 16)
        sql += fmt::format(
            "GRANT rds_iam, rds_replication, rds_password TO {} WITH ADMIN TRUE, INHERIT FALSE, SET FALSE;\n",
            name
        );
    return sql + "COMMIT;\n";
}

awaitable<bool> exists(pg::connection& server, std::string query, std::string name) {
    std::vector<pg::parameter> parameters;
    parameters.emplace_back(std::move(name));
    const auto found = co_await server.query(std::move(query), std::move(parameters));
    co_return found.rows() > 0;
}

} // namespace

awaitable<void> create_master_user(pg::connect_options access, master_user user, int major) {
    auto server = co_await pg::connection::open(std::move(access), std::chrono::seconds(10));
    if (!co_await exists(server, "SELECT 1 FROM pg_roles WHERE rolname = $1", user.name))
        co_await server.script(master_user_sql(user, major));
    if (user.database.empty())
        co_return;
    if (!co_await exists(server, "SELECT 1 FROM pg_database WHERE datname = $1", user.database)) {
        auto create = fmt::format(
            "CREATE DATABASE {} OWNER {}",
            pg::quote_identifier(user.database),
            pg::quote_identifier(user.name)
        );
        co_await server.script(std::move(create));
    }
}

awaitable<void>
set_master_password(pg::connect_options access, std::string name, std::string password_verifier) {
    auto server = co_await pg::connection::open(std::move(access), std::chrono::seconds(10));
    auto change = fmt::format(
        "ALTER ROLE {} PASSWORD {} VALID UNTIL 'infinity'",
        pg::quote_identifier(name),
        pg::quote_literal(password_verifier)
    );
    co_await server.script(std::move(change));
}

} // namespace borealis::emulator
