// The one place where the state of an alarm changes, with what follows from it: history and actions.
#pragma once

#include "emulator/state/state.hpp"

namespace borealis::emulator {

std::string arn_of(const alarm& named);

/// Puts an alarm into a state. Where that is another one than before, the change goes into the history and
/// the actions of the new state are carried out, unless they are disabled or suppressed: calls of URLs on
/// this host wait in alarm::calls for the alarm_service, everything else goes into the history and nowhere
/// else.
void enter_alarm_state(
    state& resources,
    const resource_key& key,
    std::string_view to,
    std::string reason,
    std::string data,
    timestamp_ms now
);

/// Carries out the actions of the state that an alarm is in, which it came to from another one.
void act(state& resources, alarm& acting, const std::string& from, timestamp_ms now);

} // namespace borealis::emulator
