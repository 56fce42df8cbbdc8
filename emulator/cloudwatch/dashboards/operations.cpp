// PutDashboard, GetDashboard, ListDashboards, DeleteDashboards.
#include "emulator/cloudwatch/dashboards/operations.hpp"

#include "emulator/cloudwatch/alarms/alarm_tags.hpp"
#include "emulator/cloudwatch/dashboards/dashboard_body.hpp"
#include "emulator/cloudwatch/page_token.hpp"
#include "protocol/errors/dashboard.hpp"

#include <algorithm>

namespace borealis::emulator {

namespace errors = protocol::errors;

namespace {

constexpr std::size_t longest_name = 255;
constexpr std::size_t page_size = 1000;

std::string checked_name(const json& name) {
    auto text = name.get<std::string>();
    const bool well_formed = std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
               c == '_';
    });
    if (text.empty() || text.size() > longest_name || !well_formed)
        throw errors::invalid_dashboard_name();
    return text;
}

/// Dashboards are the same in all regions.
scope account_of(const call_context& call) {
    return {call.where.account, ""};
}

std::string arn_of(const dashboard& named) {
    return "arn:aws:cloudwatch::" + named.where.account + ":dashboard/" + named.name;
}

std::string read_token(const json& input) {
    if (!input.contains("NextToken"))
        return {};
    const auto place = decode_page_token(input.at("NextToken").get<std::string>());
    if (!place || !place->is_array() || place->size() != 1 || !place->front().is_string())
        throw errors::invalid_list_dashboards_token();
    return place->front();
}

} // namespace

json put_dashboard(call_context& call) {
    dashboard stored;
    stored.where = account_of(call);
    stored.name = checked_name(call.input.at("DashboardName"));
    stored.body = call.input.at("DashboardBody");
    auto messages = check_dashboard_body(stored.body);
    stored.modified_at = call.env.time.now_ms();
    auto& dashboards = call.env.resources.dashboards;
    const auto* present = dashboards.find(stored.key());
    // Of a dashboard that is there already, AWS ignores the tags.
    stored.tags = present ? present->tags : read_alarm_tags(call.input.value("Tags", json::array()), {});
    dashboards.put(std::move(stored));
    return {{"DashboardValidationMessages", std::move(messages)}};
}

json get_dashboard(call_context& call) {
    const auto name = checked_name(call.input.at("DashboardName"));
    const auto* found = call.env.resources.dashboards.find({account_of(call), name});
    if (!found)
        throw errors::dashboard_not_found(name);
    return {{"DashboardArn", arn_of(*found)}, {"DashboardBody", found->body}, {"DashboardName", name}};
}

json list_dashboards(call_context& call) {
    const auto prefix = call.input.value("DashboardNamePrefix", "");
    const auto after = read_token(call.input);
    json answer{{"DashboardEntries", json::array()}};
    auto& entries = answer["DashboardEntries"];
    for (const auto* row : call.env.resources.dashboards.in(account_of(call))) {
        if (row->name <= after || !row->name.starts_with(prefix))
            continue;
        if (entries.size() == page_size) {
            answer["NextToken"] = encode_page_token(json::array({entries.back().at("DashboardName")}));
            break;
        }
        entries.push_back(
            {{"DashboardName", row->name},
             {"DashboardArn", arn_of(*row)},
             {"LastModified", row->modified_at},
             {"Size", row->body.size()}}
        );
    }
    return answer;
}

json delete_dashboards(call_context& call) {
    auto& dashboards = call.env.resources.dashboards;
    const auto& names = call.input.at("DashboardNames");
    if (names.empty())
        throw errors::no_dashboard_names();
    for (const auto& name : names) // all or none
        if (!dashboards.find({account_of(call), checked_name(name)}))
            throw errors::dashboard_not_found(name.get<std::string>());
    for (const auto& name : names)
        dashboards.erase({account_of(call), name.get<std::string>()});
    return json::object();
}

} // namespace borealis::emulator
