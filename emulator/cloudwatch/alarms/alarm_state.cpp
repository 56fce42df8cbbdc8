// State changes of alarms.
#include "emulator/cloudwatch/alarms/alarm_state.hpp"

#include "emulator/cloudwatch/alarms/action_suppression.hpp"
#include "emulator/cloudwatch/alarms/alarm_history.hpp"
#include "emulator/cloudwatch/alarms/alarm_message.hpp"
#include "emulator/cloudwatch/alarms/webhook_url.hpp"
#include "protocol/arn.hpp"

#include <fmt/format.h>

#include <utility>

namespace borealis::emulator {

namespace {

constexpr std::size_t most_waiting_calls = 20; // of one alarm, whose receiver is down

std::string_view actions_for(std::string_view state_name) {
    if (state_name == "ALARM")
        return "AlarmActions";
    return state_name == "OK" ? "OKActions" : "InsufficientDataActions";
}

nlohmann::ordered_json
described(const std::string& value, const std::string& reason, const std::string& data) {
    nlohmann::ordered_json description;
    description["stateValue"] = value;
    description["stateReason"] = reason;
    if (!data.empty())
        description["stateReasonData"] = nlohmann::ordered_json::parse(data);
    return description;
}

void record_change(state& resources, const alarm& before, const alarm& after, timestamp_ms now) {
    nlohmann::ordered_json data;
    data["version"] = "1.0";
    data["oldState"] = described(before.state, before.state_reason, before.state_data);
    data["newState"] = described(after.state, after.state_reason, after.state_data);
    record_alarm_history(
        resources,
        after,
        "StateUpdate",
        fmt::format("Alarm updated from {} to {}", before.state, after.state),
        data.dump(),
        now
    );
}

void carry_out(
    state& resources, alarm& acting, const std::string& action, const std::string& message, timestamp_ms now
) {
    const auto record = [&](std::string_view outcome, std::string_view why) {
        const auto summary = outcome == "Failed" ? fmt::format("Failed to execute action {}: {}", action, why)
                                                 : fmt::format("Recorded action {}: {}", action, why);
        record_alarm_action(resources, acting, action, outcome, summary, message, now);
    };
    if (!is_url(action))
        return record("Recorded", "it is not carried out, there is no such service here");
    if (action.starts_with("https:"))
        return record("Failed", "only http is called");
    if (!parse_webhook_url(action))
        return record("Recorded", "it is not called, only URLs on this host are");
    if (acting.calls.size() >= most_waiting_calls)
        return record("Failed", "too many calls of this alarm wait already");
    alarm_call call;
    call.number = acting.calls.empty() ? 0 : acting.calls.back().number + 1;
    call.url = action;
    call.message = message;
    acting.calls.push_back(std::move(call));
}

} // namespace

std::string arn_of(const alarm& named) {
    protocol::arn arn;
    arn.service = "cloudwatch";
    arn.region = named.where.region;
    arn.account = named.where.account;
    arn.resource_type = "alarm";
    arn.resource = named.name;
    return arn.text();
}

void enter_alarm_state(
    state& resources,
    const resource_key& key,
    std::string_view to,
    std::string reason,
    std::string data,
    timestamp_ms now
) {
    auto& changed = resources.alarms.edit(key);
    const auto before = changed;
    changed.state = to;
    changed.state_reason = std::move(reason);
    changed.state_data = std::move(data);
    changed.state_updated_at = now;
    if (before.state == changed.state)
        return;
    changed.state_entered_at = now;
    ++changed.state_changes;
    record_change(resources, before, changed, now);
    if (!suppress_actions(resources, key, before.state, now))
        act(resources, changed, before.state, now);
}

void act(state& resources, alarm& acting, const std::string& from, timestamp_ms now) {
    if (!acting.actions_enabled)
        return;
    const auto actions = acting.settings.value(std::string(actions_for(acting.state)), json::array());
    if (actions.empty())
        return;
    const auto message = alarm_message(acting, from);
    for (const auto& action : actions)
        carry_out(resources, acting, action.get<std::string>(), message, now);
}

} // namespace borealis::emulator
