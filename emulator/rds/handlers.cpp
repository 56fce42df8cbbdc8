// The table of the RDS operations that we emulate.
#include "emulator/rds/operations.hpp"

#include <array>

namespace borealis::emulator {

std::span<const handler_entry> rds_handlers() noexcept {
    using enum effect;
    static constexpr std::array entries{
        handler_entry{"AddTagsToResource", rds::add_tags_to_resource, writes},
        handler_entry{"CreateDBCluster", rds::create_db_cluster, writes},
        handler_entry{"CreateDBInstance", rds::create_db_instance, writes},
        handler_entry{"CreateDBInstanceReadReplica", rds::create_db_instance_read_replica, writes},
        handler_entry{"CreateDBSubnetGroup", rds::create_db_subnet_group, writes},
        handler_entry{"DeleteDBCluster", rds::delete_db_cluster, writes},
        handler_entry{"DeleteDBInstance", rds::delete_db_instance, writes},
        handler_entry{"DeleteDBSubnetGroup", rds::delete_db_subnet_group, writes},
        handler_entry{"DescribeDBClusters", rds::describe_db_clusters, reads},
        handler_entry{"DescribeDBEngineVersions", rds::describe_db_engine_versions, reads},
        handler_entry{"DescribeDBInstances", rds::describe_db_instances, reads},
        handler_entry{"DescribeDBLogFiles", rds::describe_db_log_files, reads},
        handler_entry{"DescribeDBSubnetGroups", rds::describe_db_subnet_groups, reads},
        handler_entry{"DescribeEvents", rds::describe_events, reads},
        handler_entry{
            "DescribeOrderableDBInstanceOptions", rds::describe_orderable_db_instance_options, reads},
        handler_entry{"DownloadDBLogFilePortion", rds::download_db_log_file_portion, reads},
        handler_entry{"FailoverDBCluster", rds::failover_db_cluster, writes},
        handler_entry{"ListTagsForResource", rds::list_tags_for_resource, reads},
        handler_entry{"ModifyDBCluster", rds::modify_db_cluster, writes},
        handler_entry{"ModifyDBInstance", rds::modify_db_instance, writes},
        handler_entry{"ModifyDBSubnetGroup", rds::modify_db_subnet_group, writes},
        handler_entry{"PromoteReadReplica", rds::promote_read_replica, writes},
        handler_entry{"PromoteReadReplicaDBCluster", rds::promote_read_replica_db_cluster, writes},
        handler_entry{"RebootDBInstance", rds::reboot_db_instance, writes},
        handler_entry{"RemoveTagsFromResource", rds::remove_tags_from_resource, writes},
        handler_entry{"StartDBCluster", rds::start_db_cluster, writes},
        handler_entry{"StartDBInstance", rds::start_db_instance, writes},
        handler_entry{"StopDBCluster", rds::stop_db_cluster, writes},
        handler_entry{"StopDBInstance", rds::stop_db_instance, writes},
    };
    return entries;
}

} // namespace borealis::emulator
