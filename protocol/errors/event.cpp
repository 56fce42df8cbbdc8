// Texts of the errors of DescribeEvents.
#include "protocol/errors/event.hpp"

#include "protocol/errors/common.hpp"

namespace borealis::protocol::errors {

aws_error source_identifier_without_type() {
    return invalid_parameter_combination("Cannot specify source identifier without source type");
}

aws_error start_after_end() {
    return invalid_parameter_value("The StartTime must be before the EndTime.");
}

} // namespace borealis::protocol::errors
