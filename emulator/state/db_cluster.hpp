// An Aurora PostgreSQL DB cluster. Its volume is the data directory of one server: the writer's.
#pragma once

#include "emulator/state/resource.hpp"

#include <cstdint>
#include <optional>

namespace borealis::emulator {

/// How far the data of a read replica cluster has come.
enum class volume_state : unsigned char {
    empty,   // no data yet: the first instance makes it
    loading, // the base backup of the replication source runs
    ready,
};

NLOHMANN_JSON_SERIALIZE_ENUM(
    volume_state,
    {{volume_state::empty, "empty"}, {volume_state::loading, "loading"}, {volume_state::ready, "ready"}}
)

struct db_cluster {
    scope where;
    std::string identifier;
    std::string resource_id; // "cluster-" and 26 characters
    status_value status;
    std::string status_reason;

    std::string engine;
    std::string engine_version;
    std::string engine_mode;
    std::string master_username;
    std::string password_verifier; // scram-sha-256; emptied once the server has it
    std::string database_name;     // made with the primary instance
    bool credentials_applied = false;

    std::string server_id; // the server that holds the volume: the writer's, also while there is no instance
    volume_state volume = volume_state::empty;
    std::string writer;          // identifier of the writer instance; empty: no instance yet
    std::string failover_target; // the reader that is to become writer; empty: no failover asked for
    timestamp_ms stopped_at = 0; // while it is stopped or starting again; 0 otherwise

    /// What ModifyDBCluster has yet to bring about, by its names in the API, without the password.
    json pending = json::object();
    timestamp_ms apply_pending_at = 0; // now, or when the maintenance window opens
    std::string new_password_verifier; // scram-sha-256; empty: no new password
    int requested_port = 0;
    int port = 0; // of the writer and the reader endpoint

    // While it is a read replica of a DB instance.
    std::string replication_source_arn; // empty: not a replica
    std::string replication_slot;       // on the source's server
    std::string source_server;
    bool promotion_requested = false;
    std::string promotion_source_lsn; // last WAL position of the source seen at promotion
    std::string promotion_replay_lsn; // last one replayed by the replica
    std::uint64_t backup_bytes_done = 0;
    std::uint64_t backup_bytes_total = 0;

    std::string subnet_group;
    std::vector<std::string> security_groups;
    std::string parameter_group;
    std::vector<std::string> availability_zones;
    int backup_retention_period = 1;
    std::string preferred_backup_window;
    std::string preferred_maintenance_window;
    bool storage_encrypted = false;
    std::string kms_key_id;
    std::string storage_type; // empty: standard Aurora, reported as absent
    bool deletion_protection = false;
    bool iam_authentication = false;
    bool copy_tags_to_snapshot = false;
    bool http_endpoint = false;
    bool auto_minor_version_upgrade = true;
    bool performance_insights = false;
    std::string network_type;
    std::string database_insights_mode;
    std::string engine_lifecycle_support;
    std::vector<std::string> log_exports;

    timestamp_ms created_at = 0;
    tag_list tags;

    resource_key key() const { return {where, identifier}; }
    bool is_replica() const { return !replication_source_arn.empty(); }
};

void to_json(json& out, const db_cluster& cluster);
void from_json(const json& in, db_cluster& cluster);

} // namespace borealis::emulator
