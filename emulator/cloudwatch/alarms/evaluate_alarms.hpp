// The evaluation of alarms: metric alarms first, then the composite ones that depend on them.
#pragma once

#include "emulator/state/state.hpp"

namespace borealis::emulator {

class metric_store;

/// Evaluates what is due at `now`: metric alarms at the intervals of alarm_metric, new and changed ones at
/// once, composite alarms when one of their children has changed its state. A composite alarm that depends
/// on itself is left as it is, as AWS does. Returns how many were due.
std::size_t evaluate_alarms(state& resources, const metric_store& metrics, timestamp_ms now);

} // namespace borealis::emulator
