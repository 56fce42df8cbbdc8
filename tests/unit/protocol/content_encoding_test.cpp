// Compressed request bodies: all protocols, limits, and what only says that it is gzip.
#include "protocol/content_encoding.hpp"
#include "tests/unit/protocol/requests.hpp"

#include <zlib.h>

#include <stdexcept>

namespace borealis::protocol::testing {
namespace {

std::string gzip(std::string_view plain) {
    z_stream stream{};
    if (deflateInit2(&stream, 9, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        throw std::runtime_error("deflateInit2");
    std::string out(deflateBound(&stream, plain.size()) + 32, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
    stream.avail_in = static_cast<uInt>(plain.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const int state = deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    if (state != Z_STREAM_END)
        throw std::runtime_error("deflate");
    return out;
}

http_request with_encoding(http_request request, std::string encoding) {
    request.headers.emplace_back("Content-Encoding", std::move(encoding));
    return request;
}

http_request compressed(http_request request) {
    request.body = gzip(request.body);
    return with_encoding(std::move(request), "gzip");
}

http_request body_as_gzip(std::string body) {
    return with_encoding(cloudwatch_json("ListMetrics", std::move(body)), "gzip");
}

TEST(content_encoding, is_undone_for_every_protocol) {
    const json expected{{"Namespace", "AWS/RDS"}};
    EXPECT_EQ(input_of(compressed(cloudwatch("ListMetrics", "Namespace=AWS%2FRDS"))), expected);
    EXPECT_EQ(input_of(compressed(cloudwatch_json("ListMetrics", R"({"Namespace":"AWS/RDS"})"))), expected);
    EXPECT_EQ(
        input_of(compressed(cloudwatch_cbor("ListMetrics", from_hex("a1694e616d657370616365674157532f524453"))
        )),
        expected
    );
}

TEST(content_encoding, hides_no_action_from_the_choice_of_service) {
    EXPECT_EQ(detect_format(compressed(cloudwatch("ListMetrics"))).service, &cloudwatch_model());
}

TEST(content_encoding, may_be_one_of_several_and_in_any_case) {
    for (const char* encoding : {"gzip", "GZip", "identity, gzip", "custom,gzip", " gzip "}) {
        auto request = with_encoding(cloudwatch_json("ListMetrics", gzip("{}")), encoding);
        EXPECT_EQ(inflated_body(request), "{}") << encoding;
    }
}

TEST(content_encoding, leaves_other_bodies_alone) {
    for (const char* encoding : {"", "identity", "gzip2", "xgzip", ","})
        EXPECT_FALSE(inflated_body(with_encoding(cloudwatch_json("ListMetrics", "{}"), encoding)))
            << encoding;
    EXPECT_FALSE(inflated_body(cloudwatch_json("ListMetrics", "{}")));
    EXPECT_FALSE(inflated_body(body_as_gzip("")));
}

TEST(content_encoding, takes_several_members) {
    EXPECT_EQ(inflated_body(body_as_gzip(gzip("{") + gzip("") + gzip("}"))), "{}");
}

TEST(content_encoding, has_a_limit) {
    const std::string most(most_inflated_bytes, ' ');
    EXPECT_EQ(inflated_body(body_as_gzip(gzip(most))), most);
    for (const std::string& body :
         {gzip(most + ' '), gzip(most) + gzip(" "), gzip(std::string(50'000'000, 'x'))}) {
        const auto error = error_of(body_as_gzip(body));
        EXPECT_EQ(error.code(), "RequestEntityTooLarge");
        EXPECT_EQ(error.http_status(), 413);
    }
}

TEST(content_encoding, refuses_what_is_no_gzip) {
    const std::string whole = gzip(R"({"Namespace":"AWS/RDS"})");
    std::string wrong_sum = whole;
    wrong_sum[wrong_sum.size() - 6] = static_cast<char>(wrong_sum[wrong_sum.size() - 6] ^ 1);
    std::vector<std::string> bodies{
        "{}", "\x1F", "\x1F\x8B", whole + "x", wrong_sum, whole + whole.substr(0, 12)};
    for (std::size_t length = 1; length < whole.size(); ++length)
        bodies.push_back(whole.substr(0, length));
    for (const std::string& body : bodies) {
        const auto error = error_of(body_as_gzip(body));
        EXPECT_EQ(error.code(), "SerializationException") << body.size();
        EXPECT_EQ(error.http_status(), 400);
    }
}

} // namespace
} // namespace borealis::protocol::testing
