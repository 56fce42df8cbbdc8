// Errors about storage size, type, IOPS, throughput and encryption.
#pragma once

#include "protocol/aws_error.hpp"

#include <cstdint>
#include <string_view>

namespace borealis::protocol::errors {

aws_error invalid_storage_size(std::string_view engine, std::string_view storage_type, std::int64_t gib);
aws_error invalid_storage_type(std::string_view storage_type);
aws_error invalid_max_storage_size(std::string_view engine, std::string_view storage_type, std::int64_t gib);
aws_error max_storage_below_storage();
/// gp3 below its striping threshold has fixed performance.
aws_error storage_performance_is_fixed(std::string_view engine, std::int64_t threshold_gib);
aws_error iops_required(std::string_view storage_type);
aws_error iops_ratio_out_of_range(double ratio, double least, double most);
aws_error storage_quota_exceeded();
aws_error kms_key_not_accessible(std::string_view key);

} // namespace borealis::protocol::errors
