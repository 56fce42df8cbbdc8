// CloudwatchLogsExportConfiguration of the Modify calls.
#pragma once

#include "emulator/rds/engine_rules.hpp"

namespace borealis::emulator::rds {

/// The log types that are exported after the call; throws for one that the engine does not export.
std::vector<std::string>
changed_log_exports(const parameters& given, const engine_version& version, std::vector<std::string> present);

} // namespace borealis::emulator::rds
