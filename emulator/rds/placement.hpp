// Where things are: availability zones, the default VPC with its subnet and security groups, hosted zones.
// We have no EC2: what AWS looks up there is derived from account and region, the same every time.
#pragma once

#include "emulator/api/handler.hpp"
#include "emulator/rds/parameters.hpp"

#include <string>
#include <vector>

namespace borealis::emulator::rds {

/// The three availability zones of a region: "us-east-1a" to "us-east-1c".
std::vector<std::string> zones_of(const std::string& region);

/// Throws InvalidParameterValue for a zone that cannot be one of this region.
void check_zone(const std::string& zone, const std::string& region);

/// AvailabilityZone and MultiAZ of an instance that is no member of a cluster; without a zone any of the
/// region's. Throws InvalidParameterCombination, InvalidParameterValue.
void place_in_zone(const call_context& call, const parameters& given, db_instance& instance);

/// The Route 53 hosted zone of a region's endpoints.
std::string hosted_zone_of(const std::string& region);

std::string default_vpc(const scope& where);
std::string default_security_group(const scope& where);
std::string default_kms_key(const scope& where);

inline constexpr std::string_view default_subnet_group_name = "default";

/// A subnet group by name in any case: the stored one, or the `default` one that every account and region
/// has.
std::optional<db_subnet_group>
find_subnet_group(const state& resources, const scope& where, const std::string& name);

/// The group that DBSubnetGroupName names, or `default`. Throws DBSubnetGroupNotFoundFault.
db_subnet_group chosen_subnet_group(const call_context& call, const parameters& given);

/// VpcSecurityGroupIds, or the VPC's default group.
std::vector<std::string> chosen_security_groups(const call_context& call, const parameters& given);

} // namespace borealis::emulator::rds
