// The handlers of the RDS operations that we emulate; handlers.cpp lists them by name.
#pragma once

#include "emulator/api/handler.hpp"

namespace borealis::emulator::rds {

json create_db_instance(call_context& call);
json describe_db_instances(call_context& call);
json delete_db_instance(call_context& call);
json modify_db_instance(call_context& call);
json create_db_instance_read_replica(call_context& call);
json promote_read_replica(call_context& call);
json reboot_db_instance(call_context& call);
json stop_db_instance(call_context& call);
json start_db_instance(call_context& call);
json describe_db_log_files(call_context& call);
json download_db_log_file_portion(call_context& call);

json create_db_cluster(call_context& call);
json describe_db_clusters(call_context& call);
json delete_db_cluster(call_context& call);
json modify_db_cluster(call_context& call);
json promote_read_replica_db_cluster(call_context& call);
json failover_db_cluster(call_context& call);
json stop_db_cluster(call_context& call);
json start_db_cluster(call_context& call);

json create_db_subnet_group(call_context& call);
json describe_db_subnet_groups(call_context& call);
json modify_db_subnet_group(call_context& call);
json delete_db_subnet_group(call_context& call);

json add_tags_to_resource(call_context& call);
json list_tags_for_resource(call_context& call);
json remove_tags_from_resource(call_context& call);

json describe_events(call_context& call);
json describe_db_engine_versions(call_context& call);
json describe_orderable_db_instance_options(call_context& call);

} // namespace borealis::emulator::rds
