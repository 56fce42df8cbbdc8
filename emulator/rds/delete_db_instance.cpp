// DeleteDBInstance: the rules, and the wish to be deleted; the reconciler stops the server and removes the
// instance.
#include "emulator/rds/final_snapshot.hpp"
#include "emulator/rds/identifiers.hpp"
#include "emulator/rds/operations.hpp"
#include "emulator/rds/record.hpp"
#include "emulator/rds/render.hpp"
#include "protocol/errors/db_cluster.hpp"
#include "protocol/errors/db_instance.hpp"

#include <algorithm>

namespace borealis::emulator::rds {

namespace errors = protocol::errors;

namespace {

/// The last member of a read replica cluster stays until the cluster is promoted, unless either has failed:
/// then there is nothing to promote any more.
void check_member(const call_context& call, const db_instance& member) {
    const auto* cluster = call.env.resources.clusters.find({call.where, member.cluster});
    if (!cluster || !cluster->is_replica() || cluster->status == "migration-failed" ||
        cluster->status == "failed" || cluster->status == "deleting" || member.status == "failed")
        return;
    const auto members = call.env.resources.members_of(*cluster);
    const bool others = std::any_of(members.begin(), members.end(), [&](const auto* other) {
        return other->identifier != member.identifier && !(other->status == "deleting");
    });
    if (!others)
        throw errors::last_instance_of_replica_cluster();
}

void check_rules(const call_context& call, const db_instance& instance) {
    const parameters given(call.input);
    if (instance.status == "deleting")
        throw errors::already_being_deleted(instance.identifier);
    if (instance.deletion_protection)
        throw errors::instance_is_protected();
    if (!instance.cluster.empty()) {
        if (!given.text("FinalDBSnapshotIdentifier").empty())
            throw errors::final_snapshot_of_cluster_member();
        check_member(call, instance);
        return;
    }
    if (instance.is_read_replica() && !given.text("FinalDBSnapshotIdentifier").empty())
        throw errors::final_snapshot_of_replica();
    check_final_snapshot(given);
    if (!instance.read_replica_cluster.empty())
        throw errors::source_has_read_replica_cluster(instance.identifier, instance.read_replica_cluster);
    if (instance.status == "creating" && !given.flag("SkipFinalSnapshot", false))
        throw errors::creating_without_snapshot(instance.identifier);
    refuse_final_snapshot(given);
}

} // namespace

json delete_db_instance(call_context& call) {
    const auto& found = named_instance(call, "DBInstanceIdentifier");
    check_rules(call, found);
    auto& instance = call.env.resources.instances.edit(found.key());
    record_change(call, instance, trigger::delete_requested);
    return {{"DBInstance", render_db_instance(call.env, instance)}};
}

} // namespace borealis::emulator::rds
