// Tags of alarms and dashboards. Source: CloudWatch API Reference, TagResource.
#pragma once

#include "emulator/state/resource.hpp"

namespace borealis::emulator {

/// `present` with the given Tags added, or with their values where it has the keys already. Throws for keys
/// that begin with aws:, and for more than 50 tags in all.
tag_list read_alarm_tags(const json& given, tag_list present);

json render_alarm_tags(const tag_list& tags);

} // namespace borealis::emulator
