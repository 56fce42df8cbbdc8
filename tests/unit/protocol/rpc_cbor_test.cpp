// Whole calls in rpcv2Cbor: paths, headers and statuses. The bodies are recorded from botocore 1.43.
#include "protocol/cbor.hpp"
#include "protocol/errors/common.hpp"
#include "protocol/rpc_path.hpp"
#include "tests/unit/protocol/requests.hpp"

#include <gmock/gmock.h>

namespace borealis::protocol::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Key;
using ::testing::Not;
using ::testing::Pair;

constexpr std::string_view request_id = "fcadee8c-4191-11e7-a9aa-7fc487dc866d";

http_response refused(const http_request& request) {
    return encode_error(detect_format(request), error_of(request), request_id);
}

/// The text members of an error's body.
std::map<std::string, std::string> members_of(std::string_view body) {
    std::map<std::string, std::string> out;
    cbor_reader in(body);
    in.each_entry(in.next(), [&](const std::string& name, const cbor_head& value) {
        EXPECT_EQ(value.kind, cbor_kind::text);
        out[name] = in.string(value);
    });
    EXPECT_TRUE(in.at_end());
    return out;
}

TEST(rpc_path, has_a_service_and_an_operation) {
    const auto path = parse_rpc_path("/service/GraniteServiceVersion20100801/operation/ListMetrics?x=/y");
    ASSERT_TRUE(path);
    EXPECT_EQ(path->service, "GraniteServiceVersion20100801");
    EXPECT_EQ(path->operation, "ListMetrics");
    for (const char* other :
         {"", "/", "/service/", "/service/x", "/service/x/operation", "/x/service/y/operation/z"})
        EXPECT_FALSE(parse_rpc_path(other)) << other;
}

TEST(rpc_cbor, is_told_by_its_header) {
    auto request = cloudwatch_cbor("ListMetrics", "");
    EXPECT_EQ(detect_format(request).format, wire_format::rpc_v2_cbor);
    EXPECT_EQ(detect_format(request).service, &cloudwatch_model());
    EXPECT_TRUE(detect_format(request).query_compatible);
    request.headers[0].second = "rpc-v2-json";
    EXPECT_EQ(detect_format(request).format, wire_format::query);
}

TEST(rpc_cbor, takes_a_recorded_list_metrics_call) {
    const auto input = input_of(cloudwatch_cbor(
        "ListMetrics",
        from_hex("a3694e616d657370616365674157532f5244536a44696d656e73696f6e7381a1644e616d6574444249"
                 "6e7374616e63654964656e7469666965726e526563656e746c794163746976656450543348")
    ));
    EXPECT_EQ(
        input,
        (json{
            {"Namespace", "AWS/RDS"},
            {"Dimensions", {{{"Name", "DBInstanceIdentifier"}}}},
            {"RecentlyActive", "PT3H"},
        })
    );
}

TEST(rpc_cbor, takes_a_recorded_get_metric_statistics_call) {
    const auto input = input_of(cloudwatch_cbor(
        "GetMetricStatistics",
        from_hex("a6694e616d657370616365674157532f5244536a4d65747269634e616d656e4350555574696c697a6174696f6e"
                 "69537461727454696d65c11a695735a567456e6454696d65c11a695735a566506572696f64183c6a5374617469"
                 "7374696373816741766572616765")
    ));
    EXPECT_EQ(
        input,
        (json{
            {"Namespace", "AWS/RDS"},
            {"MetricName", "CPUUtilization"},
            {"StartTime", 1767323045000},
            {"EndTime", 1767323045000},
            {"Period", 60},
            {"Statistics", {"Average"}},
        })
    );
}

TEST(rpc_cbor, takes_a_request_without_body_and_content_type) {
    const http_request request{
        "POST",
        "/service/GraniteServiceVersion20100801/operation/ListMetrics",
        {{"smithy-protocol", "rpc-v2-cbor"}},
        ""};
    EXPECT_EQ(decode(request).op->name, "ListMetrics");
}

TEST(rpc_cbor, is_validated_as_every_other) {
    EXPECT_EQ(error_of(cloudwatch_cbor("PutMetricData", "")).code(), "MissingParameter");
}

TEST(rpc_cbor, answers_with_the_headers_that_clients_insist_on) {
    const auto call = decode(cloudwatch_cbor("ListMetrics", ""));
    const auto response = encode_result(call, {{"Metrics", json::array()}}, request_id);
    EXPECT_EQ(response.status, 200);
    EXPECT_THAT(
        response.headers,
        ElementsAre(
            Pair("x-amzn-RequestId", request_id),
            Pair("Content-Type", "application/cbor"),
            Pair("smithy-protocol", "rpc-v2-cbor")
        )
    );
    EXPECT_EQ(response.body, from_hex("a1 67 4d657472696373 80"));
}

TEST(rpc_cbor, answers_without_body_where_the_operation_answers_nothing) {
    const auto call =
        decode(cloudwatch_cbor("DeleteAlarms", from_hex("a1 6a 416c61726d4e616d6573 81 61 61")));
    const auto response = encode_result(call, json::object(), request_id);
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, "");
    EXPECT_THAT(response.headers, Contains(Pair("smithy-protocol", "rpc-v2-cbor")));
    EXPECT_THAT(response.headers, Not(Contains(Key("Content-Type"))));
}

TEST(rpc_cbor, answers_errors_with_the_modelled_status_in_query_mode) {
    const auto format = detect_format(cloudwatch_cbor("SetAlarmState", ""));
    const auto response = encode_error(format, aws_error("ResourceNotFound", 404, "gone"), request_id);
    EXPECT_EQ(response.status, 404);
    EXPECT_THAT(response.headers, Contains(Pair("Content-Type", "application/cbor")));
    EXPECT_THAT(response.headers, Contains(Pair("smithy-protocol", "rpc-v2-cbor")));
    EXPECT_THAT(response.headers, Contains(Pair("x-amzn-query-error", "ResourceNotFound;Sender")));
    EXPECT_EQ(
        members_of(response.body),
        (std::map<std::string, std::string>{
            {"__type", "com.amazonaws.cloudwatch.v2010_08_01#ResourceNotFound"}, {"message", "gone"}})
    );
}

TEST(rpc_cbor, answers_errors_with_400_to_whom_does_not_ask_for_the_query_codes) {
    auto request = cloudwatch_cbor("SetAlarmState", "");
    request.headers.pop_back();
    const auto format = detect_format(request);
    const auto response = encode_error(format, aws_error("ResourceNotFound", 404, ""), request_id);
    EXPECT_EQ(response.status, 400);
    EXPECT_THAT(response.headers, Not(Contains(Key("x-amzn-query-error"))));
    EXPECT_EQ(members_of(response.body).count("message"), 0U);
    EXPECT_EQ(encode_error(format, errors::internal_failure("x"), request_id).status, 500);
    EXPECT_EQ(encode_error(format, errors::request_too_large(), request_id).status, 413);
}

TEST(rpc_cbor, knows_no_such_operation) {
    auto by_get = cloudwatch_cbor("ListMetrics", "");
    by_get.method = "GET";
    auto elsewhere = cloudwatch_cbor("ListMetrics", "");
    elsewhere.target = "/service/DynamoDB_20120810/operation/ListTables";
    auto nowhere = cloudwatch_cbor("ListMetrics", "");
    nowhere.target = "/";
    for (const auto& request : {cloudwatch_cbor("DestroyMetrics", ""), by_get, elsewhere, nowhere}) {
        const auto response = refused(request);
        EXPECT_EQ(response.status, 404) << request.target;
        EXPECT_EQ(members_of(response.body)["__type"], "com.amazon.coral.service#UnknownOperationException");
        EXPECT_THAT(response.headers, Contains(Pair("smithy-protocol", "rpc-v2-cbor")));
    }
}

TEST(rpc_cbor, answers_text_even_where_the_request_has_none) {
    const auto response = refused(cloudwatch_cbor("\xFF\xFE", ""));
    EXPECT_NE(members_of(response.body)["message"].find("\uFFFD"), std::string::npos);
}

} // namespace
} // namespace borealis::protocol::testing
