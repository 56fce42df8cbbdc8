// What the emulator counts of itself, for Prometheus.
#pragma once

#include "emulator/http/prometheus_text.hpp"
#include "emulator/state/state.hpp"
#include "replication/tracker/counters.hpp"

namespace borealis::emulator {

/// Resident memory, processor time, open files, start, as /proc tells them; and what was built.
void write_process(prometheus_text& to);

void write_tracker(prometheus_text& to, const replication::tracker_counters& counted);

/// How many there are of what, by status or state.
void write_resources(prometheus_text& to, const state& resources);

} // namespace borealis::emulator
