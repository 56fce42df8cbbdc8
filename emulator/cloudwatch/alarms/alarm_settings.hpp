// The rules for the settings of alarms. Source: CloudWatch API Reference, PutMetricAlarm, PutCompositeAlarm.
#pragma once

#include "emulator/cloudwatch/metric_data_points.hpp"
#include "emulator/state/state.hpp"

namespace borealis::emulator {

/// Throws ValidationError for what AWS refuses, also expressions that cannot be computed of these metrics,
/// and NotImplemented for anomaly detection, PromQL and the functions of metric math that we do not have.
void check_metric_alarm(const json& input, const metric_source& metrics);

/// ActionsSuppressor with its periods. Throws ValidationError.
void check_suppressor(const state& resources, const scope& where, const json& input);

/// OKActions, AlarmActions, InsufficientDataActions: ARNs, and for us also URLs.
void check_alarm_actions(const json& input);

/// Creates or replaces: a new alarm has INSUFFICIENT_DATA as its state, a replaced one keeps its own, and its
/// tags, and is evaluated anew.
void put_alarm(state& resources, const scope& where, const json& input, bool composite, timestamp_ms now);

} // namespace borealis::emulator
