// A CloudWatch dashboard. Dashboards belong to an account, not to a region: theirs is empty.
#pragma once

#include "emulator/state/resource.hpp"

namespace borealis::emulator {

struct dashboard {
    scope where;
    std::string name;
    std::string body; // JSON text, as given
    timestamp_ms modified_at = 0;
    tag_list tags;

    resource_key key() const { return {where, name}; }
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(dashboard, where, name, body, modified_at, tags)

} // namespace borealis::emulator
