// FailoverDBCluster: the rules, and the reader that is to become the writer; the reconciler switches over.
// Source: Aurora User Guide, "High availability for Amazon Aurora" (promotion tiers).
#include "emulator/rds/identifiers.hpp"
#include "emulator/rds/operations.hpp"
#include "emulator/rds/parameters.hpp"
#include "emulator/rds/render.hpp"
#include "emulator/state/transitions.hpp"
#include "protocol/errors/db_cluster.hpp"
#include "protocol/errors/db_instance.hpp"

namespace borealis::emulator::rds {

namespace errors = protocol::errors;

namespace {

/// Unlike other calls, this one has a text of its own for a cluster that does not exist.
const db_cluster& failing_cluster(const call_context& call) {
    try {
        return named_cluster(call, "DBClusterIdentifier");
    } catch (const protocol::aws_error& error) {
        if (error.code() != "DBClusterNotFoundFault")
            throw;
        throw errors::failover_cluster_not_found(parameters(call.input).text("DBClusterIdentifier"));
    }
}

/// The reader that was named, or the available one of the lowest promotion tier.
const db_instance& chosen_target(const call_context& call, const db_cluster& cluster) {
    const auto members = call.env.resources.members_of(cluster);
    if (members.size() < 2)
        throw errors::too_few_instances_for_failover(cluster.identifier);
    const auto name = lower_case(parameters(call.input).text("TargetDBInstanceIdentifier"));
    for (const auto* member : members) {
        if (!name.empty() && member->identifier != name)
            continue;
        const bool writes = member->identifier == cluster.writer;
        if (writes && !name.empty())
            throw errors::failover_target_is_writer(name);
        if (!writes && member->status == "available")
            return *member;
        if (!name.empty())
            throw errors::named_instance_not_available(name);
    }
    if (!name.empty())
        throw errors::failover_target_not_found(name);
    throw errors::instance_not_available();
}

} // namespace

json failover_db_cluster(call_context& call) {
    const auto& found = failing_cluster(call);
    if (!(found.status == "available"))
        throw errors::cluster_in_wrong_state(found.identifier, found.status.text());
    const auto& target = chosen_target(call, found);
    auto out = render_db_cluster(call.env, found); // as other cluster calls: the status from before
    auto& cluster = call.env.resources.clusters.edit(found.key());
    cluster.failover_target = target.identifier;
    if (const auto* found_writer = call.env.resources.instances.find({call.where, cluster.writer})) {
        auto& writer = call.env.resources.instances.edit(found_writer->key());
        writer.replication_slot = replication_slot_name(writer.where, writer.resource_id); // as a reader
    }
    if (auto told = apply(cluster, trigger::failover_started, call.env.time.now_ms(), target.identifier))
        call.env.resources.add_event(*std::move(told));
    return {{"DBCluster", std::move(out)}};
}

} // namespace borealis::emulator::rds
