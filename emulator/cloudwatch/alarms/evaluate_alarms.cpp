// Which alarms are due, and what state they come into.
#include "emulator/cloudwatch/alarms/evaluate_alarms.hpp"

#include "emulator/cloudwatch/alarms/action_suppression.hpp"
#include "emulator/cloudwatch/alarms/alarm_definition.hpp"
#include "emulator/cloudwatch/alarms/alarm_reading.hpp"
#include "emulator/cloudwatch/alarms/alarm_state.hpp"
#include "emulator/cloudwatch/alarms/alarm_time.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace borealis::emulator {

namespace {

/// Runs what concerns one alarm; a failure is that one's own, and the others are looked at all the same.
template <typename Evaluation>
void isolated(const std::string& name, Evaluation&& evaluation) {
    try {
        evaluation();
    } catch (const std::exception& failure) {
        spdlog::error("evaluation of the alarm {}: {}", name, failure.what());
    }
}

std::string_view state_after(alarm_verdict verdict) {
    switch (verdict) {
    case alarm_verdict::ok:
        return "OK";
    case alarm_verdict::alarm:
        return "ALARM";
    case alarm_verdict::insufficient_data:
        return "INSUFFICIENT_DATA";
    case alarm_verdict::keep:
        break;
    }
    return "";
}

/// Whether it was due.
bool evaluate_metric_alarm(
    state& resources, const alarm& evaluated, const metric_store& metrics, timestamp_ms now
) {
    const auto& watched = *definition_of(evaluated).metric;
    const auto interval = watched.evaluation_interval_seconds() * 1000;
    if (evaluated.evaluated_at != 0 && now / interval == evaluated.evaluated_at / interval)
        return false;
    const auto key = evaluated.key();
    resources.alarms.edit_volatile(key).evaluated_at = now;

    const auto reading = read_datapoints(watched, {metrics, evaluated.where, now});
    const auto verdict = judge(watched, reading);
    const auto to = state_after(verdict);
    if (to.empty() || to == evaluated.state)
        return true;
    enter_alarm_state(
        resources,
        key,
        to,
        state_reason(watched, reading, verdict, evaluated.state),
        state_reason_data(watched, reading),
        now
    );
    return true;
}

/// Composite alarms in an order in which children come before parents; those on a cycle, and those above
/// one, are left out.
class composite_order {
  public:
    explicit composite_order(const state& resources) : resources_(resources) {
        for (const auto& [key, row] : resources.alarms.rows())
            if (row.composite)
                visit(row);
    }

    std::vector<const alarm*> sorted;

  private:
    bool visit(const alarm& composite) {
        const auto key = composite.key();
        if (const auto known = sound_.find(key); known != sound_.end())
            return known->second; // false also while it is being visited: a cycle
        sound_[key] = false;
        bool sound = false;
        isolated(composite.name, [&] {
            const auto& children = definition_of(composite).rule->children();
            sound = true;
            for (const auto& name : children) {
                const auto* child = resources_.alarms.find({composite.where, name});
                if (child && child->composite && !visit(*child))
                    sound = false;
            }
        });
        if (sound)
            sorted.push_back(&composite);
        return sound_[key] = sound;
    }

    const state& resources_;
    std::map<resource_key, bool> sound_;
};

struct children_summary {
    std::uint64_t changes = 0;
    const alarm* latest = nullptr; // the one that changed its state last
};

children_summary look_at_children(const state& resources, const scope& where, const alarm_rule& rule) {
    children_summary seen;
    for (const auto& name : rule.children()) {
        const auto* child = resources.alarms.find({where, name});
        if (!child)
            continue;
        seen.changes += child->state_changes;
        if (!seen.latest || child->state_entered_at > seen.latest->state_entered_at)
            seen.latest = child;
    }
    return seen;
}

std::string reason_data(const alarm& triggering) {
    nlohmann::ordered_json state_of_child;
    state_of_child["value"] = triggering.state;
    state_of_child["timestamp"] = alarm_timestamp(triggering.state_entered_at);
    nlohmann::ordered_json child;
    child["arn"] = arn_of(triggering);
    child["state"] = std::move(state_of_child);
    nlohmann::ordered_json data;
    data["triggeringAlarms"] = nlohmann::ordered_json::array();
    data["triggeringAlarms"].push_back(std::move(child));
    return data.dump();
}

bool evaluate_composite_alarm(state& resources, const resource_key& key, timestamp_ms now) {
    auto& evaluated = resources.alarms.edit_volatile(key);
    const auto& rule = *definition_of(evaluated).rule;
    const auto seen = look_at_children(resources, key.where, rule);
    if (evaluated.children_seen == seen.changes)
        return false;
    evaluated.children_seen = seen.changes;
    evaluated.evaluated_at = now;

    const bool alarming = rule.holds([&](const std::string& name) {
        const auto* child = resources.alarms.find({key.where, name});
        return child ? child->state : std::string();
    });
    const std::string to = alarming ? "ALARM" : "OK";
    if (to == evaluated.state)
        return true;
    if (!seen.latest || seen.latest->state_entered_at <= evaluated.configured_at) {
        const auto* what = evaluated.state_changes == 0 ? "created" : "updated";
        auto reason =
            fmt::format("{} was {} and its alarm rule evaluates to {}", arn_of(evaluated), what, to);
        enter_alarm_state(resources, key, to, std::move(reason), "", now);
        return true;
    }
    const auto& child = *seen.latest;
    auto reason = fmt::format(
        "{} transitioned to {} at {}", arn_of(child), child.state, spoken_time(child.state_entered_at)
    );
    enter_alarm_state(resources, key, to, std::move(reason), reason_data(child), now);
    return true;
}

} // namespace

std::size_t evaluate_alarms(state& resources, const metric_store& metrics, timestamp_ms now) {
    std::size_t due = 0;
    for (const auto& [key, row] : resources.alarms.rows()) {
        if (row.composite)
            continue;
        isolated(row.name, [&] { due += evaluate_metric_alarm(resources, row, metrics, now) ? 1 : 0; });
    }
    const composite_order order(resources);
    for (const auto* composite : order.sorted)
        isolated(composite->name, [&] {
            due += evaluate_composite_alarm(resources, composite->key(), now) ? 1 : 0;
        });
    for (const auto* composite : order.sorted) // suppressors have their states now
        isolated(composite->name, [&] { follow_suppressor(resources, composite->key(), now); });
    return due;
}

} // namespace borealis::emulator
