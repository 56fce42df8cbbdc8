// Texts of the errors about tags.
#include "protocol/errors/tag.hpp"

#include "protocol/errors/common.hpp"

#include <fmt/format.h>

namespace borealis::protocol::errors {

aws_error resource_name_mismatch() {
    return invalid_parameter_value(
        "The specified resource name does not match an RDS resource in this region."
    );
}

aws_error invalid_tag_key(std::string_view key) {
    return invalid_parameter_value(fmt::format(
        "The tag key '{}' is not valid. It must contain from 1 to 128 letters, digits, spaces, or _.:/=+-@",
        key
    ));
}

aws_error invalid_tag_value(std::string_view key) {
    return invalid_parameter_value(fmt::format(
        "The value of the tag '{}' is not valid. It must contain up to 256 letters, digits, spaces, or "
        "_.:/=+-@",
        key
    ));
}

aws_error reserved_tag_key(std::string_view key) {
    return invalid_parameter_value(
        fmt::format("The tag key '{}' is not valid. Keys must not begin with aws: or rds:", key)
    );
}

aws_error too_many_tags(std::size_t most) {
    return invalid_parameter_value(fmt::format("A resource cannot have more than {} tags", most));
}

aws_error db_snapshot_not_found(std::string_view identifier) {
    return {"DBSnapshotNotFound", 404, fmt::format("DBSnapshot {} not found.", identifier)};
}

aws_error db_cluster_snapshot_not_found(std::string_view identifier) {
    return {
        "DBClusterSnapshotNotFoundFault", 404, fmt::format("DBClusterSnapshot {} not found.", identifier)};
}

} // namespace borealis::protocol::errors
