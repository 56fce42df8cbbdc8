// Which service and format a request is meant for, and what becomes of it as a whole.
#include "tests/unit/protocol/requests.hpp"

#include "protocol/errors/common.hpp"

#include <gmock/gmock.h>

namespace borealis::protocol::testing {
namespace {

constexpr std::string_view request_id = "fcadee8c-4191-11e7-a9aa-7fc487dc866d";

http_request signed_as(http_request request, std::string_view scope) {
    request.headers.emplace_back("X-Amz-Date", "20260102T030405Z");
    request.headers.emplace_back(
        "Authorization",
        "AWS4-HMAC-SHA256 Credential=" + std::string(scope) +
            "/aws4_request, SignedHeaders=host;x-amz-date, Signature=00"
    );
    return request;
}

TEST(detect_format, finds_the_service_by_target_header) {
    const auto format = detect_format(cloudwatch_json("ListMetrics", "{}"));
    EXPECT_EQ(format.service, &cloudwatch_model());
    EXPECT_EQ(format.format, wire_format::aws_json_1_0);
    EXPECT_TRUE(format.query_compatible);
}

TEST(detect_format, finds_the_service_by_path) {
    const auto format = detect_format(get("/service/GraniteServiceVersion20100801/operation/ListMetrics"));
    EXPECT_EQ(format.service, &cloudwatch_model());
}

TEST(detect_format, finds_the_service_by_credential_scope_before_the_action) {
    const auto request = signed_as(rds("ListTagsForResource"), "AKID/20260102/eu-west-1/monitoring");
    EXPECT_EQ(detect_format(request).service, &cloudwatch_model());
}

TEST(detect_format, finds_the_service_by_action) {
    EXPECT_EQ(detect_format(get("/?Action=GetCallerIdentity&Version=2011-06-15")).service, &sts_model());
    EXPECT_EQ(detect_format(post("Action=GetMetricData&Version=2010-08-01")).service, &cloudwatch_model());
    EXPECT_EQ(detect_format(post("Action=ListTagsForResource")).service, &rds_model());
}

TEST(detect_format, takes_what_says_nothing_for_rds) {
    EXPECT_EQ(detect_format(post("")).service, &rds_model());
    EXPECT_EQ(
        detect_format(signed_as(post("Action=Nonsense"), "AKID/20260102/us-east-1/ec2")).service, &rds_model()
    );
}

TEST(decode_call, takes_action_and_parameters_from_query_string_and_body_alike) {
    auto mixed = post("DBInstanceIdentifier=db1");
    mixed.target = "/?Action=DescribeDBInstances&Version=2014-10-31";
    EXPECT_EQ(input_of(mixed), (json{{"DBInstanceIdentifier", "db1"}}));
    const auto by_get = get("/?Action=DescribeDBInstances&Version=2014-10-31&DBInstanceIdentifier=db1");
    EXPECT_EQ(input_of(by_get), input_of(mixed));
}

TEST(decode_call, knows_account_and_region_from_the_signature) {
    const auto call = decode(signed_as(rds("DescribeDBInstances"), "111122223333/20260102/eu-central-1/rds"));
    EXPECT_EQ(call.account, "111122223333");
    EXPECT_EQ(call.region, "eu-central-1");
    EXPECT_EQ(call.op->name, "DescribeDBInstances");
    ASSERT_TRUE(call.signed_by);
}

TEST(decode_call, gives_an_unsigned_request_the_default_account_and_region) {
    const auto call = decode(rds("DescribeDBInstances"));
    EXPECT_EQ(call.account, "123456789012");
    EXPECT_EQ(call.region, "us-east-1");
    EXPECT_FALSE(call.signed_by);
}

TEST(decode_call, accepts_the_versions_of_the_aws_guides) {
    for (const char* version : {"2013-09-09", "2014-09-01", "2014-10-31"})
        EXPECT_EQ(
            decode(get("/?Action=DescribeDBInstances&Version=" + std::string(version))).version, version
        );
}

TEST(decode_call, refuses_unknown_versions_and_actions) {
    const auto expect_unknown = [](std::string_view action, std::string_view version) {
        const auto request = post("Action=" + std::string(action) + "&Version=" + std::string(version));
        const std::string text = "Could not find operation " + std::string(action) + " for version ";
        const std::string shown = version.empty() ? "NO_VERSION_SPECIFIED" : std::string(version);
        expect_error(error_of(request), "InvalidAction", 400, text + shown);
    };
    expect_unknown("CreateEverything", "2014-10-31");
    expect_unknown("DescribeDBInstances", "2026-01-01");
    expect_unknown("DescribeDBInstances", "1999-10-31");
    expect_unknown("DescribeDBInstances", "latest");
    expect_unknown("DescribeDBInstances", "");
}

TEST(decode_call, refuses_a_request_without_action) {
    expect_error(
        error_of(post("Version=2014-10-31")),
        "MissingAction",
        400,
        "The request is missing an action or a required parameter."
    );
}

TEST(decode_call, ignores_what_no_operation_knows) {
    const auto input = input_of(
        rds("CreateDBCluster",
            "DBClusterIdentifier=c&Engine=aurora-postgresql&SourceRegion=eu-west-1&DestinationRegion=us-east-"
            "1&X-Amz-Date=20260102"
            "&SignatureVersion=4&SignatureMethod=HmacSHA256&AWSAccessKeyId=AKID&Unheard.Of.1=x")
    );
    EXPECT_EQ(
        input,
        (json{{"DBClusterIdentifier", "c"}, {"Engine", "aurora-postgresql"}, {"SourceRegion", "eu-west-1"}})
    );
}

TEST(decode_call, decodes_operations_that_need_no_input) {
    EXPECT_EQ(decode(get("/?Action=GetCallerIdentity&Version=2011-06-15")).input, json::object());
}

TEST(encode_result, answers_with_the_headers_of_rds) {
    const auto response =
        encode_result(decode(rds("DescribeDBInstances")), {{"DBInstances", json::array()}}, request_id);
    EXPECT_EQ(response.status, 200);
    EXPECT_THAT(
        response.headers,
        ::testing::ElementsAre(
            std::pair("x-amzn-RequestId", std::string(request_id)),
            std::pair("Content-Type", std::string("text/xml"))
        )
    );
}

TEST(encode_error, answers_json_with_the_query_code_in_a_header) {
    const aws_error missing("ResourceNotFound", 404, "");
    const auto response =
        encode_error(detect_format(cloudwatch_json("SetAlarmState", "{}")), missing, request_id);
    EXPECT_EQ(response.status, 404);
    EXPECT_EQ(response.body, R"({"__type":"com.amazonaws.cloudwatch.v2010_08_01#ResourceNotFound"})");
    EXPECT_THAT(
        response.headers, ::testing::Contains(std::pair("x-amzn-query-error", "ResourceNotFound;Sender"))
    );
    EXPECT_THAT(
        response.headers, ::testing::Contains(std::pair("Content-Type", "application/x-amz-json-1.0"))
    );
}

TEST(encode_error, answers_400_where_a_json_client_does_not_ask_for_the_query_codes) {
    auto request = cloudwatch_json("SetAlarmState", "{}");
    request.headers.pop_back();
    const auto response =
        encode_error(detect_format(request), aws_error("ResourceNotFound", 404, "x"), request_id);
    EXPECT_EQ(response.status, 400);
    EXPECT_EQ(response.headers.size(), 2U);
}

TEST(encode_error, names_the_types_of_the_common_layers) {
    const auto type_of = [](const aws_error& error) {
        return json::parse(encode_error(detect_format(cloudwatch_json("X", "{}")), error, request_id).body)
            .at("__type");
    };
    EXPECT_EQ(type_of(errors::validation_error("x")), "com.amazon.coral.validate#ValidationException");
    EXPECT_EQ(
        type_of(errors::invalid_action("X", "v")), "com.amazon.coral.service#UnknownOperationException"
    );
    EXPECT_EQ(
        type_of(errors::invalid_parameter_value("x")),
        "com.amazonaws.cloudwatch.v2010_08_01#InvalidParameterValueException"
    );
}

TEST(encode_error, answers_even_a_target_that_nobody_knows) {
    http_request request = cloudwatch_json("X", "{}");
    request.headers[0].second = "DynamoDB_20120810.ListTables";
    const auto format = detect_format(request);
    const auto error = error_of(request);
    EXPECT_EQ(error.code(), "InvalidAction");
    EXPECT_EQ(encode_error(format, error, request_id).status, 400);
}

} // namespace
} // namespace borealis::protocol::testing
