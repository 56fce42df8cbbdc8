// DeleteDBCluster: the rules, and the wish to be deleted; the reconciler removes the volume once the members
// are gone.
#include "emulator/rds/final_snapshot.hpp"
#include "emulator/rds/identifiers.hpp"
#include "emulator/rds/operations.hpp"
#include "emulator/rds/record.hpp"
#include "emulator/rds/render.hpp"
#include "protocol/errors/db_cluster.hpp"

#include <algorithm>

namespace borealis::emulator::rds {

namespace errors = protocol::errors;

namespace {

void check_rules(const call_context& call, const db_cluster& cluster) {
    const parameters given(call.input);
    if (cluster.status == "deleting" || cluster.status == "promoting")
        throw errors::cluster_not_deletable_now(cluster.identifier);
    if (cluster.deletion_protection)
        throw errors::cluster_is_protected();
    check_final_snapshot(given);
    const auto members = call.env.resources.members_of(cluster);
    const bool in_use = std::any_of(members.begin(), members.end(), [](const auto* member) {
        return !(member->status == "deleting");
    });
    if (in_use)
        throw errors::cluster_has_instances();
    refuse_final_snapshot(given);
}

} // namespace

json delete_db_cluster(call_context& call) {
    const auto& found = named_cluster(call, "DBClusterIdentifier");
    check_rules(call, found);
    auto& cluster = call.env.resources.clusters.edit(found.key());
    record_change(call, cluster, trigger::delete_requested);
    return {{"DBCluster", render_db_cluster(call.env, cluster)}};
}

} // namespace borealis::emulator::rds
