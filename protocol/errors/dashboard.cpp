// Codes, statuses and texts of the errors about dashboards.
#include "protocol/errors/dashboard.hpp"

#include "protocol/json.hpp"

#include <fmt/format.h>

namespace borealis::protocol::errors {

namespace {

std::string listed(const std::vector<dashboard_fault>& faults) {
    auto list = nlohmann::ordered_json::array();
    for (const auto& fault : faults)
        list.push_back({{"dataPath", fault.path}, {"message", fault.message}});
    return fmt::format(
        "there are {} validation errors:\n{}",
        faults.size(),
        list.dump(2, ' ', false, json::error_handler_t::replace)
    );
}

} // namespace

aws_error invalid_dashboard_name() {
    return {
        "InvalidParameterValue",
        400,
        "The value for field DashboardName contains invalid characters. It can only contain alphanumerics, "
        "dash (-) and underscore (_).\n"};
}

aws_error invalid_dashboard_body(const std::vector<dashboard_fault>& faults) {
    return {"InvalidParameterInput", 400, "The dashboard body is invalid, " + listed(faults)};
}

aws_error invalid_metric_widget(const std::vector<dashboard_fault>& faults) {
    return {"ValidationError", 400, "The metric widget is invalid, " + listed(faults)};
}

aws_error invalid_output_format(std::string_view format) {
    return {
        "ValidationError", 400, fmt::format("The value {} for parameter OutputFormat is invalid.", format)};
}

aws_error dashboard_not_found(std::string_view name) {
    return {"ResourceNotFound", 404, fmt::format("Dashboard {} does not exist", name)};
}

aws_error no_dashboard_names() {
    return {"InvalidParameterValue", 400, "The collection DashboardNames must have a size greater than 0.\n"};
}

aws_error invalid_list_dashboards_token() {
    return {"InvalidParameterValue", 400, "The value for parameter NextToken is invalid."};
}

} // namespace borealis::protocol::errors
