// Computes expressions from metrics and from one another: of a GetMetricData request, of an alarm, of a
// widget.
#pragma once

#include "emulator/cloudwatch/metric_data_points.hpp"

namespace borealis::emulator {

/// The results of all queries that return data, metrics as well as expressions, in the order of the request;
/// points ascending. An expression that makes an array has a result for each of its series, all with its id.
/// Throws ValidationError for expressions that cannot be computed, also for those that refer to themselves or
/// make millions of points, and NotImplemented for functions that we do not have.
std::vector<metric_data_result> run_with_expressions(
    const std::vector<metric_data_query>& queries, const time_range& range, const metric_source& from
);

} // namespace borealis::emulator
