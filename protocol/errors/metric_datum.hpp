// What PutMetricData answers to data that it does not take. Source: CloudWatch API Reference, MetricDatum,
// and texts that the service was seen to answer; `parameter` is a member's full name,
// "MetricData.member.1.Timestamp".
#pragma once

#include "protocol/aws_error.hpp"

#include <cstddef>
#include <string_view>

namespace borealis::protocol::errors {

/// Namespaces that begin with AWS/ are the services' own.
aws_error reserved_namespace();
aws_error metric_data_missing();
aws_error collection_too_large(std::string_view parameter, std::size_t limit);
aws_error value_for_parameter_invalid(std::string_view value, std::string_view parameter);
aws_error parameters_mutually_exclusive(std::string_view first, std::string_view second);
aws_error parameters_differ_in_size(std::string_view first, std::string_view second);
/// Neither Value nor Values nor StatisticValues.
aws_error datum_without_value(std::string_view datum);
/// The text is ours: AWS's is not known.
aws_error minimum_above_maximum(std::string_view parameter);
aws_error timestamp_too_old(std::string_view parameter);
aws_error timestamp_too_far_ahead(std::string_view parameter);

} // namespace borealis::protocol::errors
