// What CloudWatch answers to wrong requests about dashboards. Source: CloudWatch API Reference, and texts
// that the service was seen to answer.
#pragma once

#include "protocol/aws_error.hpp"

#include <string_view>
#include <vector>

namespace borealis::protocol::errors {

struct dashboard_fault {
    std::string path; // JSON pointer
    std::string message;
};

aws_error invalid_dashboard_name();
/// Lists everything that is wrong with the body.
aws_error invalid_dashboard_body(const std::vector<dashboard_fault>& faults);
/// ValidationError, in the manner of invalid_dashboard_body: the service's own text is not known.
aws_error invalid_metric_widget(const std::vector<dashboard_fault>& faults);
aws_error invalid_output_format(std::string_view format);
aws_error dashboard_not_found(std::string_view name);
aws_error no_dashboard_names();
aws_error invalid_list_dashboards_token();

} // namespace borealis::protocol::errors
