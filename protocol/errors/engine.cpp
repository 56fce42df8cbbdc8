// Texts of the errors about engines and what belongs to them.
#include "protocol/errors/engine.hpp"

#include "protocol/errors/common.hpp"

#include <fmt/format.h>

namespace borealis::protocol::errors {

aws_error invalid_engine(std::string_view engine) {
    return invalid_parameter_value(fmt::format("Invalid DB engine: {}", engine));
}

aws_error unrecognized_engine(std::string_view engine) {
    return invalid_parameter_value(fmt::format("Unrecognized engine name: {}", engine));
}

aws_error version_not_found(std::string_view version, std::string_view engine) {
    return invalid_parameter_combination(fmt::format("Cannot find version {} for {}", version, engine));
}

aws_error version_not_installed(std::string_view version, std::string_view engine, int major) {
    return invalid_parameter_combination(fmt::format(
        "Cannot find version {} for {} (PostgreSQL {} is not installed on this machine: apt-get install "
        "postgresql-{}, from apt.postgresql.org where your distribution lacks it)",
        version,
        engine,
        major,
        major
    ));
}

aws_error invalid_instance_class(std::string_view instance_class) {
    return invalid_parameter_value(fmt::format("Invalid DB Instance class: {}", instance_class));
}

aws_error unsupported_instance_class(
    std::string_view instance_class, std::string_view engine, std::string_view version
) {
    return invalid_parameter_combination(fmt::format(
        "RDS does not support creating a DB instance with the following combination: DBInstanceClass={}, "
        "Engine={}, EngineVersion={}, LicenseModel=postgresql-license. For supported combinations of "
        "instance "
        "class and database engine version, see the documentation.",
        instance_class,
        engine,
        version
    ));
}

aws_error engine_mode_unavailable(std::string_view mode) {
    return invalid_parameter_value(
        fmt::format("The engine mode {} you requested is currently unavailable.", mode)
    );
}

aws_error invalid_license_model(std::string_view license, std::string_view engine) {
    return invalid_parameter_value(fmt::format(
        "Invalid license model '{}' for engine '{}'. Valid license models are: postgresql-license.",
        license,
        engine
    ));
}

aws_error invalid_log_type(std::string_view log_type, std::string_view engine, std::string_view version) {
    return invalid_parameter_combination(fmt::format(
        "You cannot use the log types '{}' with engine version {} {}. For supported log types, see the "
        "documentation.",
        log_type,
        engine,
        version
    ));
}

aws_error parameter_group_not_found(std::string_view name) {
    return {"DBParameterGroupNotFound", 404, fmt::format("DBParameterGroup not found: {}", name)};
}

aws_error cluster_parameter_group_not_found(std::string_view name) {
    return {"DBParameterGroupNotFound", 404, fmt::format("DBClusterParameterGroup not found: {}", name)};
}

aws_error wrong_parameter_group_family(
    std::string_view name, std::string_view family, std::string_view expected_family
) {
    return invalid_parameter_combination(fmt::format(
        "The Parameter Group {} with DBParameterGroupFamily {} cannot be used for this instance. Please use "
        "a "
        "Parameter Group with DBParameterGroupFamily {}",
        name,
        family,
        expected_family
    ));
}

aws_error option_group_not_found(std::string_view name) {
    return {"OptionGroupNotFoundFault", 404, fmt::format("Specified OptionGroupName: {} not found.", name)};
}

aws_error certificate_not_found(std::string_view name) {
    return {"CertificateNotFound", 404, fmt::format("Certificate {} not found.", name)};
}

} // namespace borealis::protocol::errors
