// From an accepted DB instance to one that serves, and keeping it there.
#pragma once

#include "emulator/reconciler/step.hpp"

namespace borealis::emulator {

/// The cluster that an instance is a member of; nothing for a standalone one.
const db_cluster* cluster_of(const state& resources, const db_instance& instance);

/// Takes a `deleting` instance away. See instance_removal.cpp.
awaitable<step> remove_instance(toolbox& tools, db_instance instance);

} // namespace borealis::emulator
