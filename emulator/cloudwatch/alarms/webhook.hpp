// Calls a URL on this host for an alarm.
#pragma once

#include "emulator/cloudwatch/alarms/webhook_url.hpp"
#include "replication/asio.hpp"

#include <chrono>

namespace borealis::emulator {

/// POSTs the JSON text and reads the answer. Returns what went wrong: no connection, no answer before the
/// deadline, a status other than 2xx. Empty: nothing.
awaitable<std::string> call_webhook(webhook_url url, std::string message, std::chrono::milliseconds deadline);

} // namespace borealis::emulator
