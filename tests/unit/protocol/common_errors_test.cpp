// Codes and statuses of AWS's common errors.
#include "protocol/errors/common.hpp"
#include "tests/unit/protocol/requests.hpp"

namespace borealis::protocol::testing {
namespace {

struct expectation {
    aws_error error;
    std::string_view code;
    int status;
    fault who;
};

TEST(common_errors, have_the_codes_and_statuses_of_the_api_reference) {
    const expectation all[] = {
        {errors::invalid_action("A", "v"), "InvalidAction", 400, fault::sender},
        {errors::missing_action(), "MissingAction", 400, fault::sender},
        {errors::missing_parameter("P"), "MissingParameter", 400, fault::sender},
        {errors::missing_required_parameters("P"), "MissingParameter", 400, fault::sender},
        {errors::malformed_query_string("w"), "MalformedQueryString", 404, fault::sender},
        {errors::serialization_error("w"), "SerializationException", 400, fault::sender},
        {errors::validation_error("w"), "ValidationError", 400, fault::sender},
        {errors::invalid_parameter_value("w"), "InvalidParameterValue", 400, fault::sender},
        {errors::invalid_parameter_combination("w"), "InvalidParameterCombination", 400, fault::sender},
        {errors::not_implemented("rds", "A"), "NotImplemented", 501, fault::receiver},
        {errors::internal_failure("id"), "InternalFailure", 500, fault::receiver},
        {errors::service_unavailable("w"), "ServiceUnavailable", 503, fault::receiver},
        {errors::request_too_large(), "RequestEntityTooLarge", 413, fault::sender},
        {errors::missing_authentication_token(), "MissingAuthenticationToken", 403, fault::sender},
        {errors::incomplete_signature("w"), "IncompleteSignature", 400, fault::sender},
        {errors::invalid_client_token_id(), "InvalidClientTokenId", 403, fault::sender},
        {errors::signature_does_not_match(), "SignatureDoesNotMatch", 403, fault::sender},
        {errors::signature_not_current("w"), "SignatureDoesNotMatch", 403, fault::sender},
        {errors::request_expired("w"), "RequestExpired", 400, fault::sender},
    };
    for (const auto& [error, code, status, who] : all) {
        EXPECT_EQ(error.code(), code);
        EXPECT_EQ(error.http_status(), status) << code;
        EXPECT_EQ(error.who(), who) << code;
        EXPECT_FALSE(error.message().empty()) << code;
    }
}

TEST(common_errors, say_what_an_operation_that_we_do_not_emulate_is) {
    EXPECT_EQ(
        errors::not_implemented("rds", "CreateIntegration").message(),
        "rds:CreateIntegration is part of the AWS API, but Borealis does not emulate it."
    );
}

} // namespace
} // namespace borealis::protocol::testing
