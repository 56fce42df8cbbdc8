// Pending modifications: what they begin with, what they make of an instance, what they end with.
#pragma once

#include "emulator/reconciler/step.hpp"

namespace borealis::emulator {

/// Makes the instance what the modification under way wants it to be. Doing it again changes nothing.
void apply_pending(db_instance& instance);

/// Starts the modifications that are due: status, events, and a restart where one is needed; the caller
/// commits.
void begin_modification(toolbox& tools, db_instance& instance);

/// Ends the modification under way; the caller commits.
void end_modification(toolbox& tools, db_instance& instance);

/// Gives an instance its new identifier, everywhere.
awaitable<step> rename_instance(toolbox& tools, db_instance instance);

} // namespace borealis::emulator
