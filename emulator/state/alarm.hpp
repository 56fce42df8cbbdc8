// A CloudWatch alarm, of a metric or composite, and what is remembered of it after it is gone.
//
// The state of an alarm is computed from metrics and other alarms; it is no status of a resource, and the
// transitions table has nothing to do with it.
#pragma once

#include "emulator/state/resource.hpp"

#include <cstdint>
#include <memory>
#include <optional>

namespace borealis::emulator {

/// An action that is still to be carried out: a URL to be called.
struct alarm_call {
    std::uint64_t number = 0; // counts up within the alarm
    std::string url;
    std::string message; // JSON text, the body
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(alarm_call, number, url, message)

struct alarm_definition; // emulator/cloudwatch/alarms/alarm_definition.hpp

struct alarm {
    scope where;
    std::string name; // unique among the alarms of both kinds; case counts
    bool composite = false;
    json settings = json::object(); // the input of PutMetricAlarm or PutCompositeAlarm, without its Tags
    timestamp_ms configured_at = 0;
    bool actions_enabled = true;
    tag_list tags;

    std::string state = "INSUFFICIENT_DATA"; // or OK, ALARM
    std::string state_reason;
    std::string state_data;             // JSON text; empty: none
    timestamp_ms state_updated_at = 0;  // also when only the reason changed
    timestamp_ms state_entered_at = 0;  // when the state became what it is
    std::uint64_t state_changes = 0;    // counts up with each change of the state
    std::vector<alarm_call> calls = {}; // oldest first

    // A composite alarm whose actions are suppressed:
    std::string suppressed_by;         // "WaitPeriod", "Alarm", "ExtensionPeriod"; empty: nothing waits
    timestamp_ms suppressed_until = 0; // end of the period
    std::string suppressed_from;       // the state before the change whose actions wait

    timestamp_ms evaluated_at = 0;              // of this run of the emulator; 0: not since it was configured
    std::optional<std::uint64_t> children_seen; // composite: their state_changes when it was evaluated
    mutable std::shared_ptr<const alarm_definition> definition; // see definition_of

    resource_key key() const { return {where, name}; }
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(
    alarm,
    where,
    name,
    composite,
    settings,
    configured_at,
    actions_enabled,
    tags,
    state,
    state_reason,
    state_data,
    state_updated_at,
    state_entered_at,
    state_changes,
    calls,
    suppressed_by,
    suppressed_until,
    suppressed_from
)

struct alarm_history_item {
    std::uint64_t number = 0; // counts up within the history
    timestamp_ms at = 0;
    std::string type; // "ConfigurationUpdate", "StateUpdate", "Action"
    std::string summary;
    std::string data; // JSON text
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(alarm_history_item, number, at, type, summary, data)

/// What happened to an alarm, oldest first. It stays when the alarm is deleted.
struct alarm_history {
    scope where;
    std::string name; // of the alarm
    bool composite = false;
    std::uint64_t next_number = 0;
    std::vector<alarm_history_item> items;

    resource_key key() const { return {where, name}; }
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(alarm_history, where, name, composite, next_number, items)

} // namespace borealis::emulator
