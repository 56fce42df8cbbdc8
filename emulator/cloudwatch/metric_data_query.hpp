// The queries of GetMetricData, read and checked.
#pragma once

#include "emulator/cloudwatch/math/expression.hpp"
#include "emulator/cloudwatch/metric_store.hpp"
#include "emulator/cloudwatch/statistic.hpp"
#include "protocol/json.hpp"

namespace borealis::emulator {

/// Asks for a metric, or computes something from what the others ask for.
struct metric_data_query {
    std::string id;
    std::optional<std::string> label;
    bool return_data = true;

    std::optional<math::expression> expression;
    std::optional<std::int64_t> expression_period_seconds;

    // Without an expression:
    metric_id metric;
    statistic what;
    std::string statistic_name; // as asked: "p99", "Average"
    std::int64_t period_seconds = 60;
    std::optional<metric_unit> unit;
    bool foreign = false; // of an account that the caller does not monitor
};

/// `parameter` is the name that the list has in the input. Throws ValidationError with everything that is
/// wrong with the queries, and NotImplemented for Metrics Insights (SELECT).
std::vector<metric_data_query> read_metric_data_queries(
    const scope& where, const json& queries, std::string_view parameter = "MetricDataQueries"
);

} // namespace borealis::emulator
