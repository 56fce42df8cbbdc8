// The errors that every operation may answer. Source: RDS API Reference, "Common Errors".
#pragma once

#include "protocol/aws_error.hpp"

#include <string_view>

namespace borealis::protocol::errors {

aws_error invalid_action(std::string_view action, std::string_view version);
aws_error missing_action();
aws_error missing_parameter(std::string_view name);
/// MissingParameter in CloudWatch's words: one line for each parameter that is not there.
aws_error missing_required_parameters(std::string message);
aws_error malformed_query_string(std::string_view why);
/// A JSON body that does not fit the input shape.
aws_error serialization_error(std::string message);
aws_error validation_error(std::string_view message);
/// InvalidParameterValue with this text.
aws_error invalid_parameter_value(std::string message);
/// InvalidParameterCombination with this text.
aws_error invalid_parameter_combination(std::string message);
/// 501: the model knows the operation, we do not emulate it.
aws_error not_implemented(std::string_view service, std::string_view operation);
aws_error internal_failure(std::string_view request_id);
aws_error service_unavailable(std::string_view why);
aws_error request_too_large();

aws_error missing_authentication_token();
aws_error incomplete_signature(std::string_view why);
aws_error invalid_client_token_id();
aws_error signature_does_not_match();
/// SignatureDoesNotMatch because of the time at which it was made.
aws_error signature_not_current(std::string_view why);
aws_error request_expired(std::string_view why);

} // namespace borealis::protocol::errors
