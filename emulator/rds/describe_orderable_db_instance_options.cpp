// DescribeOrderableDBInstanceOptions: every combination of version, instance class and storage type that can
// be created.
#include "emulator/rds/engine_rules.hpp"
#include "emulator/rds/instance_classes.hpp"
#include "emulator/rds/listing.hpp"
#include "emulator/rds/operations.hpp"
#include "emulator/rds/placement.hpp"
#include "emulator/rds/storage_rules.hpp"
#include "protocol/errors/engine.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace borealis::emulator::rds {

namespace errors = protocol::errors;

namespace {

constexpr std::size_t least_page = 20;
constexpr std::size_t most_page = 1000;
constexpr std::string_view license = "postgresql-license";

struct option {
    std::string name; // sorts as AWS lists them: by class, version, storage type
    const engine_version* version = nullptr;
    const instance_class* size = nullptr;
    std::string_view storage;
};

std::vector<std::string_view> storage_names(std::string_view engine) {
    if (engine == aurora_engine)
        return {"aurora", "aurora-iopt1"};
    std::vector<std::string_view> names;
    for (const auto& type : storage_types())
        names.push_back(type.name);
    return names;
}

bool is_asked_for(const parameters& given, const engine_version& version, const instance_class& size) {
    const auto asked_version = given.text("EngineVersion");
    if (!asked_version.empty() && asked_version != version.version &&
        asked_version != std::to_string(version.major))
        return false;
    const auto asked_class = given.text("DBInstanceClass");
    return (asked_class.empty() || asked_class == size.name) &&
           is_supported(size, version.engine, version.major);
}

std::vector<option> asked_options(const parameters& given, const std::vector<engine_version>& versions) {
    std::vector<option> found;
    if (versions.empty() || given.text("LicenseModel", std::string(license)) != license ||
        !given.flag("Vpc", true))
        return found;
    const auto storages = storage_names(versions.front().engine);
    for (const auto& size : instance_classes()) {
        for (const auto& version : versions) {
            if (!is_asked_for(given, version, size))
                continue;
            for (const auto& storage : storages) {
                auto name = fmt::format("{} {:06} {}", size.name, version_number(version.version), storage);
                found.push_back({std::move(name), &version, &size, storage});
            }
        }
    }
    return found;
}

/// What only the storage of RDS for PostgreSQL has: limits of size, IOPS and throughput.
void add_storage_limits(json& out, std::string_view storage) {
    for (const auto& type : storage_types()) {
        if (type.name != storage)
            continue;
        out["MinStorageSize"] = type.least_gib;
        out["MaxStorageSize"] = type.most_gib;
        if (!type.takes_iops)
            continue;
        out["MinIopsPerDbInstance"] = type.least_iops;
        out["MaxIopsPerDbInstance"] = type.most_iops;
        out["MinIopsPerGib"] = 0.5;
        out["MaxIopsPerGib"] = type.most_iops_per_gib;
    }
    if (storage == "gp3") {
        out["MinStorageThroughputPerDbInstance"] = 500;
        out["MaxStorageThroughputPerDbInstance"] = 4000;
    }
}

json render_option(const option& chosen, const std::string& region) {
    const bool aurora = chosen.version->engine == aurora_engine;
    auto zones = json::array();
    for (const auto& zone : zones_of(region))
        zones.push_back({{"Name", zone}});
    json out{
        {"Engine", chosen.version->engine},
        {"EngineVersion", chosen.version->version},
        {"DBInstanceClass", chosen.size->name},
        {"LicenseModel", license},
        {"AvailabilityZones", std::move(zones)},
        {"MultiAZCapable", !aurora},
        {"ReadReplicaCapable", !aurora},
        {"Vpc", true},
        {"SupportsStorageEncryption", true},
        {"StorageType", chosen.storage},
        {"SupportsIops", chosen.storage == "gp3" || chosen.storage == "io1" || chosen.storage == "io2"},
        {"SupportsStorageThroughput", chosen.storage == "gp3"},
        {"SupportsEnhancedMonitoring", true},
        {"SupportsIAMDatabaseAuthentication", true},
        {"SupportsPerformanceInsights", true},
        {"AvailableProcessorFeatures", json::array()},
        {"SupportedEngineModes", {"provisioned"}},
        {"SupportsStorageAutoscaling", !aurora && chosen.storage != "standard"},
        {"SupportsKerberosAuthentication", false},
        {"OutpostCapable", false},
        {"SupportedActivityStreamModes", json::array()},
        {"SupportsGlobalDatabases", false},
        {"SupportedNetworkTypes", {"IPV4"}},
        {"SupportsClusters", aurora},
        {"SupportsDedicatedLogVolume", false},
    };
    add_storage_limits(out, chosen.storage);
    return out;
}

} // namespace

json describe_orderable_db_instance_options(call_context& call) {
    const parameters given(call.input);
    const auto page = protocol::read_page_request(call.input, least_page, most_page);
    protocol::read_filters(call.input, {}); // the operation knows no filter
    const auto engine = lower_case(given.text("Engine"));
    if (!is_aws_engine(engine))
        throw errors::unrecognized_engine(engine);
    const auto versions = call.env.engines.offered(engine);
    const auto options = asked_options(given, versions);
    std::vector<std::string> names;
    names.reserve(options.size());
    for (const auto& item : options)
        names.push_back(item.name);
    return render_page(page, names, "OrderableDBInstanceOptions", [&](std::size_t position) {
        return render_option(options[position], call.where.region);
    });
}

} // namespace borealis::emulator::rds
