// What is asked of an instance beyond being there: to stop, to restart, to be another than it was.
#pragma once

#include "emulator/reconciler/step.hpp"

#include <optional>

namespace borealis::emulator {

/// Stops the server of an instance that is to be stopped or restarted, and renames one that is to have
/// another name; what the step came to. Nothing: the instance is to run. See power.cpp.
awaitable<std::optional<step>> take_down(toolbox& tools, db_instance instance);

/// Whether its status tells of a modification or a promotion under way.
bool is_being_changed(const db_instance& instance);

/// Does what a modification or promotion asks of an instance whose server runs. See instance_changes.cpp.
awaitable<step> change_instance(toolbox& tools, resource_key key);

/// Begins what is due for an available instance: pending modifications, the promotion of a read replica whose
/// source goes; notices where a replica's replication stops or goes on.
awaitable<step> look_after(toolbox& tools, resource_key key);

/// Makes a read replica an instance of its own. See replica_promotion.cpp.
awaitable<step> promote_replica(toolbox& tools, resource_key key);

/// Lets the read replicas of an instance that goes become instances of their own. False: not all are, yet.
awaitable<bool> release_replicas(toolbox& tools, db_instance source);

} // namespace borealis::emulator
