// Errors about tags and the resources that bear them.
#pragma once

#include "protocol/aws_error.hpp"

#include <cstddef>
#include <string_view>

namespace borealis::protocol::errors {

/// AWS's one answer to a malformed ARN and to one of another region or account.
aws_error resource_name_mismatch();
aws_error invalid_tag_key(std::string_view key);
aws_error invalid_tag_value(std::string_view key);
aws_error reserved_tag_key(std::string_view key);
aws_error too_many_tags(std::size_t most);
aws_error db_snapshot_not_found(std::string_view identifier);
aws_error db_cluster_snapshot_not_found(std::string_view identifier);

} // namespace borealis::protocol::errors
