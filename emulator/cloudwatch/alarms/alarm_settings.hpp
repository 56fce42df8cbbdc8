// The rules for the settings of alarms. Source: CloudWatch API Reference, PutMetricAlarm, PutCompositeAlarm.
#pragma once

#include "emulator/state/state.hpp"

namespace borealis::emulator {

/// Throws ValidationError for what AWS refuses, NotImplemented for anomaly detection, metric math and PromQL.
void check_metric_alarm(const json& input);

/// OKActions, AlarmActions, InsufficientDataActions: ARNs, and for us also URLs.
void check_alarm_actions(const json& input);

/// Creates or replaces: a new alarm has INSUFFICIENT_DATA as its state, a replaced one keeps its own, and its
/// tags, and is evaluated anew.
void put_alarm(state& resources, const scope& where, const json& input, bool composite, timestamp_ms now);

} // namespace borealis::emulator
