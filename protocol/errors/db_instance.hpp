// Errors about DB instances: existence, state, and how they go with their cluster.
#pragma once

#include "protocol/aws_error.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace borealis::protocol::errors {

aws_error db_instance_not_found(std::string_view identifier);
aws_error db_instance_already_exists();
aws_error instance_quota_exceeded(std::size_t most);

aws_error already_being_deleted(std::string_view identifier);
aws_error instance_not_available();
aws_error backups_not_enabled();
/// Our text: AWS refuses the deletion of a source that has an Aurora read replica, but its words are not
/// known.
aws_error source_has_read_replica_cluster(std::string_view identifier, std::string_view cluster);
aws_error creating_without_snapshot(std::string_view identifier);

aws_error final_snapshot_required();
aws_error final_snapshot_of_cluster_member();
aws_error final_snapshot_of_replica();
aws_error instance_is_protected();

/// "The requested DB Instance will be a member of a DB Cluster. Set <what> for the DB Cluster."
aws_error set_it_for_the_cluster(std::string_view what);
/// The same for credentials and database name, which AWS writes without a period.
aws_error set_it_for_the_cluster_unpunctuated(std::string_view what);
aws_error member_takes_security_groups_of_cluster();
aws_error member_needs_no_storage_size();
aws_error member_engine_differs(std::string_view engine, std::string_view cluster_engine);
aws_error member_version_differs(std::string_view version, std::string_view cluster_version);
aws_error multi_az_not_available(std::string_view engine);
aws_error zone_with_multi_az();
aws_error standalone_not_supported();

/// Our words: its log is asked for before it has one.
aws_error instance_not_ready(std::string_view identifier);
aws_error log_file_not_found(std::string_view name);

aws_error not_a_read_replica();
/// The words of the errors about what a read replica or its source cannot be are ours.
aws_error no_replicas_of_cluster_members(std::string_view identifier);
aws_error no_replicas_of_replicas(std::string_view version);
aws_error too_many_replica_levels(std::size_t most);
aws_error too_many_replicas(std::string_view identifier, std::size_t most);
aws_error replica_storage_below_source(std::int64_t gib, std::int64_t source_gib);
aws_error replica_key_differs();
aws_error source_identifier_required();
aws_error backups_needed_by_replicas(std::string_view identifier);
aws_error replica_password_is_its_parents();

aws_error force_failover_needs_multi_az();
aws_error instance_not_rebootable();
/// "Instance X is not in available state."
aws_error named_instance_not_available(std::string_view identifier);
aws_error instance_not_stopped(std::string_view identifier);
aws_error replication_keeps_instance_running(std::string_view identifier);
aws_error member_stops_with_its_cluster(std::string_view identifier, std::string_view cluster);

/// "Cannot upgrade postgres from 15.5 to 15.4"
aws_error cannot_upgrade(std::string_view engine, std::string_view from, std::string_view to);
aws_error major_upgrade_not_allowed();
/// AWS's text for too small a storage in ModifyDBInstance; a code of its own there.
aws_error storage_cannot_shrink(std::string_view storage_type, std::int64_t gib);

aws_error monitoring_interval_required();
aws_error monitoring_role_required();
aws_error monitoring_role_invalid();
aws_error windows_overlap();
aws_error invalid_window(std::string_view parameter, std::string_view value, std::string_view form);

} // namespace borealis::protocol::errors
