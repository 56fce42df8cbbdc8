// Errors about DB subnet groups and availability zones.
#pragma once

#include "protocol/aws_error.hpp"

#include <cstddef>
#include <string_view>

namespace borealis::protocol::errors {

aws_error subnet_group_not_found(std::string_view name);
aws_error subnet_group_already_exists(std::string_view name);
aws_error subnet_group_quota_exceeded(std::size_t most);
aws_error subnet_quota_exceeded(std::size_t most);
aws_error subnet_group_in_use(std::string_view name, std::string_view user);
aws_error default_subnet_group_not_deletable();
aws_error invalid_subnet_group_name();
aws_error reserved_subnet_group_name(std::string_view name);
aws_error invalid_subnets(std::string_view subnets);
aws_error zones_not_covered(std::string_view covered);
aws_error invalid_availability_zone(std::string_view zone);
aws_error security_groups_not_supported();

} // namespace borealis::protocol::errors
