// The operations that change alarms.
#include "emulator/cloudwatch/alarms/alarm_definition.hpp"
#include "emulator/cloudwatch/alarms/alarm_history.hpp"
#include "emulator/cloudwatch/alarms/alarm_settings.hpp"
#include "emulator/cloudwatch/alarms/alarm_state.hpp"
#include "emulator/cloudwatch/alarms/operations.hpp"
#include "protocol/errors/alarm.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace borealis::emulator {

namespace errors = protocol::errors;

namespace {

std::vector<resource_key> named_alarms(const call_context& call) {
    std::vector<resource_key> found;
    for (const auto& name : call.input.at("AlarmNames")) {
        resource_key key{call.where, name.get<std::string>()};
        const bool again = std::find(found.begin(), found.end(), key) != found.end();
        if (!again && call.env.resources.alarms.find(key))
            found.push_back(std::move(key));
    }
    return found; // AWS says nothing of names that do not exist
}

void switch_actions(call_context& call, bool enabled) {
    auto& resources = call.env.resources;
    for (const auto& key : named_alarms(call)) {
        if (resources.alarms.find(key)->actions_enabled == enabled)
            continue;
        auto& switched = resources.alarms.edit(key);
        switched.actions_enabled = enabled;
        switched.configured_at = call.env.time.now_ms();
        record_alarm_configuration(resources, switched, "updated", switched.configured_at);
    }
}

/// An alarm goes only together with, or after, the composite alarms that depend on it.
void check_no_parents(const call_context& call, const std::vector<resource_key>& deleted) {
    for (const auto* parent : call.env.resources.alarms.in(call.where)) {
        const bool goes_too = std::find(deleted.begin(), deleted.end(), parent->key()) != deleted.end();
        if (!parent->composite || goes_too)
            continue;
        for (const auto& key : deleted)
            if (depends_on(*parent, key.name))
                throw errors::alarm_has_parents(key.name);
    }
}

} // namespace

json put_metric_alarm(call_context& call) {
    const auto now = call.env.time.now_ms();
    check_metric_alarm(call.input, {call.env.metrics, call.where, now});
    put_alarm(call.env.resources, call.where, call.input, false, now);
    return json::object();
}

json put_composite_alarm(call_context& call) {
    check_alarm_actions(call.input);
    const auto rule = alarm_rule::parse(call.input.at("AlarmRule").get<std::string>(), call.where);
    for (const auto& name : rule.children())
        if (!call.env.resources.alarms.find({call.where, name}))
            throw errors::invalid_alarm_rule(fmt::format("there is no alarm named {}", name));
    check_suppressor(call.env.resources, call.where, call.input);
    put_alarm(call.env.resources, call.where, call.input, true, call.env.time.now_ms());
    return json::object();
}

json set_alarm_state(call_context& call) {
    const resource_key key{call.where, call.input.at("AlarmName").get<std::string>()};
    if (!call.env.resources.alarms.find(key))
        throw errors::alarm_not_found();
    const auto data = call.input.value("StateReasonData", "");
    if (!data.empty() && !json::accept(data))
        throw errors::state_reason_data_malformed();
    enter_alarm_state(
        call.env.resources,
        key,
        call.input.at("StateValue").get<std::string>(),
        call.input.at("StateReason").get<std::string>(),
        data,
        call.env.time.now_ms()
    );
    auto& changed = call.env.resources.alarms.edit_volatile(key);
    if (!changed.composite) // it lasts until the next regular evaluation, also that of a new alarm
        changed.evaluated_at = call.env.time.now_ms();
    return json::object();
}

json enable_alarm_actions(call_context& call) {
    switch_actions(call, true);
    return json::object();
}

json disable_alarm_actions(call_context& call) {
    switch_actions(call, false);
    return json::object();
}

json delete_alarms(call_context& call) {
    auto& resources = call.env.resources;
    const auto deleted = named_alarms(call);
    const auto composites = std::count_if(deleted.begin(), deleted.end(), [&](const auto& key) {
        return resources.alarms.find(key)->composite;
    });
    if (composites > 1)
        throw errors::too_many_composite_alarms_to_delete();
    check_no_parents(call, deleted);
    for (const auto& key : deleted) {
        const auto gone = *resources.alarms.find(key);
        resources.alarms.erase(key);
        record_alarm_configuration(resources, gone, "deleted", call.env.time.now_ms());
    }
    return json::object();
}

} // namespace borealis::emulator
