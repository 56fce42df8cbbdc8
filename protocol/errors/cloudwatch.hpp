// What CloudWatch answers to wrong queries. Source: CloudWatch API Reference, and texts that the service was
// seen to answer; where none was seen, the wording follows the service's own for the same kind of mistake.
#pragma once

#include "protocol/aws_error.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace borealis::protocol::errors {

// GetMetricStatistics

aws_error start_time_not_before_end_time();
aws_error statistics_missing();
aws_error too_many_datapoints(std::int64_t asked, std::int64_t limit);
aws_error invalid_period(std::int64_t seconds);
aws_error invalid_extended_statistic(std::string_view value, std::size_t position);

// GetMetricData: the service lists everything that is wrong with the queries in one ValidationError, a line
// each.

aws_error metric_data_times_equal();
aws_error metric_data_times_reversed();
aws_error invalid_max_datapoints(std::int64_t value, std::int64_t limit);
aws_error invalid_next_token();
aws_error too_many_metric_data_queries(std::size_t limit);
aws_error invalid_metric_data_queries(const std::vector<std::string>& lines);
/// 501: a function of metric math that is not emulated, or SELECT.
aws_error metric_math_not_emulated(std::string_view function, std::string_view query_id);

/// Lines for invalid_metric_data_queries; a place is "MetricDataQueries.member.1".
std::string query_parameter_missing(std::string_view place, std::string_view member);
std::string query_id_malformed(std::string_view place, std::string_view id);
std::string query_ids_not_unique(std::string_view parameter);
std::string query_has_neither(std::string_view place);
std::string query_has_both(std::string_view place);
std::string query_statistic_invalid(std::string_view place, std::string_view statistic);
std::string query_period_invalid(std::string_view place, std::int64_t seconds);
std::string expression_period_invalid(std::string_view place, std::int64_t seconds);
std::string expression_invalid(std::string_view query_id, std::string_view why);

// ListMetrics

aws_error invalid_list_metrics_token();

} // namespace borealis::protocol::errors
