// RebootDBInstance, StopDBInstance, StartDBInstance, StopDBCluster, StartDBCluster: the rules, and the wish;
// the reconciler stops and starts servers. Source: RDS User Guide, "Stopping an Amazon RDS DB instance
// temporarily"; Aurora User Guide, "Stopping and starting an Amazon Aurora DB cluster".
#include "emulator/rds/engine_rules.hpp"
#include "emulator/rds/identifiers.hpp"
#include "emulator/rds/operations.hpp"
#include "emulator/rds/record.hpp"
#include "emulator/rds/render.hpp"
#include "protocol/errors/db_cluster.hpp"
#include "protocol/errors/db_instance.hpp"

namespace borealis::emulator::rds {

namespace errors = protocol::errors;

namespace {

/// A member's server goes with its cluster.
void check_is_standalone(const db_instance& instance) {
    if (!instance.cluster.empty())
        throw errors::member_stops_with_its_cluster(instance.identifier, instance.cluster);
}

bool takes_part_in_replication(const state& resources, const db_instance& instance) {
    return instance.is_read_replica() || !instance.read_replica_cluster.empty() ||
           !resources.replicas_of(instance).empty();
}

/// Members that don't count: they are on their way out, or will never serve.
bool is_out(const db_instance& member) {
    return member.status == "deleting" || member.status == "failed";
}

} // namespace

json reboot_db_instance(call_context& call) {
    const auto& found = named_instance(call, "DBInstanceIdentifier");
    if (!(found.status == "available"))
        throw errors::instance_not_rebootable();
    if (parameters(call.input).flag("ForceFailover", false) && !found.multi_az)
        throw errors::force_failover_needs_multi_az();
    auto& instance = call.env.resources.instances.edit(found.key());
    instance.restart = restart_phase::wanted;
    record_change(call, instance, trigger::restart_requested);
    return {{"DBInstance", render_db_instance(call.env, instance)}};
}

json stop_db_instance(call_context& call) {
    const auto& found = named_instance(call, "DBInstanceIdentifier");
    check_is_standalone(found);
    if (!(found.status == "available"))
        throw errors::named_instance_not_available(found.identifier);
    if (takes_part_in_replication(call.env.resources, found))
        throw errors::replication_keeps_instance_running(found.identifier);
    refuse_unemulated(parameters(call.input), {"DBSnapshotIdentifier"});
    auto& instance = call.env.resources.instances.edit(found.key());
    record_change(call, instance, trigger::stop_requested);
    return {{"DBInstance", render_db_instance(call.env, instance)}};
}

json start_db_instance(call_context& call) {
    const auto& found = named_instance(call, "DBInstanceIdentifier");
    check_is_standalone(found);
    if (!(found.status == "stopped"))
        throw errors::instance_not_stopped(found.identifier);
    auto& instance = call.env.resources.instances.edit(found.key());
    record_change(call, instance, trigger::start_requested);
    return {{"DBInstance", render_db_instance(call.env, instance)}};
}

json stop_db_cluster(call_context& call) {
    const auto& found = named_cluster(call, "DBClusterIdentifier");
    auto& resources = call.env.resources;
    if (!(found.status == "available"))
        throw errors::cluster_in_wrong_state(found.identifier, found.status.text());
    if (found.is_replica())
        throw errors::replication_keeps_cluster_running(found.identifier);
    const auto members = resources.members_of(found);
    for (const auto* member : members)
        if (!is_out(*member) && !(member->status == "available"))
            throw errors::named_instance_not_available(member->identifier);

    auto out = render_db_cluster(call.env, found); // AWS answers with the status from before
    record_change(call, resources.clusters.edit(found.key()), trigger::stop_requested);
    for (const auto* member : members)
        if (!is_out(*member))
            record_change(call, resources.instances.edit(member->key()), trigger::stop_requested);
    return {{"DBCluster", std::move(out)}};
}

json start_db_cluster(call_context& call) {
    const auto& found = named_cluster(call, "DBClusterIdentifier");
    auto& resources = call.env.resources;
    if (!(found.status == "stopped"))
        throw errors::cluster_not_stopped(found.identifier, found.status.text());
    auto out = render_db_cluster(call.env, found);
    record_change(call, resources.clusters.edit(found.key()), trigger::start_requested);
    for (const auto* member : resources.members_of(found))
        if (member->status == "stopped")
            record_change(call, resources.instances.edit(member->key()), trigger::start_requested);
    return {{"DBCluster", std::move(out)}};
}

} // namespace borealis::emulator::rds
