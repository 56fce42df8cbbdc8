// Errors about DB clusters, and about read replica clusters and their sources.
#pragma once

#include "protocol/aws_error.hpp"

#include <cstddef>
#include <string_view>

namespace borealis::protocol::errors {

aws_error db_cluster_not_found(std::string_view identifier);
aws_error db_cluster_already_exists();
aws_error db_cluster_quota_exceeded(std::size_t most);

/// "DbCluster X is in Y state but expected it to be one of available."
aws_error cluster_in_wrong_state(std::string_view identifier, std::string_view status);
/// The same, expected to be stopped.
aws_error cluster_not_stopped(std::string_view identifier, std::string_view status);
/// Our text: a cluster that replicates from or to another is not stopped.
aws_error replication_keeps_cluster_running(std::string_view identifier);
aws_error too_few_instances_for_failover(std::string_view identifier);
aws_error failover_cluster_not_found(std::string_view identifier);
aws_error failover_target_not_found(std::string_view identifier);
aws_error failover_target_is_writer(std::string_view identifier);
/// DeleteDBCluster while it is being deleted: clients that wait for the end retry on this text.
aws_error cluster_not_deletable_now(std::string_view identifier);
aws_error cluster_has_instances();
aws_error cluster_is_protected();
aws_error last_instance_of_replica_cluster();
aws_error too_many_cluster_instances(std::string_view identifier, std::size_t most);

aws_error not_a_replica_cluster(std::string_view identifier);
aws_error replica_cluster_without_primary(std::string_view identifier);
aws_error primary_not_available(std::string_view cluster, std::string_view instance);

aws_error user_name_with_replication_source();
aws_error password_with_replication_source();
aws_error database_name_with_replication_source();
aws_error managed_password_with_replication_source();
/// A DB cluster, or a member of one, as the source of an Aurora PostgreSQL replica.
aws_error replication_source_not_an_rds_instance(std::string_view source);
aws_error source_has_replica_already(std::string_view identifier);
aws_error replica_version_incompatible(std::string_view version, std::string_view source_version);
aws_error no_compatible_replica_version(std::string_view source_version);
aws_error replica_of_encrypted_source_needs_encryption();

} // namespace borealis::protocol::errors
