// A DB instance: what the API says of it, and which PostgreSQL server it is.
#pragma once

#include "emulator/state/resource.hpp"

#include <cstdint>
#include <optional>

namespace borealis::emulator {

/// How far a restart is that was asked for, not suffered.
enum class restart_phase : unsigned char {
    none,
    wanted,  // its server has yet to be stopped
    stopped, // it was stopped once; what starts it ends the restart
};

NLOHMANN_JSON_SERIALIZE_ENUM(
    restart_phase,
    {{restart_phase::none, "none"}, {restart_phase::wanted, "wanted"}, {restart_phase::stopped, "stopped"}}
)

struct db_instance {
    scope where;
    std::string identifier;  // lower case
    std::string resource_id; // "db-" and 26 characters
    status_value status;
    std::string status_reason; // why it failed; empty otherwise

    std::string instance_class;
    std::string engine;         // "postgres" or "aurora-postgresql"
    std::string engine_version; // as asked for; SQL shows the real one
    std::string license_model;
    std::string master_username;
    std::string password_verifier; // scram-sha-256; emptied once the server has it
    std::string database_name;     // empty: none asked for

    int allocated_storage = 0; // GiB; 1 for members of a cluster, as AWS reports it
    std::string storage_type;
    std::optional<int> iops;
    int storage_throughput = 0;
    std::optional<int> max_allocated_storage;
    bool storage_encrypted = false;
    std::string kms_key_id;

    int requested_port = 0;    // as the caller asked; 0: not
    int port = 0;              // 0 until the server listens
    std::string server_id;     // of the server_host
    bool server_ready = false; // roles and database of the caller exist on it

    std::string cluster; // identifier of the DB cluster; empty: standalone
    int promotion_tier = 1;
    std::string replication_slot; // of a standby: its slot on the upstream server
    std::string upstream_server;  // of a standby: the server it streams from
    bool data_outdated = false;   // its data are those of a former writer: to be made anew

    // While it is a read replica of another DB instance.
    std::string replica_source;       // identifier of that one; empty: not a replica
    bool promotion_requested = false; // to an instance of its own
    std::string replication_error;    // why nothing arrives; empty: it does

    restart_phase restart = restart_phase::none;
    timestamp_ms stopped_at = 0; // while it is stopped or starting again; 0 otherwise
    /// Of a writer on its way down: the last LSN that it was seen at. Who takes over from it has to have
    /// that.
    std::string position_at_stop;

    /// PendingModifiedValues by their names in the API, without the password.
    json pending = json::object();
    timestamp_ms apply_pending_at = 0; // now, or when the maintenance window opens
    std::string new_password_verifier; // scram-sha-256; empty: no new password

    /// The Aurora read replica cluster of this instance; empty: none. It keeps this instance from being
    /// deleted.
    std::string read_replica_cluster;

    std::string availability_zone;
    std::string subnet_group;
    std::vector<std::string> security_groups;
    std::string parameter_group;
    std::string option_group;
    int backup_retention_period = 1; // days
    std::string preferred_backup_window;
    std::string preferred_maintenance_window;
    bool multi_az = false;
    bool publicly_accessible = false;
    bool auto_minor_version_upgrade = true;
    bool copy_tags_to_snapshot = false;
    bool deletion_protection = false;
    bool iam_authentication = false;
    bool performance_insights = false;
    std::optional<int> performance_insights_retention;
    int monitoring_interval = 0; // seconds
    std::string monitoring_role_arn;
    std::string ca_certificate;
    std::string network_type;
    std::string database_insights_mode;
    std::string engine_lifecycle_support;
    std::vector<std::string> log_exports;

    timestamp_ms accepted_at = 0;
    timestamp_ms created_at = 0; // InstanceCreateTime; 0 until it serves
    tag_list tags;

    resource_key key() const { return {where, identifier}; }
    bool is_read_replica() const { return !replica_source.empty(); }
};

void to_json(json& out, const db_instance& instance);
void from_json(const json& in, db_instance& instance);

} // namespace borealis::emulator
