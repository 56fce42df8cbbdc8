// Texts of the errors about DB clusters. Where AWS's words for a refusal are not public, they are ours.
#include "protocol/errors/db_cluster.hpp"

#include "protocol/errors/common.hpp"

#include <fmt/format.h>

namespace borealis::protocol::errors {

namespace {

aws_error invalid_db_cluster_state(std::string message) {
    return {"InvalidDBClusterStateFault", 400, std::move(message)};
}

} // namespace

aws_error db_cluster_not_found(std::string_view identifier) {
    return {"DBClusterNotFoundFault", 404, fmt::format("DBCluster {} not found.", identifier)};
}

aws_error db_cluster_already_exists() {
    return {"DBClusterAlreadyExistsFault", 400, "DB Cluster already exists"};
}

aws_error db_cluster_quota_exceeded(std::size_t most) {
    return {"DBClusterQuotaExceededFault", 403, fmt::format("Cannot create more than {} DB clusters", most)};
}

aws_error cluster_in_wrong_state(std::string_view identifier, std::string_view status) {
    return invalid_db_cluster_state(
        fmt::format("DbCluster {} is in {} state but expected it to be one of available.", identifier, status)
    );
}

aws_error cluster_not_deletable_now(std::string_view identifier) {
    return invalid_db_cluster_state(
        fmt::format("DB cluster {} is not currently in the available state.", identifier)
    );
}

aws_error cluster_has_instances() {
    return invalid_db_cluster_state(
        "Cluster cannot be deleted, it still contains DB instances in non-deleting state."
    );
}

aws_error cluster_is_protected() {
    return invalid_parameter_combination(
        "Cannot delete protected Cluster, please disable deletion protection and try again."
    );
}

aws_error last_instance_of_replica_cluster() {
    return invalid_db_cluster_state(
        "Cannot delete the last instance of the read replica DB cluster. Promote the DB cluster to a "
        "standalone DB cluster in order to delete it."
    );
}

aws_error too_many_cluster_instances(std::string_view identifier, std::size_t most) {
    return invalid_db_cluster_state(
        fmt::format("DbCluster {} cannot have more than {} DB instances.", identifier, most)
    );
}

aws_error not_a_replica_cluster(std::string_view identifier) {
    return invalid_db_cluster_state(fmt::format("DB cluster {} is not a read replica cluster.", identifier));
}

aws_error replica_cluster_without_primary(std::string_view identifier) {
    return invalid_db_cluster_state(
        fmt::format("DB cluster {} has no primary DB instance that could be promoted.", identifier)
    );
}

aws_error primary_not_available(std::string_view cluster, std::string_view instance) {
    return invalid_db_cluster_state(fmt::format(
        "The primary DB instance {} of DB cluster {} is not in available state.", instance, cluster
    ));
}

aws_error user_name_with_replication_source() {
    return invalid_parameter_combination("Cannot specify user name for instance cluster replication cluster");
}

aws_error password_with_replication_source() {
    return invalid_parameter_combination("Cannot specify password for instance cluster replication cluster");
}

aws_error database_name_with_replication_source() {
    return invalid_parameter_combination(
        "Cannot specify database name for instance cluster replication cluster"
    );
}

aws_error managed_password_with_replication_source() {
    return invalid_parameter_value("ManageMasterUserPassword isn't supported for read replica");
}

aws_error replication_source_not_an_rds_instance(std::string_view source) {
    return invalid_parameter_combination(fmt::format(
        "The replication source of an aurora-postgresql DB cluster must be an RDS for PostgreSQL DB "
        "instance: {}",
        source
    ));
}

aws_error source_has_replica_already(std::string_view identifier) {
    return {
        "InvalidDBInstanceState",
        400,
        fmt::format("Source database instance {} already has an Aurora read replica", identifier)};
}

aws_error replica_version_incompatible(std::string_view version, std::string_view source_version) {
    return invalid_parameter_combination(fmt::format(
        "Cannot create a read replica cluster with engine version {} from a DB instance running {}",
        version,
        source_version
    ));
}

aws_error no_compatible_replica_version(std::string_view source_version) {
    return invalid_parameter_combination(fmt::format(
        "Cannot create a read replica cluster: no aurora-postgresql version is compatible with a DB instance "
        "running {}",
        source_version
    ));
}

aws_error replica_of_encrypted_source_needs_encryption() {
    return invalid_parameter_combination(
        "Cannot create an unencrypted read replica cluster from an encrypted DB instance. Specify "
        "StorageEncrypted."
    );
}

aws_error cluster_not_stopped(std::string_view identifier, std::string_view status) {
    return invalid_db_cluster_state(fmt::format(
        "DbCluster {} is in {} state but expected it to be one of "
        "stopped,inaccessible-encryption-credentials-recoverable.",
        identifier,
        status
    ));
}

aws_error replication_keeps_cluster_running(std::string_view identifier) {
    return invalid_db_cluster_state(
        fmt::format("Cannot stop DB cluster {} because it is a read replica cluster.", identifier)
    );
}

aws_error too_few_instances_for_failover(std::string_view identifier) {
    return invalid_db_cluster_state(fmt::format(
        "Database cluster:{} should have at least two database instances for failover", identifier
    ));
}

aws_error failover_cluster_not_found(std::string_view identifier) {
    return {
        "DBClusterNotFoundFault",
        404,
        fmt::format("The source cluster could not be found or cannot be accessed: {}", identifier)};
}

aws_error failover_target_not_found(std::string_view identifier) {
    return {"InvalidParameterValue", 400, fmt::format("Cannot find target instance: {}", identifier)};
}

aws_error failover_target_is_writer(std::string_view identifier) {
    return {
        "InvalidParameterValue",
        400,
        fmt::format("The target instance {} is already the writer of its DB cluster.", identifier)};
}

} // namespace borealis::protocol::errors
