// A DBSubnetGroup as an answer shows it.
#include "emulator/rds/render.hpp"
#include "emulator/state/transitions.hpp"

namespace borealis::emulator::rds {

json render_subnet_group(const db_subnet_group& group) {
    auto subnets = json::array();
    for (const auto& placed : group.subnets)
        subnets.push_back({
            {"SubnetIdentifier", placed.identifier},
            {"SubnetAvailabilityZone", {{"Name", placed.availability_zone}}},
            {"SubnetOutpost", json::object()},
            {"SubnetStatus", "Active"},
        });
    return {
        {"DBSubnetGroupName", group.name},
        {"DBSubnetGroupDescription", group.description},
        {"VpcId", group.vpc_id},
        {"SubnetGroupStatus", "Complete"},
        {"Subnets", std::move(subnets)},
    };
}

json render_subnet_group_with_arn(const db_subnet_group& group) {
    auto out = render_subnet_group(group);
    out["DBSubnetGroupArn"] = arn_of(group);
    out["SupportedNetworkTypes"] = {"IPV4"};
    return out;
}

} // namespace borealis::emulator::rds
