// An RDS event, as DescribeEvents lists it. Source: RDS User Guide, "Amazon RDS event categories and event
// messages".
#pragma once

#include "emulator/state/resource.hpp"

namespace borealis::emulator {

struct event {
    scope where;
    std::string source_type; // "db-instance", "db-cluster", ...
    std::string source_identifier;
    std::string source_arn;
    std::string message;
    std::vector<std::string> categories;
    timestamp_ms at = 0;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(
    event, where, source_type, source_identifier, source_arn, message, categories, at
)

} // namespace borealis::emulator
