// The running emulator: builds the object graph, serves until a signal, and takes it down in order.
#pragma once

#include "emulator/settings.hpp"

namespace borealis::emulator {

/// Runs the emulator until SIGINT or SIGTERM; a second signal ends the process at once. Prints one line with
/// its URL on stdout when it is ready. Returns the process's exit status. Throws what keeps it from starting.
int serve(settings options);

} // namespace borealis::emulator
