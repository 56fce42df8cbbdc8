// Keeps composite alarms from acting while their suppressor is in ALARM, and a while before and after.
// Source: CloudWatch User Guide, "Suppressing composite alarm actions".
#pragma once

#include "emulator/state/state.hpp"

namespace borealis::emulator {

/// A composite alarm with a suppressor has changed its state: its actions wait. Returns whether they do;
/// where not, they are to be taken now.
bool suppress_actions(state& resources, const resource_key& key, std::string_view from, timestamp_ms now);

/// Looks after a composite alarm whose actions wait: starts and ends the periods, and takes the actions of
/// its present state once nothing suppresses them any more.
void follow_suppressor(state& resources, const resource_key& key, timestamp_ms now);

} // namespace borealis::emulator
