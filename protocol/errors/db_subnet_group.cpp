// Texts of the errors about DB subnet groups and availability zones.
#include "protocol/errors/db_subnet_group.hpp"

#include "protocol/errors/common.hpp"

#include <fmt/format.h>

namespace borealis::protocol::errors {

aws_error subnet_group_not_found(std::string_view name) {
    return {"DBSubnetGroupNotFoundFault", 404, fmt::format("DB subnet group '{}' does not exist.", name)};
}

aws_error subnet_group_already_exists(std::string_view name) {
    return {"DBSubnetGroupAlreadyExists", 400, fmt::format("The DB subnet group '{}' already exists.", name)};
}

aws_error subnet_group_quota_exceeded(std::size_t most) {
    return {
        "DBSubnetGroupQuotaExceeded", 400, fmt::format("Cannot create more than {} DB subnet groups", most)};
}

aws_error subnet_quota_exceeded(std::size_t most) {
    return {
        "DBSubnetQuotaExceededFault",
        400,
        fmt::format("A DB subnet group cannot have more than {} subnets", most)};
}

aws_error subnet_group_in_use(std::string_view name, std::string_view user) {
    return {
        "InvalidDBSubnetGroupStateFault",
        400,
        fmt::format(
            "Cannot delete the subnet group '{}' because at least one database instance: {} is still using "
            "it.",
            name,
            user
        )};
}

aws_error default_subnet_group_not_deletable() {
    return {"InvalidDBSubnetGroupStateFault", 400, "The default DB subnet group can't be deleted."};
}

aws_error invalid_subnet_group_name() {
    return invalid_parameter_value(
        "The parameter DBSubnetGroupName is not a valid name. It must contain from 1 to 255 letters, digits, "
        "periods, underscores, spaces, or hyphens."
    );
}

aws_error reserved_subnet_group_name(std::string_view name) {
    return invalid_parameter_value(fmt::format("The DB subnet group name '{}' is reserved.", name));
}

aws_error invalid_subnets(std::string_view subnets) {
    return invalid_parameter_value(fmt::format("Some input subnets in :[{}] are invalid.", subnets));
}

aws_error zones_not_covered(std::string_view covered) {
    return {
        "DBSubnetGroupDoesNotCoverEnoughAZs",
        400,
        fmt::format(
            "The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. Current AZ "
            "coverage: "
            "{}. Add subnets to cover at least 2 AZs.",
            covered
        )};
}

aws_error invalid_availability_zone(std::string_view zone) {
    return invalid_parameter_value(fmt::format("Invalid Availability Zone: {}", zone));
}

aws_error security_groups_not_supported() {
    return {
        "DBSecurityGroupNotSupported", 400, "DB security groups are not supported: use VpcSecurityGroupIds."};
}

} // namespace borealis::protocol::errors
