// The rules for the body of a dashboard. Source: CloudWatch API Reference, "Dashboard Body Structure and
// Syntax".
#pragma once

#include "protocol/json.hpp"

#include <string>

namespace borealis::emulator {

/// Throws InvalidParameterInput for what is no dashboard. Returns DashboardValidationMessages: what is
/// strange, but taken.
json check_dashboard_body(const std::string& body);

} // namespace borealis::emulator
