// What CloudWatch answers to wrong requests about alarms. Source: CloudWatch API Reference; texts that the
// service was seen to answer where some are known, in its own manner otherwise.
#pragma once

#include "protocol/aws_error.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace borealis::protocol::errors {

// PutMetricAlarm, PutCompositeAlarm: all ValidationError.

aws_error alarm_parameter_missing(std::string_view name);
aws_error alarm_parameters_exclude_each_other(std::string_view one, std::string_view other);
aws_error alarm_value_invalid(std::string_view value, std::string_view name);
aws_error alarm_period_invalid();
aws_error alarm_range_too_long(std::int64_t most_seconds);
aws_error datapoints_exceed_evaluation_periods();
aws_error alarm_metrics_not_one_returned();
aws_error too_many_alarm_metrics(std::size_t most);
aws_error alarm_without_metric();
aws_error alarm_expression_not_one_series();
aws_error search_in_alarm();
aws_error alarm_of_another_place(std::string_view arn);
aws_error invalid_arn_syntax(std::string_view text);
aws_error alarm_name_taken(std::string_view name, std::string_view kind);
aws_error invalid_alarm_rule(std::string_view why);
aws_error too_many_alarm_tags(std::size_t most);
aws_error too_many_alarms(std::size_t most);

// DescribeAlarms, DescribeAlarmHistory

aws_error alarm_filters_exclude_each_other(std::string_view one, std::string_view other);

// SetAlarmState, DeleteAlarms

/// ResourceNotFound. AWS gives no text.
aws_error alarm_not_found();
aws_error state_reason_data_malformed();
aws_error too_many_composite_alarms_to_delete();
aws_error alarm_has_parents(std::string_view name);

// TagResource, UntagResource, ListTagsForResource

aws_error tagged_resource_arn_invalid(std::string_view arn);
aws_error tagged_resource_not_found(std::string_view arn);
aws_error tag_key_reserved(std::string_view key);

} // namespace borealis::protocol::errors
