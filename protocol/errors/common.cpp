// Codes, statuses and texts of the errors that every operation may answer.
#include "protocol/errors/common.hpp"

#include <fmt/format.h>

namespace borealis::protocol::errors {

aws_error invalid_action(std::string_view action, std::string_view version) {
    const std::string_view named = version.empty() ? "NO_VERSION_SPECIFIED" : version;
    return {"InvalidAction", 400, fmt::format("Could not find operation {} for version {}", action, named)};
}

aws_error missing_action() {
    return {"MissingAction", 400, "The request is missing an action or a required parameter."};
}

aws_error missing_parameter(std::string_view name) {
    return {"MissingParameter", 400, fmt::format("The request must contain the parameter {}", name)};
}

aws_error missing_required_parameters(std::string message) {
    return {"MissingParameter", 400, std::move(message)};
}

aws_error malformed_query_string(std::string_view why) {
    return {"MalformedQueryString", 404, fmt::format("The query string contains a syntax error: {}", why)};
}

aws_error serialization_error(std::string message) {
    return {"SerializationException", 400, std::move(message)};
}

aws_error validation_error(std::string_view message) {
    return {"ValidationError", 400, std::string(message)};
}

aws_error invalid_parameter_value(std::string message) {
    return {"InvalidParameterValue", 400, std::move(message)};
}

aws_error invalid_parameter_combination(std::string message) {
    return {"InvalidParameterCombination", 400, std::move(message)};
}

aws_error not_implemented(std::string_view service, std::string_view operation) {
    auto text =
        fmt::format("{}:{} is part of the AWS API, but Borealis does not emulate it.", service, operation);
    return {"NotImplemented", 501, std::move(text), fault::receiver};
}

aws_error internal_failure(std::string_view request_id) {
    auto text = fmt::format(
        "The request processing has failed because of an unknown error, exception or failure. Request ID: {}",
        request_id
    );
    return {"InternalFailure", 500, std::move(text), fault::receiver};
}

aws_error service_unavailable(std::string_view why) {
    auto text = fmt::format("The request has failed due to a temporary failure of the server: {}", why);
    return {"ServiceUnavailable", 503, std::move(text), fault::receiver};
}

aws_error request_too_large() {
    return {"RequestEntityTooLarge", 413, "The request body is too large."};
}

aws_error missing_authentication_token() {
    return {"MissingAuthenticationToken", 403, "Request is missing Authentication Token"};
}

aws_error incomplete_signature(std::string_view why) {
    return {"IncompleteSignature", 400, std::string(why)};
}

aws_error invalid_client_token_id() {
    return {"InvalidClientTokenId", 403, "The security token included in the request is invalid."};
}

aws_error signature_does_not_match() {
    return {
        "SignatureDoesNotMatch",
        403,
        "The request signature we calculated does not match the signature you provided. Check your AWS "
        "Secret Access "
        "Key and signing method. Consult the service documentation for details."};
}

aws_error signature_not_current(std::string_view why) {
    return {"SignatureDoesNotMatch", 403, std::string(why)};
}

aws_error request_expired(std::string_view why) {
    return {"RequestExpired", 400, std::string(why)};
}

} // namespace borealis::protocol::errors
