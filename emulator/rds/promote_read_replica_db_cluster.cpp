// PromoteReadReplicaDBCluster: the wish to be a cluster of its own; the reconciler promotes the server.
#include "emulator/rds/identifiers.hpp"
#include "emulator/rds/operations.hpp"
#include "emulator/rds/record.hpp"
#include "emulator/rds/render.hpp"
#include "protocol/errors/db_cluster.hpp"

namespace borealis::emulator::rds {

namespace errors = protocol::errors;

namespace {

void check_rules(const call_context& call, const db_cluster& cluster) {
    if (!cluster.is_replica())
        throw errors::not_a_replica_cluster(cluster.identifier);
    if (cluster.promotion_requested || !(cluster.status == "available"))
        throw errors::cluster_in_wrong_state(cluster.identifier, cluster.status.text());
    const auto* writer = call.env.resources.instances.find({call.where, cluster.writer});
    if (!writer)
        throw errors::replica_cluster_without_primary(cluster.identifier);
    if (!(writer->status == "available"))
        throw errors::primary_not_available(cluster.identifier, writer->identifier);
}

} // namespace

json promote_read_replica_db_cluster(call_context& call) {
    const auto& found = named_cluster(call, "DBClusterIdentifier");
    check_rules(call, found);
    auto& cluster = call.env.resources.clusters.edit(found.key());
    // As with the other cluster calls, the answer shows the status from before: `available`.
    auto out = render_db_cluster(call.env, cluster);
    cluster.promotion_requested = true;
    record_change(call, cluster, trigger::promotion_requested);
    return {{"DBCluster", std::move(out)}};
}

} // namespace borealis::emulator::rds
