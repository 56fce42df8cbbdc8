// PromoteReadReplica: the wish to be an instance of its own; the reconciler promotes the server.
#include "emulator/rds/identifiers.hpp"
#include "emulator/rds/operations.hpp"
#include "emulator/rds/record.hpp"
#include "emulator/rds/render.hpp"
#include "emulator/rds/windows.hpp"
#include "protocol/errors/db_instance.hpp"

namespace borealis::emulator::rds {

namespace errors = protocol::errors;

namespace {

constexpr int longest_retention = 35; // days

void check_rules(const db_instance& replica) {
    if (!replica.is_read_replica())
        throw errors::not_a_read_replica();
    if (replica.promotion_requested || !(replica.status == "available"))
        throw errors::instance_not_available();
}

} // namespace

json promote_read_replica(call_context& call) {
    const parameters given(call.input);
    const auto& found = named_instance(call, "DBInstanceIdentifier");
    check_rules(found);
    const auto retention = given.number_within("BackupRetentionPeriod", 0, longest_retention).value_or(1);
    if (retention == 0 && !call.env.resources.replicas_of(found).empty())
        throw errors::backups_needed_by_replicas(found.identifier);
    const auto windows =
        changed_windows(given, found.preferred_backup_window, found.preferred_maintenance_window);

    auto& replica = call.env.resources.instances.edit(found.key());
    replica.promotion_requested = true;
    replica.backup_retention_period = retention;
    replica.preferred_backup_window = windows.backup;
    record_change(call, replica, trigger::promotion_requested);
    return {{"DBInstance", render_db_instance(call.env, replica)}};
}

} // namespace borealis::emulator::rds
