// The rules for storage: type, size, IOPS, throughput, autoscaling limit, encryption.
// Source: RDS API Reference, CreateDBInstance; RDS User Guide, "Amazon RDS DB instance storage".
#pragma once

#include "emulator/api/handler.hpp"
#include "emulator/rds/parameters.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace borealis::emulator::rds {

struct storage_type {
    std::string_view name;
    int least_gib;
    int most_gib;
    bool takes_iops;
    int least_iops;
    int most_iops;
    double most_iops_per_gib;
};

/// The storage types of RDS for PostgreSQL.
std::span<const storage_type> storage_types() noexcept;

struct storage_choice {
    std::string type;
    int gib = 0;
    std::optional<int> iops;
    int throughput = 0; // MiB/s; 0 where the type has none
    std::optional<int> max_gib;
};

/// Reads and checks the storage parameters of a standalone instance.
storage_choice required_storage(const parameters& given);

/// Throws StorageQuotaExceeded where `more_gib` would exceed the account's 100 TiB in this region.
void check_storage_quota(const state& resources, const scope& where, int more_gib);

struct encryption_choice {
    bool encrypted = false;
    std::string kms_key_id; // ARN; empty where it is not encrypted
};

/// Reads StorageEncrypted and KmsKeyId; `default_key` is used where no key is named (empty: the account's
/// own).
encryption_choice
chosen_encryption(const parameters& given, const scope& where, const std::string& default_key = {});

} // namespace borealis::emulator::rds
