// From an accepted DB cluster to one with endpoints and data, and its end.
#pragma once

#include "emulator/reconciler/step.hpp"

namespace borealis::emulator {

/// Promotes a read replica cluster to a stand-alone one. See promotion.cpp.
awaitable<step> promote_cluster(toolbox& tools, db_cluster cluster);

/// Undoes the link between a read replica cluster and its source, on both sides and in the state; the caller
/// commits. Throws server_error while the source is down for a moment: its slot must not be left to keep WAL.
awaitable<void> unlink_from_source(toolbox& tools, db_cluster cluster);

} // namespace borealis::emulator
