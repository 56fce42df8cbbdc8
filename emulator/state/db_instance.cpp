// How a DB instance is written to and read from its document in the store.
#include "emulator/state/db_instance.hpp"

#include "emulator/state/fields.hpp"

namespace borealis::emulator {

namespace {

template <typename Instance, typename Visitor>
void visit_fields(Instance& instance, const Visitor& visit) {
    visit("where", instance.where);
    visit("identifier", instance.identifier);
    visit("resource_id", instance.resource_id);
    visit("status", instance.status);
    visit("status_reason", instance.status_reason);
    visit("instance_class", instance.instance_class);
    visit("engine", instance.engine);
    visit("engine_version", instance.engine_version);
    visit("license_model", instance.license_model);
    visit("master_username", instance.master_username);
    visit("password_verifier", instance.password_verifier);
    visit("database_name", instance.database_name);
    visit("allocated_storage", instance.allocated_storage);
    visit("storage_type", instance.storage_type);
    visit("iops", instance.iops);
    visit("storage_throughput", instance.storage_throughput);
    visit("max_allocated_storage", instance.max_allocated_storage);
    visit("storage_encrypted", instance.storage_encrypted);
    visit("kms_key_id", instance.kms_key_id);
    visit("requested_port", instance.requested_port);
    visit("port", instance.port);
    visit("server_id", instance.server_id);
    visit("server_ready", instance.server_ready);
    visit("cluster", instance.cluster);
    visit("promotion_tier", instance.promotion_tier);
    visit("replication_slot", instance.replication_slot);
    visit("upstream_server", instance.upstream_server);
    visit("data_outdated", instance.data_outdated);
    visit("replica_source", instance.replica_source);
    visit("promotion_requested", instance.promotion_requested);
    visit("replication_error", instance.replication_error);
    visit("restart", instance.restart);
    visit("stopped_at", instance.stopped_at);
    visit("position_at_stop", instance.position_at_stop);
    visit("pending", instance.pending);
    visit("apply_pending_at", instance.apply_pending_at);
    visit("new_password_verifier", instance.new_password_verifier);
    visit("read_replica_cluster", instance.read_replica_cluster);
    visit("availability_zone", instance.availability_zone);
    visit("subnet_group", instance.subnet_group);
    visit("security_groups", instance.security_groups);
    visit("parameter_group", instance.parameter_group);
    visit("option_group", instance.option_group);
    visit("backup_retention_period", instance.backup_retention_period);
    visit("preferred_backup_window", instance.preferred_backup_window);
    visit("preferred_maintenance_window", instance.preferred_maintenance_window);
    visit("multi_az", instance.multi_az);
    visit("publicly_accessible", instance.publicly_accessible);
    visit("auto_minor_version_upgrade", instance.auto_minor_version_upgrade);
    visit("copy_tags_to_snapshot", instance.copy_tags_to_snapshot);
    visit("deletion_protection", instance.deletion_protection);
    visit("iam_authentication", instance.iam_authentication);
    visit("performance_insights", instance.performance_insights);
    visit("performance_insights_retention", instance.performance_insights_retention);
    visit("monitoring_interval", instance.monitoring_interval);
    visit("monitoring_role_arn", instance.monitoring_role_arn);
    visit("ca_certificate", instance.ca_certificate);
    visit("network_type", instance.network_type);
    visit("database_insights_mode", instance.database_insights_mode);
    visit("engine_lifecycle_support", instance.engine_lifecycle_support);
    visit("log_exports", instance.log_exports);
    visit("accepted_at", instance.accepted_at);
    visit("created_at", instance.created_at);
    visit("tags", instance.tags);
}

} // namespace

void to_json(json& out, const db_instance& instance) {
    visit_fields(instance, field_writer(out));
}

void from_json(const json& in, db_instance& instance) {
    visit_fields(instance, field_reader(in));
}

} // namespace borealis::emulator
