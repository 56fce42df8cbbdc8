// Writes history items and drops old ones.
#include "emulator/cloudwatch/alarms/alarm_history.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace borealis::emulator {

void record_alarm_history(
    state& resources,
    const alarm& of,
    std::string_view type,
    std::string summary,
    std::string data,
    timestamp_ms now
) {
    if (!resources.alarm_histories.find(of.key())) {
        alarm_history created;
        created.where = of.where;
        created.name = of.name;
        resources.alarm_histories.put(std::move(created));
    }
    auto& history = resources.alarm_histories.edit(of.key());
    history.composite = of.composite;
    alarm_history_item item;
    item.number = history.next_number++;
    item.at = now;
    item.type = type;
    item.summary = std::move(summary);
    item.data = std::move(data);
    history.items.push_back(std::move(item));
    if (history.items.size() > most_alarm_history_items)
        history.items.erase(history.items.begin());
    std::erase_if(history.items, [&](const auto& old) { return old.at < now - alarm_history_retention_ms; });
}

void record_alarm_configuration(state& resources, const alarm& of, std::string_view what, timestamp_ms now) {
    constexpr std::array<std::array<std::string_view, 3>, 3> words{{
        {"created", "Create", "createdAlarm"},
        {"updated", "Update", "updatedAlarm"},
        {"deleted", "Delete", "deletedAlarm"},
    }};
    const auto* const word =
        std::find_if(words.begin(), words.end(), [&](const auto& each) { return each[0] == what; });
    nlohmann::ordered_json data;
    data["version"] = "1.0";
    data["type"] = (*word)[1];
    data[std::string((*word)[2])] = of.settings;
    record_alarm_history(
        resources, of, "ConfigurationUpdate", fmt::format("Alarm \"{}\" {}", of.name, what), data.dump(), now
    );
}

void record_alarm_action(
    state& resources,
    const alarm& of,
    const std::string& action,
    std::string_view outcome,
    std::string summary,
    const std::string& message,
    timestamp_ms now
) {
    nlohmann::ordered_json data;
    data["actionState"] = outcome;
    data["stateUpdateTimestamp"] = of.state_updated_at;
    data["notificationResource"] = action;
    data["publishedMessage"] = message;
    record_alarm_history(resources, of, "Action", std::move(summary), data.dump(), now);
}

} // namespace borealis::emulator
