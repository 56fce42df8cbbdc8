// How long a status lasts at least. In the fast pace: as long as the work behind it. In the realistic pace:
// about as long as on AWS ("Order in common operations and typical durations"), for trainings.
#pragma once

#include "emulator/reconciler/step.hpp"

#include <optional>

namespace borealis::emulator {

/// Time that has yet to pass before a resource that was accepted at `since` may become available; nothing: it
/// may now.
std::optional<std::chrono::milliseconds>
remaining_pace(const toolbox& tools, resource_kind kind, timestamp_ms since);

/// The same for any other status, from when it was first asked for here.
std::optional<std::chrono::milliseconds> remaining_pace(toolbox& tools, const db_instance& instance);
std::optional<std::chrono::milliseconds> remaining_pace(toolbox& tools, const db_cluster& cluster);

} // namespace borealis::emulator
