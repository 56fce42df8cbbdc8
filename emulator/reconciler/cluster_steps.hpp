// From an accepted DB cluster to one with endpoints and data, and its end.
#pragma once

#include "emulator/reconciler/step.hpp"

namespace borealis::emulator {

/// Promotes a read replica cluster to a stand-alone one. See promotion.cpp.
awaitable<step> promote_cluster(toolbox& tools, db_cluster cluster);

/// Undoes the link between a read replica cluster and its source, on both sides and in the state; the caller
/// commits. Throws server_error while the source is down for a moment: its slot must not be left to keep WAL.
awaitable<void> unlink_from_source(toolbox& tools, db_cluster cluster);

/// Moves the office of the writer to the reader that a failover was asked for. See switchover.cpp.
awaitable<step> switch_over(toolbox& tools, db_cluster cluster);

/// Whether its status tells of a modification under way.
bool is_being_changed(const db_cluster& cluster);

/// Does what the modification under way asks. See cluster_changes.cpp.
awaitable<step> change_cluster(toolbox& tools, db_cluster cluster);

/// Begins the modifications that are due for an available cluster.
awaitable<step> look_after(toolbox& tools, db_cluster cluster);

/// Waits for the members of a cluster that is stopping or starting; starts one that was stopped too long. See
/// power.cpp.
awaitable<step> stop_or_start_cluster(toolbox& tools, db_cluster cluster);

} // namespace borealis::emulator
