// Times as a MetricWidget gives them. Source: CloudWatch API Reference, "Metric Widget Structure and Syntax".
#pragma once

#include "emulator/clock.hpp"

#include <optional>
#include <string_view>

namespace borealis::emulator {

/// 2026-01-15T12:00:00.000Z, or a time before now: -PT3H, -P7D, P0D. Nothing for anything else.
std::optional<timestamp_ms> parse_widget_time(std::string_view text, timestamp_ms now);

/// +0130: minutes ahead of UTC. Nothing for anything else.
std::optional<int> parse_timezone(std::string_view text);

} // namespace borealis::emulator
