// postgresql.conf and pg_hba.conf of a server, as RDS and Aurora set them. Values: RDS User Guide, "Working
// with parameters on your RDS for PostgreSQL DB instance"; Aurora User Guide, "Aurora PostgreSQL parameters".
#include "emulator/rds/instance_classes.hpp"
#include "emulator/surface/sql_surface.hpp"

#include <fmt/format.h>

#include <charconv>

namespace borealis::emulator {

namespace {

/// "15.4" is 15.
int major_of(const std::string& engine_version) {
    int major = 0;
    std::from_chars(engine_version.data(), engine_version.data() + engine_version.size(), major);
    return major;
}

replication::server_settings common_settings(int requested_port, const std::string& engine_version) {
    replication::server_settings settings;
    settings.port = static_cast<std::uint16_t>(requested_port);
    settings.parameters = {
        {"wal_level", "replica"},
        {"max_wal_senders", "20"},
        {"max_replication_slots", "20"},
        {"max_connections", "200"}, // one value everywhere: a standby must not have less than its primary
        {"shared_buffers", "64MB"},
        {"min_wal_size", "192MB"},
        {"max_wal_size", "2GB"},
        {"hot_standby", "on"},
        {"wal_sender_timeout", "30s"},
        {"wal_receiver_timeout", "30s"},
        {"wal_receiver_status_interval", "1s"},
        {"wal_retrieve_retry_interval", "200ms"},
        {"password_encryption", "scram-sha-256"},
        {"log_line_prefix", "%t:%r:%u@%d:[%p]:"},
        {"log_checkpoints", "on"},
        {"log_timezone", "UTC"},
        {"timezone", "UTC"},
        {"shared_preload_libraries", "pg_stat_statements"},
        {"track_io_timing", "on"}, // ReadLatency and WriteLatency
        {"rds.extensions", std::string(allowed_extensions())},
        {"rds.force_ssl", "off"},
        {"rds.logical_replication", "off"},
        {"rds.restrict_password_commands", "off"},
        {"rds.superuser_variables", "session_replication_role"},
    };
    if (major_of(engine_version) >= 14)
        settings.parameters["track_wal_io_timing"] = "on"; // CommitLatency
    // Real RDS: FATAL: pg_hba.conf rejects connection for host "...", user "...", database "rdsadmin".
    settings.hba_rules = {
        "host rdsadmin all all reject",
        "host all rdsadmin,rdsadmin_monitor,rdsrepladmin,rdstopmgr all reject",
        "host replication all all scram-sha-256",
        "host all all all scram-sha-256",
    };
    return settings;
}

void add_aurora(
    replication::server_settings& settings,
    const std::string& engine_version,
    const std::string& instance_identifier
) {
    auto& parameters = settings.parameters;
    parameters["hot_standby_feedback"] = "on";
    parameters["search_path"] = R"("$user", public, pg_aurora)"; // see aurora_functions.cpp
    parameters["borealis.aurora_version"] = engine_version + ".0";
    parameters["borealis.instance_identifier"] = instance_identifier;
    parameters["rds.adaptive_autovacuum"] = "on";
    parameters["rds.enable_plan_management"] = "off";
}

/// None for a class without a size of its own.
replication::resource_limits limits_of(const std::string& instance_class) {
    constexpr double gibibyte = 1024.0 * 1024 * 1024;
    replication::resource_limits limits;
    if (const auto* size = rds::find_instance_class(instance_class)) {
        limits.memory_bytes = static_cast<std::uint64_t>(size->memory_gib * gibibyte);
        limits.cpus = size->vcpus;
    }
    return limits;
}

} // namespace

replication::server_settings settings_for(const db_instance& instance, const db_cluster* cluster) {
    auto settings = common_settings(instance.requested_port, instance.engine_version);
    settings.limits = limits_of(instance.instance_class);
    if (cluster)
        add_aurora(settings, cluster->engine_version, instance.identifier);
    return settings;
}

replication::server_settings settings_for(const db_cluster& cluster) {
    auto settings = common_settings(0, cluster.engine_version);
    add_aurora(settings, cluster.engine_version, cluster.identifier);
    return settings;
}

} // namespace borealis::emulator
