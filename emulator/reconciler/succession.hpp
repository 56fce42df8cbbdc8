// Who may take over from a writer: only who has all that it had, whatever dropped out before it was down.
#pragma once

#include "emulator/reconciler/step.hpp"

namespace borealis::emulator {

/// Writes down where a running writer is, before it is stopped; killed in between, the next start still
/// knows. No-op for others, and for a writer that is down or does not answer: what was written down before
/// stays.
awaitable<void> note_position(toolbox& tools, resource_key instance);

/// Whether a reader's server has all that this stopped writer had. False also where nobody knows, because
/// the writer was not stopped by us. Throws pg_error.
awaitable<bool> has_all_of(toolbox& tools, db_cluster cluster, db_instance writer, std::string reader_server);

} // namespace borealis::emulator
