// Checks of the storage parameters, in the order in which AWS complains.
#include "emulator/rds/storage_rules.hpp"

#include "emulator/rds/placement.hpp"
#include "protocol/errors/parameter.hpp"
#include "protocol/errors/storage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace borealis::emulator::rds {

namespace errors = protocol::errors;

namespace {

constexpr std::string_view engine = "postgres";

constexpr std::array types{
    storage_type{"gp2", 20, 65536, false, 0, 0, 0},
    storage_type{"gp3", 20, 65536, true, 12000, 64000, 500},
    storage_type{"io1", 100, 65536, true, 1000, 256000, 50},
    storage_type{"io2", 100, 65536, true, 1000, 256000, 1000},
    storage_type{"standard", 5, 3072, false, 0, 0, 0},
};

// From this size on gp3 volumes are striped: more baseline, and IOPS and throughput may be chosen.
constexpr int gp3_threshold_gib = 400;
constexpr int gp3_small_iops = 3000;
constexpr int gp3_small_throughput = 125;
constexpr int gp3_large_iops = 12000;
constexpr int gp3_large_throughput = 500;
constexpr int gp3_most_throughput = 4000;
constexpr double least_iops_per_gib = 0.5;
constexpr std::int64_t quota_gib = 100 * 1024;

const storage_type& required_type(const parameters& given) {
    const auto name = lower_case(given.text("StorageType", given.given("Iops") ? "io1" : "gp3"));
    const auto found =
        std::find_if(types.begin(), types.end(), [&](const auto& type) { return type.name == name; });
    if (found == types.end())
        throw errors::invalid_storage_type(name);
    return *found;
}

int required_size(const parameters& given, const storage_type& type) {
    const auto gib = given.number("AllocatedStorage");
    if (!gib)
        throw errors::must_not_be_null("AllocatedStorage");
    if (*gib < type.least_gib || *gib > type.most_gib)
        throw errors::invalid_storage_size(engine, type.name, *gib);
    return static_cast<int>(*gib);
}

void choose_gp3_performance(const parameters& given, storage_choice& choice) {
    if (choice.gib < gp3_threshold_gib) {
        if (given.given("Iops") || given.given("StorageThroughput"))
            throw errors::storage_performance_is_fixed(engine, gp3_threshold_gib);
        choice.iops = gp3_small_iops;
        choice.throughput = gp3_small_throughput;
        return;
    }
    choice.iops = given.number_within("Iops", gp3_large_iops, 64000).value_or(gp3_large_iops);
    choice.throughput = given.number_within("StorageThroughput", gp3_large_throughput, gp3_most_throughput)
                            .value_or(gp3_large_throughput);
}

void choose_provisioned_iops(const parameters& given, const storage_type& type, storage_choice& choice) {
    choice.iops = given.number_within("Iops", type.least_iops, type.most_iops);
    if (!choice.iops)
        throw errors::iops_required(type.name);
    const double ratio = static_cast<double>(*choice.iops) / choice.gib;
    if (ratio < least_iops_per_gib || ratio > type.most_iops_per_gib)
        throw errors::iops_ratio_out_of_range(ratio, least_iops_per_gib, type.most_iops_per_gib);
}

std::optional<int>
chosen_limit(const parameters& given, const storage_choice& choice, const storage_type& type) {
    const auto limit = given.number("MaxAllocatedStorage");
    if (!limit)
        return std::nullopt;
    if (*limit <= choice.gib)
        throw errors::max_storage_below_storage();
    // Autoscaling needs room for one step of at least 10 percent.
    if (*limit > type.most_gib || *limit * 10 < static_cast<std::int64_t>(choice.gib) * 11)
        throw errors::invalid_max_storage_size(engine, type.name, *limit);
    return static_cast<int>(*limit);
}

std::string key_arn(const scope& where, const std::string& key) {
    if (!key.starts_with("arn:"))
        return fmt::format(
            "arn:aws:kms:{}:{}:{}{}",
            where.region,
            where.account,
            key.starts_with("alias/") ? "" : "key/",
            key
        );
    // A key of another account may be shared; one of another region never serves.
    if (!key.starts_with(fmt::format("arn:aws:kms:{}:", where.region)))
        throw errors::kms_key_not_accessible(key);
    return key;
}

} // namespace

std::span<const storage_type> storage_types() noexcept {
    return types;
}

storage_choice required_storage(const parameters& given) {
    const auto& type = required_type(given);
    storage_choice choice;
    choice.type = type.name;
    choice.gib = required_size(given, type);
    if (given.given("StorageThroughput") && type.name != "gp3")
        throw errors::only_allowed_with("StorageThroughput", "the storage type gp3");
    if (type.name == "gp3")
        choose_gp3_performance(given, choice);
    else if (type.takes_iops)
        choose_provisioned_iops(given, type, choice);
    else if (given.given("Iops"))
        throw errors::only_allowed_with("Iops", "the storage types gp3, io1 and io2");
    choice.max_gib = chosen_limit(given, choice, type);
    return choice;
}

void check_storage_quota(const state& resources, const scope& where, int more_gib) {
    std::int64_t used = more_gib;
    for (const auto* instance : resources.instances.in(where))
        if (instance->cluster.empty())
            used += instance->allocated_storage;
    if (used > quota_gib)
        throw errors::storage_quota_exceeded();
}

encryption_choice
chosen_encryption(const parameters& given, const scope& where, const std::string& default_key) {
    encryption_choice choice;
    choice.encrypted = given.flag("StorageEncrypted", false);
    const auto key = given.text("KmsKeyId");
    if (!choice.encrypted) {
        if (!key.empty())
            throw errors::only_allowed_with("KmsKeyId", "StorageEncrypted");
        return choice;
    }
    if (!key.empty())
        choice.kms_key_id = key_arn(where, key);
    else
        choice.kms_key_id = default_key.empty() ? default_kms_key(where) : default_key;
    return choice;
}

} // namespace borealis::emulator::rds
