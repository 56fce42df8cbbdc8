// Signatures made by botocore (data/make_sigv4_vectors.py), and what is wrong with all others.
#include "tests/unit/protocol/requests.hpp"

#include <algorithm>
#include <fstream>

namespace borealis::protocol::testing {
namespace {

using std::chrono::seconds;
using std::chrono::system_clock;

const json& vectors() {
    static const json document = json::parse(std::ifstream(SIGV4_VECTORS));
    return document;
}

http_request request_of(const json& vector) {
    http_request out{vector.at("method"), vector.at("target"), {}, vector.at("body")};
    for (const auto& [name, value] : vector.at("headers").items())
        out.headers.emplace_back(name, value);
    return out;
}

http_request request_named(std::string_view name) {
    for (const json& vector : vectors().at("requests")) {
        if (vector.at("name") == name)
            return request_of(vector);
    }
    ADD_FAILURE() << "no vector " << name;
    return {};
}

system_clock::time_point signing_time() {
    return system_clock::time_point(seconds(vectors().at("now").get<long>()));
}

std::optional<std::string> secret_of(std::string_view access_key) {
    if (access_key != vectors().at("access_key").get<std::string>())
        return std::nullopt;
    return vectors().at("secret").get<std::string>();
}

void verify(const http_request& request, seconds later = seconds(0)) {
    verify_signature(request, read_signature(request), secret_of, signing_time() + later);
}

std::string refusal(const http_request& request, seconds later = seconds(0)) {
    return error_of([&] { verify(request, later); }).code();
}

TEST(sigv4, verifies_what_botocore_signed) {
    ASSERT_GE(vectors().at("requests").size(), 10U);
    for (const json& vector : vectors().at("requests"))
        EXPECT_NO_THROW(verify(request_of(vector))) << vector.at("name");
}

TEST(sigv4, refuses_every_request_that_was_touched) {
    for (const json& vector : vectors().at("requests")) {
        auto request = request_of(vector);
        request.method = request.method == "GET" ? "POST" : "GET";
        EXPECT_EQ(refusal(request), "SignatureDoesNotMatch") << vector.at("name");
    }
    auto body = request_named("form_post");
    body.body += "&MaxRecords=20";
    EXPECT_EQ(refusal(body), "SignatureDoesNotMatch");
    auto header = request_named("form_post");
    const auto content_type =
        std::ranges::find(header.headers, "Content-Type", &std::pair<std::string, std::string>::first);
    ASSERT_NE(content_type, header.headers.end());
    content_type->second += " ";
    EXPECT_NO_THROW(verify(header)) << "space around a header value is not signed";
    content_type->second = "text/plain";
    EXPECT_EQ(refusal(header), "SignatureDoesNotMatch");
    auto query = request_named("presigned_get");
    query.target += "&MaxRecords=20";
    EXPECT_EQ(refusal(query), "SignatureDoesNotMatch");
}

TEST(sigv4, refuses_a_presigned_get_with_a_body) {
    auto request = request_named("presigned_get");
    request.body = "Action=DeleteDBInstance";
    EXPECT_EQ(refusal(request), "SignatureDoesNotMatch");
}

TEST(sigv4, allows_fifteen_minutes_of_skew) {
    const auto request = request_named("form_post");
    EXPECT_NO_THROW(verify(request, seconds(899)));
    EXPECT_NO_THROW(verify(request, seconds(-899)));
    expect_error(
        error_of([&] { verify(request, seconds(901)); }),
        "SignatureDoesNotMatch",
        403,
        "Signature expired: 20260102T030405Z is now earlier than 20260102T030406Z (20260102T031906Z - 15 "
        "min.)"
    );
    expect_error(
        error_of([&] { verify(request, seconds(-901)); }),
        "SignatureDoesNotMatch",
        403,
        "Signature not yet current: 20260102T030405Z is still later than 20260102T030404Z (20260102T024904Z "
        "+ 15 min.)"
    );
}

TEST(sigv4, keeps_to_the_expiry_of_a_presigned_request) {
    EXPECT_NO_THROW(verify(request_named("presigned_get"), seconds(3600)));
    expect_error(
        error_of([] { verify(request_named("presigned_get"), seconds(3601)); }),
        "RequestExpired",
        400,
        "Request has expired."
    );
    EXPECT_NO_THROW(verify(request_named("presigned_get_short"), seconds(60)));
    EXPECT_EQ(refusal(request_named("presigned_get_short"), seconds(61)), "RequestExpired");
}

TEST(sigv4, refuses_unknown_keys_wrong_secrets_and_no_signature) {
    const auto request = request_named("form_post");
    const auto signed_by = read_signature(request);
    const auto verify_with = [&](const secret_lookup& secrets) {
        return error_of([&] { verify_signature(request, signed_by, secrets, signing_time()); }).code();
    };
    EXPECT_EQ(verify_with([](std::string_view) { return std::nullopt; }), "InvalidClientTokenId");
    EXPECT_EQ(verify_with([](std::string_view) { return "wrong"; }), "SignatureDoesNotMatch");
    EXPECT_EQ(refusal(rds("DescribeDBInstances")), "MissingAuthenticationToken");
}

TEST(read_signature, reads_the_header_form) {
    const auto signed_by = read_signature(request_named("form_post"));
    ASSERT_TRUE(signed_by);
    EXPECT_EQ(signed_by->access_key, "AKIDEXAMPLE");
    EXPECT_EQ(signed_by->date, "20260102");
    EXPECT_EQ(signed_by->region, "us-east-1");
    EXPECT_EQ(signed_by->service, "rds");
    EXPECT_EQ(signed_by->signed_headers, "content-type;host;x-amz-date");
    EXPECT_EQ(signed_by->timestamp, "20260102T030405Z");
    EXPECT_EQ(signed_by->value.size(), 64U);
    EXPECT_FALSE(signed_by->presigned);
}

TEST(read_signature, reads_the_presigned_form) {
    const auto signed_by = read_signature(request_named("presigned_get_short"));
    ASSERT_TRUE(signed_by);
    EXPECT_TRUE(signed_by->presigned);
    EXPECT_EQ(signed_by->service, "rds");
    EXPECT_EQ(signed_by->expires, seconds(60));
}

TEST(read_signature, tells_unsigned_from_unreadable) {
    EXPECT_FALSE(read_signature(rds("DescribeDBInstances")));
    EXPECT_FALSE(read_signature(get("/?Action=X&AWSAccessKeyId=AKID&SignatureVersion=2&Signature=x")));
    const auto with = [](std::string_view authorization) {
        auto request = rds("DescribeDBInstances");
        request.headers.emplace_back("Authorization", authorization);
        request.headers.emplace_back("X-Amz-Date", "20260102T030405Z");
        return request;
    };
    EXPECT_FALSE(read_signature(with("Basic YTpi")));
    for (const char* bad : {
             "AWS4-HMAC-SHA256",
             "AWS4-HMAC-SHA256 Credential=a/20260102/us-east-1/rds/aws4_request",
             "AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, Signature=00",
             "AWS4-HMAC-SHA256 Credential=a/20260102/us-east-1/rds/other, SignedHeaders=host, Signature=00",
             "AWS4-HMAC-SHA256 Credential=/20260102/us-east-1/rds/aws4_request, SignedHeaders=host, "
             "Signature=00",
             "AWS4-ECDSA-P256-SHA256 Credential=a/20260102/rds/aws4_request, SignedHeaders=host, "
             "Signature=00",
             "AWS4-HMAC-SHA256 ====,,,==",
         })
        EXPECT_EQ(error_of([&] { read_signature(with(bad)); }).code(), "IncompleteSignature") << bad;
    for (const char* bad : {
             "/?X-Amz-Algorithm=AWS4-HMAC-SHA256",
             "/?X-Amz-Credential=a%2F20260102%2Fus-east-1%2Frds%2Faws4_request",
             "/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=x&X-Amz-Date=x&X-Amz-SignedHeaders=host&X-"
             "Amz-Signature=0",
         })
        EXPECT_EQ(error_of([&] { read_signature(get(bad)); }).code(), "IncompleteSignature") << bad;
}

TEST(account_of, takes_twelve_digits_for_an_account) {
    EXPECT_EQ(account_of("000000000001"), "000000000001");
    EXPECT_EQ(account_of("AKIDEXAMPLE"), "123456789012");
    EXPECT_EQ(account_of("1234567890123"), "123456789012");
    EXPECT_EQ(account_of("12345678901x"), "123456789012");
    EXPECT_EQ(account_of(""), "123456789012");
}

} // namespace
} // namespace borealis::protocol::testing
