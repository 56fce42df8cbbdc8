// DescribeDBEngineVersions: what the engine catalog offers.
#include "emulator/rds/engine_rules.hpp"
#include "emulator/rds/listing.hpp"
#include "emulator/rds/operations.hpp"
#include "protocol/errors/engine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace borealis::emulator::rds {

namespace errors = protocol::errors;

namespace {

constexpr std::array<std::string_view, 5> filter_names{
    "db-parameter-group-family", "engine", "engine-mode", "engine-version", "status"};

bool is_aurora(const engine_version& version) {
    return version.engine == aurora_engine;
}

std::string description_of(const engine_version& version) {
    return is_aurora(version)
               ? fmt::format("Aurora PostgreSQL (Compatible with PostgreSQL {})", version.version)
               : fmt::format("PostgreSQL {}-R1", version.version);
}

json render_upgrade_targets(const engine_version& version, const std::vector<engine_version>& offered) {
    auto targets = json::array();
    for (const auto& target : offered) {
        if (version_number(target.version) <= version_number(version.version))
            continue;
        json rendered{
            {"Engine", target.engine},
            {"EngineVersion", target.version},
            {"Description", description_of(target)},
            {"AutoUpgrade", false},
            {"IsMajorVersionUpgrade", target.major != version.major},
        };
        if (is_aurora(target))
            rendered["SupportedEngineModes"] = {"provisioned"};
        targets.push_back(std::move(rendered));
    }
    return targets;
}

json render_version(const engine_version& version, const std::vector<engine_version>& offered) {
    json out{
        {"Engine", version.engine},
        {"MajorEngineVersion", std::to_string(version.major)},
        {"EngineVersion", version.version},
        {"DBParameterGroupFamily", parameter_group_family(version.engine, version.major)},
        {"DBEngineDescription", is_aurora(version) ? "Aurora (PostgreSQL)" : "PostgreSQL"},
        {"DBEngineVersionDescription", description_of(version)},
        {"ValidUpgradeTarget", render_upgrade_targets(version, offered)},
        {"ExportableLogTypes", exportable_log_types(version.engine)},
        {"SupportsLogExportsToCloudwatchLogs", true},
        {"SupportsReadReplica", !is_aurora(version)},
        {"SupportedFeatureNames", json::array()},
        {"Status", "available"},
        {"SupportsParallelQuery", false},
        {"SupportsGlobalDatabases", false},
        {"TagList", json::array()},
        {"SupportsBabelfish", false},
        {"SupportsLimitlessDatabase", false},
        {"SupportsCertificateRotationWithoutRestart", true},
        {"SupportedCACertificateIdentifiers", {"rds-ca-ecc384-g1", "rds-ca-rsa2048-g1", "rds-ca-rsa4096-g1"}},
        {"SupportsLocalWriteForwarding", false},
        {"SupportsIntegrations", false},
    };
    if (is_aurora(version))
        out["SupportedEngineModes"] = {"provisioned"};
    return out;
}

std::vector<std::string> filter_values(const engine_version& version, std::string_view name) {
    if (name == "engine")
        return {version.engine};
    if (name == "engine-version")
        return {version.version};
    if (name == "db-parameter-group-family")
        return {parameter_group_family(version.engine, version.major)};
    if (name == "engine-mode")
        return {"provisioned"};
    return {"available"};
}

/// Whether a version is what the parameters ask for; EngineVersion may be a major.
bool is_asked_for(const parameters& given, const engine_version& version) {
    const auto asked = given.text("EngineVersion");
    if (!asked.empty() && asked != version.version && asked != std::to_string(version.major))
        return false;
    const auto family = given.text("DBParameterGroupFamily");
    if (!family.empty() && family != parameter_group_family(version.engine, version.major))
        return false;
    return !given.flag("DefaultOnly", false) || version.default_of_major;
}

std::vector<std::string> asked_engines(const parameters& given) {
    const auto asked = lower_case(given.text("Engine"));
    if (asked.empty())
        return {std::string(aurora_engine), std::string(postgres_engine)};
    if (!is_aws_engine(asked))
        throw errors::unrecognized_engine(asked);
    return {asked};
}

} // namespace

json describe_db_engine_versions(call_context& call) {
    const parameters given(call.input);
    const auto page = protocol::read_page_request(call.input);
    auto filters = protocol::read_filters(call.input, filter_names);
    lower_identifier_filters(filters);
    std::vector<engine_version> found;
    std::vector<std::string> names;
    for (const auto& engine : asked_engines(given)) {
        for (auto& version : call.env.engines.offered(engine)) {
            if (!is_asked_for(given, version) || !protocol::passes(filters, [&](std::string_view name) {
                    return filter_values(version, name);
                }))
                continue;
            names.push_back(fmt::format("{} {:06}", engine, version_number(version.version)));
            found.push_back(std::move(version));
        }
    }
    return render_page(page, names, "DBEngineVersions", [&](std::size_t position) {
        return render_version(found[position], call.env.engines.offered(found[position].engine));
    });
}

} // namespace borealis::emulator::rds
