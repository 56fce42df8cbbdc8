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

} // namespace borealis::protocol::errors
