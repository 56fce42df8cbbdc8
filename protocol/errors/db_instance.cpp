// Texts of the errors about DB instances.
#include "protocol/errors/db_instance.hpp"

#include "protocol/errors/common.hpp"

#include <fmt/format.h>

namespace borealis::protocol::errors {

namespace {

aws_error invalid_db_instance_state(std::string message) {
    return {"InvalidDBInstanceState", 400, std::move(message)};
}

} // namespace

aws_error db_instance_not_found(std::string_view identifier) {
    return {"DBInstanceNotFound", 404, fmt::format("DBInstance {} not found.", identifier)};
}

aws_error db_instance_already_exists() {
    return {"DBInstanceAlreadyExists", 400, "DB instance already exists"};
}

aws_error instance_quota_exceeded(std::size_t most) {
    return {"InstanceQuotaExceeded", 400, fmt::format("Cannot create more than {} DB instances", most)};
}

aws_error already_being_deleted(std::string_view identifier) {
    return invalid_db_instance_state(fmt::format("Instance {} is already being deleted.", identifier));
}

aws_error instance_not_available() {
    return invalid_db_instance_state("Database instance is not in available state.");
}

aws_error backups_not_enabled() {
    return invalid_db_instance_state(
        "Automated backups are not enabled for this database instance. To enable automated backups, use "
        "ModifyDBInstance to set the backup retention period to a non-zero value."
    );
}

aws_error source_has_read_replica_cluster(std::string_view identifier, std::string_view cluster) {
    return invalid_db_instance_state(fmt::format(
        "Cannot delete DB instance {} because it is the source of the Aurora read replica cluster {}. "
        "Promote "
        "the read replica cluster to a standalone DB cluster first.",
        identifier,
        cluster
    ));
}

aws_error creating_without_snapshot(std::string_view identifier) {
    return invalid_db_instance_state(
        fmt::format("Instance {} is currently creating - a final snapshot cannot be taken.", identifier)
    );
}

aws_error final_snapshot_required() {
    return invalid_parameter_combination(
        "FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified."
    );
}

aws_error final_snapshot_of_cluster_member() {
    return invalid_parameter_combination(
        "FinalDBSnapshotIdentifier can not be specified when deleting a cluster instance"
    );
}

aws_error instance_is_protected() {
    return invalid_parameter_combination(
        "Cannot delete protected DB Instance, please disable deletion protection and try again."
    );
}

aws_error set_it_for_the_cluster(std::string_view what) {
    return invalid_parameter_combination(fmt::format(
        "The requested DB Instance will be a member of a DB Cluster. Set {} for the DB Cluster.", what
    ));
}

aws_error set_it_for_the_cluster_unpunctuated(std::string_view what) {
    return invalid_parameter_combination(fmt::format(
        "The requested DB Instance will be a member of a DB Cluster. Set {} for the DB Cluster", what
    ));
}

aws_error member_takes_security_groups_of_cluster() {
    return invalid_parameter_combination(
        "The requested DB Instance will be a member of a DB Cluster and its vpc security group should not be "
        "set directly."
    );
}

aws_error member_needs_no_storage_size() {
    return invalid_parameter_combination(
        "The requested DB instance will be a member of a DB cluster. You don't need to set storage size."
    );
}

aws_error member_engine_differs(std::string_view engine, std::string_view cluster_engine) {
    return invalid_parameter_combination(fmt::format(
        "The engine name requested for your DB instance ({}) doesn't match the engine name of your DB "
        "cluster "
        "({}).",
        engine,
        cluster_engine
    ));
}

aws_error member_version_differs(std::string_view version, std::string_view cluster_version) {
    return invalid_parameter_combination(fmt::format(
        "The engine version that you requested for your DB instance ({}) does not match the engine version "
        "of "
        "your DB cluster ({}).",
        version,
        cluster_version
    ));
}

aws_error multi_az_not_available(std::string_view engine) {
    return invalid_parameter_combination(
        fmt::format("VPC Multi-AZ DB Instances are not available for engine: {}", engine)
    );
}

aws_error zone_with_multi_az() {
    return invalid_parameter_combination(
        "Requesting a specific availability zone is not valid for Multi-AZ instances."
    );
}

aws_error standalone_not_supported() {
    return {"InvalidParameterStateValue", 400, "Standalone instances for this engine are not supported"};
}

aws_error monitoring_interval_required() {
    return invalid_parameter_combination(
        "You must specify a MonitoringInterval value other than 0 when you specify a MonitoringRoleARN value."
    );
}

aws_error monitoring_role_required() {
    return invalid_parameter_combination(
        "A MonitoringRoleARN value is required if you specify a MonitoringInterval value other than 0."
    );
}

aws_error monitoring_role_invalid() {
    return invalid_parameter_value(
        "IAM role ARN value is invalid or does not include the required permissions for: ENHANCED_MONITORING"
    );
}

aws_error windows_overlap() {
    return invalid_parameter_value("The backup window and maintenance window must not overlap.");
}

aws_error invalid_window(std::string_view parameter, std::string_view value, std::string_view form) {
    return invalid_parameter_value(fmt::format(
        "The parameter {} is not a valid window: {}. It must have the form {} and last at least 30 minutes.",
        parameter,
        value,
        form
    ));
}

aws_error final_snapshot_of_replica() {
    return invalid_parameter_combination(
        "FinalDBSnapshotIdentifier can not be specified when deleting a replica instance"
    );
}

aws_error instance_not_ready(std::string_view identifier) {
    return {"DBInstanceNotReady", 400, fmt::format("DB instance {} is not ready yet.", identifier)};
}

aws_error log_file_not_found(std::string_view name) {
    return {
        "DBLogFileNotFoundFault", 404, fmt::format("DBLog File: {}, is not found on the DB instance", name)};
}

aws_error not_a_read_replica() {
    return invalid_db_instance_state("DB Instance is not a read replica.");
}

aws_error no_replicas_of_cluster_members(std::string_view identifier) {
    return invalid_db_instance_state(fmt::format(
        "Cannot create a read replica of DB instance {} because it is a member of a DB cluster.", identifier
    ));
}

aws_error no_replicas_of_replicas(std::string_view version) {
    return invalid_db_instance_state(fmt::format(
        "Cannot create a read replica of a read replica with engine version {}: PostgreSQL 14.1 or higher is "
        "required.",
        version
    ));
}

aws_error too_many_replica_levels(std::size_t most) {
    return invalid_db_instance_state(fmt::format("Cannot create a chain of more than {} read replicas.", most)
    );
}

aws_error too_many_replicas(std::string_view identifier, std::size_t most) {
    return invalid_db_instance_state(
        fmt::format("DB instance {} already has the maximum of {} read replicas.", identifier, most)
    );
}

aws_error replica_storage_below_source(std::int64_t gib, std::int64_t source_gib) {
    return invalid_parameter_combination(fmt::format(
        "The allocated storage of a read replica ({} GiB) can't be less than that of its source ({} GiB).",
        gib,
        source_gib
    ));
}

aws_error replica_key_differs() {
    return invalid_parameter_combination(
        "A read replica in the AWS Region of its source is encrypted with the KMS key of the source."
    );
}

aws_error source_identifier_required() {
    return invalid_parameter_combination(
        "One of SourceDBInstanceIdentifier and SourceDBClusterIdentifier must be specified."
    );
}

aws_error backups_needed_by_replicas(std::string_view identifier) {
    return invalid_db_instance_state(fmt::format(
        "Cannot set the backup retention period of DB instance {} to 0 because it is a source of read "
        "replicas.",
        identifier
    ));
}

aws_error replica_password_is_its_parents() {
    return invalid_parameter_combination(
        "Cannot change master user password on an RDS postgres Read Replica because it uses physical "
        "replication and therefore cannot differ from its parent."
    );
}

aws_error force_failover_needs_multi_az() {
    return invalid_parameter_combination(
        "ForceFailover cannot be specified since the instance is not configured for MultiAZ."
    );
}

aws_error instance_not_rebootable() {
    return invalid_db_instance_state(
        "Instance cannot currently reboot due to an in-progress management operation."
    );
}

aws_error named_instance_not_available(std::string_view identifier) {
    return invalid_db_instance_state(fmt::format("Instance {} is not in available state.", identifier));
}

aws_error instance_not_stopped(std::string_view identifier) {
    return invalid_db_instance_state(
        fmt::format("Instance {} is not stopped or inaccessible, cannot be started.", identifier)
    );
}

aws_error replication_keeps_instance_running(std::string_view identifier) {
    return invalid_db_instance_state(fmt::format(
        "Cannot stop DB instance {} because it has a read replica or is a read replica.", identifier
    ));
}

aws_error member_stops_with_its_cluster(std::string_view identifier, std::string_view cluster) {
    return {
        "InvalidDBClusterStateFault",
        400,
        fmt::format(
            "DB instance {} belongs to DB cluster {}: stop or start the DB cluster instead.",
            identifier,
            cluster
        )};
}

aws_error cannot_upgrade(std::string_view engine, std::string_view from, std::string_view to) {
    return invalid_parameter_combination(fmt::format("Cannot upgrade {} from {} to {}", engine, from, to));
}

aws_error major_upgrade_not_allowed() {
    return invalid_parameter_combination(
        "The AllowMajorVersionUpgrade flag must be present when upgrading to a new major version."
    );
}

aws_error storage_cannot_shrink(std::string_view storage_type, std::int64_t gib) {
    return invalid_parameter_combination(fmt::format(
        "Invalid storage size for engine name postgres and storage type {}: {}", storage_type, gib
    ));
}

} // namespace borealis::protocol::errors
