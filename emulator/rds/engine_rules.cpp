// The rules of the two engines. Source: RDS API Reference, CreateDBInstance and CreateDBCluster.
#include "emulator/rds/engine_rules.hpp"

#include "emulator/rds/instance_classes.hpp"
#include "protocol/errors/db_instance.hpp"
#include "protocol/errors/engine.hpp"
#include "protocol/errors/parameter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace borealis::emulator::rds {

namespace errors = protocol::errors;

namespace {

/// Leading digits of `text` as a number, and what follows them.
int take_number(std::string_view& text) noexcept {
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{})
        return 0;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return number;
}

bool is_installed(const engine_catalog& engines, int major) {
    const auto& installed = engines.installed();
    return std::any_of(installed.begin(), installed.end(), [&](const auto& v) { return v.major == major; });
}

constexpr int oldest_major = 9;
constexpr int suggested_major = 15; // Debian 12 has it
constexpr int newest_major = 18;    // of PostgreSQL: a hint to install a later one would mislead

/// The family of a default group, "postgres15" of "default.postgres15"; empty for any other name.
std::string default_group_family(std::string_view name) {
    constexpr std::string_view prefix = "default.";
    if (!name.starts_with(prefix))
        return {};
    const auto family = name.substr(prefix.size());
    for (const auto engine : {aurora_engine, postgres_engine}) {
        auto major = family;
        if (!major.starts_with(engine))
            continue;
        major.remove_prefix(engine.size());
        const int number = take_number(major);
        if (major.empty() && number >= 10 && number <= newest_major)
            return std::string(family);
    }
    return {};
}

} // namespace

std::string required_engine(const parameters& given) {
    auto engine = lower_case(given.text("Engine"));
    if (engine != postgres_engine && engine != aurora_engine)
        throw errors::invalid_engine(given.text("Engine"));
    return engine;
}

bool is_aws_engine(std::string_view engine) noexcept {
    constexpr std::array known{
        "aurora-mysql",
        "aurora-postgresql",
        "custom-oracle-ee",
        "custom-oracle-ee-cdb",
        "custom-oracle-se2",
        "custom-oracle-se2-cdb",
        "custom-sqlserver-ee",
        "custom-sqlserver-se",
        "custom-sqlserver-web",
        "custom-sqlserver-dev",
        "db2-ae",
        "db2-se",
        "mariadb",
        "mysql",
        "oracle-ee",
        "oracle-ee-cdb",
        "oracle-se2",
        "oracle-se2-cdb",
        "postgres",
        "sqlserver-ee",
        "sqlserver-ex",
        "sqlserver-se",
        "sqlserver-web",
        "sqlserver-dev-ee",
    };
    return std::find(known.begin(), known.end(), engine) != known.end();
}

engine_version
required_version(const engine_catalog& engines, std::string_view engine, std::string_view asked) {
    if (auto found = engines.resolve(engine, asked))
        return *std::move(found);
    if (asked.empty()) // there is no default: nothing is installed
        throw errors::version_not_installed(std::to_string(suggested_major), engine, suggested_major);
    const int major = major_of(asked);
    if (major >= oldest_major && major <= newest_major && !is_installed(engines, major))
        throw errors::version_not_installed(asked, engine, major);
    throw errors::version_not_found(asked, engine);
}

void check_upgrade(const parameters& given, const engine_version& from, const engine_version& to) {
    if (version_number(to.version) < version_number(from.version))
        throw errors::cannot_upgrade(from.engine, from.version, to.version);
    if (to.major == from.major)
        return;
    if (!given.flag("AllowMajorVersionUpgrade", false))
        throw errors::major_upgrade_not_allowed();
    throw errors::not_emulated("upgrades to another major version");
}

int major_of(std::string_view version) noexcept {
    return take_number(version);
}

int version_number(std::string_view version) noexcept {
    const int major = take_number(version);
    if (version.starts_with('.'))
        version.remove_prefix(1);
    return major * 1000 + take_number(version);
}

std::string required_instance_class(const parameters& given, const engine_version& version) {
    auto name = given.text("DBInstanceClass");
    if (name == "db.serverless")
        throw errors::not_emulated("the DB instance class db.serverless (Aurora Serverless v2)");
    const auto* found = find_instance_class(name);
    if (!found)
        throw errors::invalid_instance_class(name);
    if (!is_supported(*found, version.engine, version.major))
        throw errors::unsupported_instance_class(name, version.engine, version.version);
    return name;
}

std::string parameter_group_family(std::string_view engine, int major) {
    return fmt::format("{}{}", engine, major);
}

std::string default_parameter_group(std::string_view engine, int major) {
    return "default." + parameter_group_family(engine, major);
}

std::string default_option_group(std::string_view engine, int major) {
    return fmt::format("default:{}-{}", engine, major);
}

std::string chosen_parameter_group(const parameters& given, std::string_view engine, int major) {
    auto standard = default_parameter_group(engine, major);
    const auto name = lower_case(given.text("DBParameterGroupName", standard));
    if (name == standard)
        return standard;
    const auto family = default_group_family(name);
    if (family.empty())
        throw errors::parameter_group_not_found(name);
    throw errors::wrong_parameter_group_family(name, family, parameter_group_family(engine, major));
}

std::string chosen_cluster_parameter_group(const parameters& given, std::string_view engine, int major) {
    auto standard = default_parameter_group(engine, major);
    const auto name = lower_case(given.text("DBClusterParameterGroupName", standard));
    if (name == standard)
        return standard;
    const auto family = default_group_family(name);
    if (family.empty())
        throw errors::cluster_parameter_group_not_found(name);
    throw errors::wrong_parameter_group_family(name, family, parameter_group_family(engine, major));
}

std::string chosen_option_group(const parameters& given, std::string_view engine, int major) {
    auto standard = default_option_group(engine, major);
    const auto name = lower_case(given.text("OptionGroupName", standard));
    if (name != standard)
        throw errors::option_group_not_found(name);
    return standard;
}

std::vector<std::string> exportable_log_types(std::string_view engine) {
    if (engine == postgres_engine)
        return {"postgresql", "upgrade"};
    return {"postgresql"};
}

std::vector<std::string> chosen_log_exports(const parameters& given, const engine_version& version) {
    auto chosen = given.list("EnableCloudwatchLogsExports");
    const auto allowed = exportable_log_types(version.engine);
    for (const auto& type : chosen)
        if (std::find(allowed.begin(), allowed.end(), type) == allowed.end())
            throw errors::invalid_log_type(type, version.engine, version.version);
    return chosen;
}

std::string chosen_lifecycle_support(const parameters& given) {
    auto chosen = given.text("EngineLifecycleSupport", "open-source-rds-extended-support");
    if (chosen != "open-source-rds-extended-support" && chosen != "open-source-rds-extended-support-disabled")
        throw errors::not_an_allowed_value(
            "EngineLifecycleSupport",
            chosen,
            "open-source-rds-extended-support, open-source-rds-extended-support-disabled"
        );
    return chosen;
}

std::string chosen_network_type(const parameters& given) {
    auto chosen = given.text("NetworkType", "IPV4");
    if (chosen != "IPV4" && chosen != "DUAL")
        throw errors::not_an_allowed_value("NetworkType", chosen, "IPV4, DUAL");
    return chosen;
}

void refuse_unemulated(const parameters& given, const std::vector<const char*>& names) {
    // What is switched off explicitly is as good as not asked for.
    for (const auto* name : names)
        if (given.asked_for(name))
            throw errors::not_emulated(fmt::format("the parameter {}", name));
}

} // namespace borealis::emulator::rds
