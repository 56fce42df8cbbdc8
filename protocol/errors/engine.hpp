// Errors about engines, versions, instance classes, and the groups and certificates that belong to an engine.
#pragma once

#include "protocol/aws_error.hpp"

#include <string_view>

namespace borealis::protocol::errors {

aws_error invalid_engine(std::string_view engine);
/// DescribeDBEngineVersions' and DescribeOrderableDBInstanceOptions' way to say it.
aws_error unrecognized_engine(std::string_view engine);
aws_error version_not_found(std::string_view version, std::string_view engine);
/// The same for a major version that this machine does not have, with how to get it.
aws_error version_not_installed(std::string_view version, std::string_view engine, int major);

aws_error invalid_instance_class(std::string_view instance_class);
aws_error unsupported_instance_class(
    std::string_view instance_class, std::string_view engine, std::string_view version
);

aws_error engine_mode_unavailable(std::string_view mode);
aws_error invalid_license_model(std::string_view license, std::string_view engine);
aws_error invalid_log_type(std::string_view log_type, std::string_view engine, std::string_view version);

aws_error parameter_group_not_found(std::string_view name);
/// AWS sends the code of instance parameter groups for these, too.
aws_error cluster_parameter_group_not_found(std::string_view name);
aws_error wrong_parameter_group_family(
    std::string_view name, std::string_view family, std::string_view expected_family
);
aws_error option_group_not_found(std::string_view name);
aws_error certificate_not_found(std::string_view name);

} // namespace borealis::protocol::errors
