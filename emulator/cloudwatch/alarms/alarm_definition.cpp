// Reads settings and keeps what they say.
#include "emulator/cloudwatch/alarms/alarm_definition.hpp"

namespace borealis::emulator {

namespace {

std::optional<action_suppressor> read_suppressor(const scope& where, const json& settings) {
    const auto named = settings.value("ActionsSuppressor", "");
    if (named.empty())
        return std::nullopt;
    action_suppressor read;
    read.name = alarm_name_in(named, where);
    read.wait_period = 1000 * settings.at("ActionsSuppressorWaitPeriod").get<timestamp_ms>();
    read.extension_period = 1000 * settings.at("ActionsSuppressorExtensionPeriod").get<timestamp_ms>();
    return read;
}

} // namespace

const alarm_definition& definition_of(const alarm& of) {
    if (of.definition)
        return *of.definition;
    auto read = std::make_shared<alarm_definition>();
    if (of.composite) {
        read->rule = alarm_rule::parse(of.settings.at("AlarmRule").get<std::string>(), of.where);
        read->suppressor = read_suppressor(of.where, of.settings);
    } else {
        read->metric = read_alarm_metric(of.where, of.settings);
    }
    of.definition = std::move(read);
    return *of.definition;
}

bool depends_on(const alarm& parent, const std::string& name) {
    return parent.composite && definition_of(parent).rule->children().contains(name);
}

} // namespace borealis::emulator
