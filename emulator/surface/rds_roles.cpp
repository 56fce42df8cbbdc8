// The roles and the database that every RDS PostgreSQL server has, and the template made with them.
#include "emulator/surface/sql_surface.hpp"

#include <sstream>

namespace borealis::emulator {

std::string rds_roles_sql(int major) {
    std::string sql = R"(
CREATE ROLE rds_superuser NOLOGIN;
CREATE ROLE rds_replication NOLOGIN;
CREATE ROLE rds_password NOLOGIN;
CREATE ROLE rds_iam NOLOGIN;
CREATE ROLE rds_ad NOLOGIN;
CREATE ROLE rds_extension NOLOGIN;
CREATE ROLE rdstopmgr LOGIN;
CREATE ROLE rdsrepladmin LOGIN REPLICATION;
CREATE ROLE rdsadmin_monitor LOGIN CONNECTION LIMIT 3;
ALTER ROLE rdsadmin_monitor SET statement_timeout = '2s';
ALTER ROLE rdsadmin_monitor SET lock_timeout = '500ms';
GRANT pg_monitor TO rdsadmin_monitor;
GRANT pg_monitor TO rdstopmgr;
GRANT pg_monitor, pg_signal_backend, rds_replication, rds_password TO rds_superuser WITH ADMIN OPTION;
)";
    if (major >= 15)
        sql += "GRANT SET ON PARAMETER session_replication_role TO rds_superuser;\n"
               "GRANT pg_checkpoint TO rds_superuser WITH ADMIN OPTION;\n";
    // Whoever inherits pg_read_all_data reads pg_authid, which RDS denies. Until 15 CREATEROLE may grant it
    // anyway.
    if (major >= 16)
        sql +=
            "GRANT pg_read_all_data, pg_write_all_data TO rds_superuser WITH ADMIN TRUE, INHERIT FALSE, SET "
            "FALSE;\n"
            "CREATE ROLE rds_reserved NOLOGIN;\n"
            "GRANT pg_create_subscription, pg_use_reserved_connections TO rds_superuser WITH ADMIN OPTION;\n";
    return sql;
}

// In the database rdsadmin: rights on a table of RDS's own tie the predefined roles down, so that a master
// user (who may drop roles) gets PostgreSQL's refusal "role ... cannot be dropped because some objects depend
// on it".
std::string rds_database_sql() {
    return R"(
CREATE TABLE rds_heartbeat2 (id integer PRIMARY KEY, value bigint);
GRANT SELECT ON rds_heartbeat2 TO rds_superuser, rds_replication, rds_password, rds_iam, rds_ad, rds_extension,
    rdstopmgr, rdsrepladmin, rdsadmin_monitor;
REVOKE CONNECT ON DATABASE rdsadmin FROM PUBLIC;
)";
}

// RDS for PostgreSQL's allow-list as far as extensions exist as Debian packages ("Extensions supported for
// RDS for PostgreSQL 15").
std::string_view allowed_extensions() noexcept {
    return "address_standardizer,address_standardizer_data_us,amcheck,bloom,btree_gin,btree_gist,citext,cube,"
           "dblink,"
           "dict_int,dict_xsyn,earthdistance,fuzzystrmatch,hll,hstore,hypopg,intagg,intarray,isn,lo,ltree,"
           "pageinspect,"
           "pg_buffercache,pg_cron,pg_freespacemap,pg_hint_plan,pg_partman,pg_prewarm,pg_repack,pg_"
           "similarity,"
           "pg_stat_statements,pg_trgm,pg_visibility,pg_walinspect,pgaudit,pgcrypto,pglogical,pgrouting,"
           "pgrowlocks,"
           "pgstattuple,pgtap,plpgsql,plperl,pltcl,postgis,postgis_raster,postgis_tiger_geocoder,postgis_"
           "topology,"
           "postgres_fdw,prefix,rdkit,seg,sslinfo,tablefunc,tcn,tds_fdw,tsm_system_rows,tsm_system_time,"
           "unaccent,"
           "uuid-ossp,vector";
}

replication::template_spec server_template(int major) {
    replication::template_spec spec;
    spec.major = major;
    spec.superuser = superuser;
    spec.wal_segment_megabytes = 64; // RDS uses 64 MB segments since PostgreSQL 11
    std::istringstream names{std::string(allowed_extensions())};
    for (std::string name; std::getline(names, name, ',');)
        spec.trusted_extensions.push_back(name);
    spec.scripts.push_back({"template1", aurora_functions_sql()});
    spec.scripts.push_back({"postgres", aurora_functions_sql()});
    spec.scripts.push_back({"postgres", rds_roles_sql(major)});
    spec.scripts.push_back({"postgres", "CREATE DATABASE rdsadmin OWNER rdsadmin"}
    ); // allows no company in a script
    spec.scripts.push_back({"rdsadmin", rds_database_sql()});
    return spec;
}

} // namespace borealis::emulator
