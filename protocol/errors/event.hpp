// Errors of DescribeEvents.
#pragma once

#include "protocol/aws_error.hpp"

namespace borealis::protocol::errors {

aws_error source_identifier_without_type();
aws_error start_after_end();

} // namespace borealis::protocol::errors
