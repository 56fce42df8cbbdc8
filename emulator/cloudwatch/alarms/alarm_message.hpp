// What an alarm tells those whom it notifies: the JSON that AWS publishes to an SNS topic.
#pragma once

#include "emulator/state/alarm.hpp"

namespace borealis::emulator {

/// Of an alarm that is in its new state already. JSON text.
std::string alarm_message(const alarm& changed, const std::string& old_state);

} // namespace borealis::emulator
