// WaitPeriod, Alarm, ExtensionPeriod: what the actions of a composite alarm wait for.
#include "emulator/cloudwatch/alarms/action_suppression.hpp"

#include "emulator/cloudwatch/alarms/alarm_definition.hpp"
#include "emulator/cloudwatch/alarms/alarm_state.hpp"

namespace borealis::emulator {

namespace {

constexpr std::string_view by_wait_period = "WaitPeriod";
constexpr std::string_view by_alarm = "Alarm";
constexpr std::string_view by_extension_period = "ExtensionPeriod";

bool is_alarming(const state& resources, const scope& where, const std::string& name) {
    const auto* found = resources.alarms.find({where, name});
    return found && found->state == "ALARM";
}

void take_actions(state& resources, alarm& acting, timestamp_ms now) {
    const auto from = std::exchange(acting.suppressed_from, "");
    acting.suppressed_by.clear();
    act(resources, acting, from, now);
}

} // namespace

bool suppress_actions(state& resources, const resource_key& key, std::string_view from, timestamp_ms now) {
    auto& changed = resources.alarms.edit(key);
    const auto& suppressor = definition_of(changed).suppressor;
    if (!suppressor)
        return false;
    const bool alarming = is_alarming(resources, key.where, suppressor->name);
    if (!alarming && suppressor->wait_period == 0) {
        changed.suppressed_by.clear();
        return false;
    }
    // A period that was running is over: a new one begins with each change.
    changed.suppressed_by = alarming ? by_alarm : by_wait_period;
    changed.suppressed_until = now + suppressor->wait_period;
    changed.suppressed_from = from;
    return true;
}

void follow_suppressor(state& resources, const resource_key& key, timestamp_ms now) {
    const auto* row = resources.alarms.find(key);
    const auto& suppressor = definition_of(*row).suppressor;
    if (row->suppressed_by.empty() || !suppressor)
        return;
    const bool alarming = is_alarming(resources, key.where, suppressor->name);
    if (alarming && row->suppressed_by != by_alarm) {
        resources.alarms.edit(key).suppressed_by = by_alarm;
    } else if (!alarming && row->suppressed_by == by_alarm) {
        auto& waiting = resources.alarms.edit(key);
        waiting.suppressed_by = by_extension_period;
        waiting.suppressed_until = now + suppressor->extension_period;
        if (suppressor->extension_period == 0)
            take_actions(resources, waiting, now);
    } else if (!alarming && now >= row->suppressed_until) {
        take_actions(resources, resources.alarms.edit(key), now);
    }
}

} // namespace borealis::emulator
