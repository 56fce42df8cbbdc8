// Texts of the errors about storage.
#include "protocol/errors/storage.hpp"

#include "protocol/errors/common.hpp"

#include <fmt/format.h>

namespace borealis::protocol::errors {

aws_error invalid_storage_size(std::string_view engine, std::string_view storage_type, std::int64_t gib) {
    return invalid_parameter_value(fmt::format(
        "Invalid storage size for engine name {} and storage type {}: {}", engine, storage_type, gib
    ));
}

aws_error invalid_storage_type(std::string_view storage_type) {
    return invalid_parameter_value(fmt::format("Invalid storage type: {}", storage_type));
}

aws_error invalid_max_storage_size(std::string_view engine, std::string_view storage_type, std::int64_t gib) {
    return invalid_parameter_combination(fmt::format(
        "Invalid max storage size for engine name {} and storage type {}: {}", engine, storage_type, gib
    ));
}

aws_error max_storage_below_storage() {
    return invalid_parameter_combination("Max storage size must be greater than storage size");
}

aws_error storage_performance_is_fixed(std::string_view engine, std::int64_t threshold_gib) {
    return invalid_parameter_combination(fmt::format(
        "You can't specify IOPS or storage throughput for engine {} and a storage size less than {}.",
        engine,
        threshold_gib
    ));
}

aws_error iops_required(std::string_view storage_type) {
    return invalid_parameter_combination(
        fmt::format("You must specify IOPS for the storage type {}.", storage_type)
    );
}

aws_error iops_ratio_out_of_range(double ratio, double least, double most) {
    return invalid_parameter_combination(fmt::format(
        "Invalid IOPS to storage (GiB) ratio {:.2f}. Must be between {:g} and {:g}", ratio, least, most
    ));
}

aws_error storage_quota_exceeded() {
    return {
        "StorageQuotaExceeded", 400, "The request would exceed the storage allowed across all DB instances."};
}

aws_error kms_key_not_accessible(std::string_view key) {
    return {
        "KMSKeyNotAccessibleFault",
        400,
        fmt::format(
            "Specified KMS key [{}] does not exist, is not enabled or you do not have permissions to access "
            "it.",
            key
        )};
}

} // namespace borealis::protocol::errors
