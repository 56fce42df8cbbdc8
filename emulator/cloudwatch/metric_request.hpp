// Reads what the operations' inputs have in common: which metric is meant.
#pragma once

#include "emulator/cloudwatch/metric_store.hpp"
#include "protocol/json.hpp"

namespace borealis::emulator {

/// Of a structure with Namespace, MetricName and Dimensions.
metric_id read_metric_id(const scope& where, const json& metric);

/// The unit asked for, if one was.
std::optional<metric_unit> read_unit(const json& input);

/// The Dimensions member of an answer; empty for a metric without.
json dimensions_json(const metric_id& id);

} // namespace borealis::emulator
