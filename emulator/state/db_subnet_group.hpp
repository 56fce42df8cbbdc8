// A DB subnet group. We have no EC2: a subnet is a name, placed in an availability zone of the region.
#pragma once

#include "emulator/state/resource.hpp"

namespace borealis::emulator {

struct subnet {
    std::string identifier; // "subnet-..."
    std::string availability_zone;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(subnet, identifier, availability_zone)

struct db_subnet_group {
    scope where;
    std::string name;
    std::string description;
    std::string vpc_id;
    std::vector<subnet> subnets;
    tag_list tags;

    resource_key key() const { return {where, name}; }
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(db_subnet_group, where, name, description, vpc_id, subnets, tags)

} // namespace borealis::emulator
