// What an engine allows: its versions, instance classes, default groups, log types.
#pragma once

#include "emulator/api/handler.hpp"
#include "emulator/rds/parameters.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace borealis::emulator::rds {

inline constexpr std::string_view postgres_engine = "postgres";
inline constexpr std::string_view aurora_engine = "aurora-postgresql";

/// The Engine parameter of a Create call, lower case; throws "Invalid DB engine" for one that we don't run.
std::string required_engine(const parameters& given);

/// Whether AWS has an engine of this name, ours or not.
bool is_aws_engine(std::string_view engine) noexcept;

/// Resolves EngineVersion; throws "Cannot find version" with a hint where only the installation is missing.
engine_version
required_version(const engine_catalog& engines, std::string_view engine, std::string_view asked);

/// Throws unless `from` can be upgraded to `to`: the same or a higher minor version of the same major one.
void check_upgrade(const parameters& given, const engine_version& from, const engine_version& to);

/// The major version that a version text begins with; 0 where it begins with none.
int major_of(std::string_view version) noexcept;
/// 15004 for "15.4": for comparing versions.
int version_number(std::string_view version) noexcept;

/// Checks DBInstanceClass against what the engine offers in this version.
std::string required_instance_class(const parameters& given, const engine_version& version);

std::string parameter_group_family(std::string_view engine, int major); // "aurora-postgresql15"
std::string default_parameter_group(std::string_view engine, int major);
std::string default_option_group(std::string_view engine, int major);

/// The group that a call names, or the engine's default. Only the default groups exist: any other is
/// NotFound.
std::string chosen_parameter_group(const parameters& given, std::string_view engine, int major);
std::string chosen_cluster_parameter_group(const parameters& given, std::string_view engine, int major);
std::string chosen_option_group(const parameters& given, std::string_view engine, int major);

std::vector<std::string> exportable_log_types(std::string_view engine);
/// EnableCloudwatchLogsExports; throws for a log type that the engine does not export.
std::vector<std::string> chosen_log_exports(const parameters& given, const engine_version& version);

/// Shared by instances and clusters.
std::string chosen_lifecycle_support(const parameters& given);
std::string chosen_network_type(const parameters& given);

/// Throws NotImplemented where one of these parameters is given: ignoring it would only pretend.
void refuse_unemulated(const parameters& given, const std::vector<const char*>& names);

} // namespace borealis::emulator::rds
