// DescribeAlarms, DescribeAlarmsForMetric.
#include "emulator/cloudwatch/alarms/alarm_definition.hpp"
#include "emulator/cloudwatch/alarms/alarm_state.hpp"
#include "emulator/cloudwatch/alarms/operations.hpp"
#include "emulator/cloudwatch/metric_request.hpp"
#include "emulator/cloudwatch/page_token.hpp"
#include "protocol/errors/alarm.hpp"
#include "protocol/errors/cloudwatch.hpp"

#include <algorithm>
#include <set>

namespace borealis::emulator {

namespace errors = protocol::errors;

namespace {

constexpr std::size_t longest_page = 100;

json render(const alarm& shown) {
    auto out = shown.settings;
    out["AlarmName"] = shown.name;
    out["AlarmArn"] = arn_of(shown);
    out["AlarmConfigurationUpdatedTimestamp"] = shown.configured_at;
    out["ActionsEnabled"] = shown.actions_enabled;
    out["StateValue"] = shown.state;
    out["StateReason"] = shown.state_reason;
    if (!shown.state_data.empty())
        out["StateReasonData"] = shown.state_data;
    out["StateUpdatedTimestamp"] = shown.state_updated_at;
    out["StateTransitionedTimestamp"] = shown.state_entered_at;
    if (!shown.suppressed_by.empty()) {
        out["ActionsSuppressedBy"] = shown.suppressed_by;
        out["ActionsSuppressedReason"] = "Actions suppressed by " + shown.suppressed_by;
    }
    return out;
}

/// What is told of an alarm that was found through another one.
json render_briefly(const alarm& shown, bool with_state) {
    json out{{"AlarmName", shown.name}, {"AlarmArn", arn_of(shown)}};
    if (with_state) {
        out["StateValue"] = shown.state;
        out["StateUpdatedTimestamp"] = shown.state_updated_at;
    }
    return out;
}

bool has_action(const alarm& acting, const std::string& prefix) {
    for (const auto* list : {"OKActions", "AlarmActions", "InsufficientDataActions"})
        for (const auto& action : acting.settings.at(list))
            if (action.get_ref<const std::string&>().starts_with(prefix))
                return true;
    return false;
}

void check_filters(const json& input) {
    if (input.contains("AlarmNames") && input.contains("AlarmNamePrefix"))
        throw errors::alarm_filters_exclude_each_other("AlarmNames", "AlarmNamePrefix");
    for (const auto* relation : {"ChildrenOfAlarmName", "ParentsOfAlarmName"}) {
        if (!input.contains(relation))
            continue;
        for (const auto& [name, value] : input.items())
            if (name != relation && name != "MaxRecords" && name != "NextToken")
                throw errors::alarm_filters_exclude_each_other(relation, name);
    }
}

class alarm_filter {
  public:
    alarm_filter(const state& resources, const scope& where, const json& input) : input_(input) {
        check_filters(input);
        for (const auto& type : input.value("AlarmTypes", json::array({"MetricAlarm"})))
            types_.insert(type);
        for (const auto& name : input.value("AlarmNames", json::array()))
            names_.insert(name);
        if (!input.contains("ChildrenOfAlarmName"))
            return;
        const auto* parent =
            resources.alarms.find({where, input.at("ChildrenOfAlarmName").get<std::string>()});
        if (parent && parent->composite)
            children_ = definition_of(*parent).rule->children();
    }

    bool brief() const {
        return input_.contains("ChildrenOfAlarmName") || input_.contains("ParentsOfAlarmName");
    }

    bool passes(const alarm& seen) const {
        if (input_.contains("ChildrenOfAlarmName"))
            return children_.contains(seen.name);
        if (input_.contains("ParentsOfAlarmName"))
            return depends_on(seen, input_.at("ParentsOfAlarmName"));
        return types_.contains(seen.composite ? "CompositeAlarm" : "MetricAlarm") &&
               (names_.empty() || names_.contains(seen.name)) &&
               seen.name.starts_with(input_.value("AlarmNamePrefix", "")) &&
               seen.state == input_.value("StateValue", seen.state) &&
               (!input_.contains("ActionPrefix") || has_action(seen, input_.at("ActionPrefix")));
    }

  private:
    const json& input_;
    std::set<std::string> types_;
    std::set<std::string> names_;
    std::set<std::string> children_;
};

/// The name that the page before ended with; empty: this is the first.
std::string read_token(const json& input) {
    if (!input.contains("NextToken"))
        return {};
    const auto place = decode_page_token(input.at("NextToken").get<std::string>());
    if (!place || !place->is_array() || place->size() != 1 || !place->front().is_string())
        throw errors::invalid_next_token();
    return place->front();
}

} // namespace

json describe_alarms(call_context& call) {
    const alarm_filter filter(call.env.resources, call.where, call.input);
    const auto after = read_token(call.input);
    const auto most = call.input.value("MaxRecords", longest_page);
    json answer{{"MetricAlarms", json::array()}, {"CompositeAlarms", json::array()}};
    std::size_t shown = 0;
    std::string last;
    for (const auto* row : call.env.resources.alarms.in(call.where)) {
        if (row->name <= after || !filter.passes(*row))
            continue;
        if (shown == most) {
            answer["NextToken"] = encode_page_token(json::array({last}));
            break;
        }
        ++shown;
        last = row->name;
        auto out =
            filter.brief() ? render_briefly(*row, call.input.contains("ChildrenOfAlarmName")) : render(*row);
        answer[row->composite ? "CompositeAlarms" : "MetricAlarms"].push_back(std::move(out));
    }
    return answer;
}

json describe_alarms_for_metric(call_context& call) {
    const auto wanted = read_metric_id(call.where, call.input);
    json answer{{"MetricAlarms", json::array()}};
    for (const auto* row : call.env.resources.alarms.in(call.where)) {
        const auto& settings = row->settings;
        // Source: its page: neither alarms on expressions nor composite ones.
        if (row->composite || settings.contains("Metrics") || read_metric_id(call.where, settings) != wanted)
            continue;
        const bool same = std::ranges::all_of(
            std::initializer_list<const char*>{"Statistic", "ExtendedStatistic", "Period", "Unit"},
            [&](const char* name) {
                return !call.input.contains(name) || settings.value(name, json()) == call.input.at(name);
            }
        );
        if (same)
            answer["MetricAlarms"].push_back(render(*row));
    }
    return answer;
}

} // namespace borealis::emulator
