// How a DB cluster is written to and read from its document in the store.
#include "emulator/state/db_cluster.hpp"

#include "emulator/state/fields.hpp"

namespace borealis::emulator {

namespace {

template <typename Cluster, typename Visitor>
void visit_fields(Cluster& cluster, const Visitor& visit) {
    visit("where", cluster.where);
    visit("identifier", cluster.identifier);
    visit("resource_id", cluster.resource_id);
    visit("status", cluster.status);
    visit("status_reason", cluster.status_reason);
    visit("engine", cluster.engine);
    visit("engine_version", cluster.engine_version);
    visit("engine_mode", cluster.engine_mode);
    visit("master_username", cluster.master_username);
    visit("password_verifier", cluster.password_verifier);
    visit("database_name", cluster.database_name);
    visit("credentials_applied", cluster.credentials_applied);
    visit("server_id", cluster.server_id);
    visit("volume", cluster.volume);
    visit("writer", cluster.writer);
    visit("failover_target", cluster.failover_target);
    visit("stopped_at", cluster.stopped_at);
    visit("pending", cluster.pending);
    visit("apply_pending_at", cluster.apply_pending_at);
    visit("new_password_verifier", cluster.new_password_verifier);
    visit("requested_port", cluster.requested_port);
    visit("port", cluster.port);
    visit("replication_source_arn", cluster.replication_source_arn);
    visit("replication_slot", cluster.replication_slot);
    visit("source_server", cluster.source_server);
    visit("promotion_requested", cluster.promotion_requested);
    visit("promotion_source_lsn", cluster.promotion_source_lsn);
    visit("promotion_replay_lsn", cluster.promotion_replay_lsn);
    visit("backup_bytes_done", cluster.backup_bytes_done);
    visit("backup_bytes_total", cluster.backup_bytes_total);
    visit("subnet_group", cluster.subnet_group);
    visit("security_groups", cluster.security_groups);
    visit("parameter_group", cluster.parameter_group);
    visit("availability_zones", cluster.availability_zones);
    visit("backup_retention_period", cluster.backup_retention_period);
    visit("preferred_backup_window", cluster.preferred_backup_window);
    visit("preferred_maintenance_window", cluster.preferred_maintenance_window);
    visit("storage_encrypted", cluster.storage_encrypted);
    visit("kms_key_id", cluster.kms_key_id);
    visit("storage_type", cluster.storage_type);
    visit("deletion_protection", cluster.deletion_protection);
    visit("iam_authentication", cluster.iam_authentication);
    visit("copy_tags_to_snapshot", cluster.copy_tags_to_snapshot);
    visit("http_endpoint", cluster.http_endpoint);
    visit("auto_minor_version_upgrade", cluster.auto_minor_version_upgrade);
    visit("performance_insights", cluster.performance_insights);
    visit("network_type", cluster.network_type);
    visit("database_insights_mode", cluster.database_insights_mode);
    visit("engine_lifecycle_support", cluster.engine_lifecycle_support);
    visit("log_exports", cluster.log_exports);
    visit("created_at", cluster.created_at);
    visit("tags", cluster.tags);
}

} // namespace

void to_json(json& out, const db_cluster& cluster) {
    visit_fields(cluster, field_writer(out));
}

void from_json(const json& in, db_cluster& cluster) {
    visit_fields(cluster, field_reader(in));
}

} // namespace borealis::emulator
