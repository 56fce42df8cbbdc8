// Requests that no client would send: each must end in a call or in an aws_error that can be answered.
#include "tests/unit/protocol/requests.hpp"

#include "protocol/utf8.hpp"

#include <random>

namespace borealis::protocol::testing {
namespace {

/// What became of the request: the code of the error, or nothing.
std::string outcome(const http_request& request) {
    const auto format = detect_format(request);
    try {
        const auto call = decode_call(request, format);
        EXPECT_NE(call.op, nullptr);
        EXPECT_EQ(call.account.size(), 12U);
        return {};
    } catch (const aws_error& error) {
        const auto response = encode_error(format, error, "id");
        EXPECT_GE(response.status, 400);
        EXPECT_TRUE(format.format == wire_format::rpc_v2_cbor || is_text(response.body)) << response.body;
        return error.code();
    }
}

std::vector<http_request> seeds() {
    std::vector<http_request> out{
        rds("CreateDBCluster",
            "DBClusterIdentifier=c&Engine=aurora-postgresql&Tags.Tag.1.Key=k&Tags.Tag.1.Value=v&"
            "VpcSecurityGroupIds.member.1=sg"
            "&ServerlessV2ScalingConfiguration.MinCapacity=0.5&BackupRetentionPeriod=7&StorageEncrypted=true"
        ),
        rds("DescribeEvents",
            "StartTime=2026-01-02T03:04:05.678Z&Filters.Filter.1.Name=a&Filters.Filter.1.Values.Value.1=b"),
        rds("DeleteDBProxy", "DBProxyName=my-proxy"),
        cloudwatch(
            "PutMetricData",
            "Namespace=n&MetricData.member.1.MetricName=m&MetricData.member.1.Dimensions.member.1.Name=d"
            "&MetricData.member.1.Value=1.5&MetricData.member.1.Timestamp=2026-01-02T03%3A04%3A05Z"
        ),
        cloudwatch_json(
            "PutMetricData",
            R"({"Namespace":"n","MetricData":[{"MetricName":"m","Value":1.5,"Timestamp":1767323045,"Values":["NaN",1]}]})"
        ),
        cloudwatch_cbor(
            "ListMetrics",
            from_hex("bf 69 4e616d657370616365 67 4157532f524453 6a 44696d656e73696f6e73 81 a1 64 "
                     "4e616d65 61 64 ff")
        ),
        get("/?Action=DescribeDBInstances&Version=2014-10-31&X-Amz-Algorithm=AWS4-HMAC-SHA256"
            "&X-Amz-Credential=AKID%2F20260102%2Fus-east-1%2Frds%2Faws4_request&X-Amz-Date=20260102T030405Z"
            "&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=00ff"),
    };
    out.push_back(out.front());
    out.back().headers.emplace_back("X-Amz-Date", "20260102T030405Z");
    out.back().headers.emplace_back(
        "Authorization",
        "AWS4-HMAC-SHA256 Credential=111122223333/20260102/us-east-1/rds/aws4_request, "
        "SignedHeaders=host;x-amz-date, Signature=00"
    );
    return out;
}

/// Changes one byte, one word or one run of a text.
class mutator {
  public:
    explicit mutator(unsigned seed) : random_(seed) {}

    std::size_t below(std::size_t bound) {
        return std::uniform_int_distribution<std::size_t>(0, bound - 1)(random_);
    }

    void change(std::string& text) {
        static constexpr std::string_view words[] = {
            "%",        "%00",
            "%FF",      "&",
            "=",        ".",
            "..",       ".1",
            ".member.", ".999999999999",
            "\xC3",     "\"",
            "{",        "[",
            "}",        "]",
            ",",        "null",
            "1e999",    "-",
            "+",        "/",
            "?",        "Action=",
            "Version=", "X-Amz-Credential=",
            "true",     "NaN",
            " ",        "\n",
            "\\u0000",  "\\ud800",
        };
        const std::size_t at = text.empty() ? 0 : below(text.size());
        switch (below(6)) {
        case 0:
            text.insert(at, 1, static_cast<char>(below(256)));
            break;
        case 1:
            text.erase(at, below(8) + 1);
            break;
        case 2:
            text.insert(at, words[below(std::size(words))]);
            break;
        case 3:
            text.insert(at, text.substr(at, below(64)));
            break;
        case 4:
            text.resize(at);
            break;
        default:
            if (!text.empty())
                text[at] = static_cast<char>(below(256));
        }
    }

    void change(http_request& request) {
        switch (below(4)) {
        case 0:
            return change(request.target);
        case 1:
            if (!request.headers.empty())
                return change(request.headers[below(request.headers.size())].second);
            break;
        default:
            return change(request.body);
        }
    }

  private:
    std::mt19937 random_;
};

TEST(hostile_input, ends_in_a_call_or_an_error_that_can_be_answered) {
    mutator mutate(20261123);
    const auto originals = seeds();
    std::size_t calls = 0;
    std::size_t refusals = 0;
    for (int round = 0; round < 20'000; ++round) {
        auto request = originals[mutate.below(originals.size())];
        for (std::size_t changes = mutate.below(6) + 1; changes > 0; --changes)
            mutate.change(request);
        ++(outcome(request).empty() ? calls : refusals);
    }
    EXPECT_GT(calls, 1000U);
    EXPECT_GT(refusals, 1000U);
}

TEST(hostile_input, may_be_deep) {
    std::string name = "Tags";
    for (int i = 0; i < 100'000; ++i)
        name += ".a.1";
    EXPECT_EQ(outcome(rds("DescribeDBInstances", "Filters." + name + "=x")), "");
    EXPECT_EQ(outcome(rds("AddTagsToResource", "ResourceName=r&" + name + "=x")), "");
    EXPECT_EQ(outcome(cloudwatch_json("ListMetrics", std::string(500'000, '['))), "SerializationException");
    EXPECT_EQ(
        outcome(cloudwatch_json("ListMetrics", std::string(100'000, '[') + std::string(100'000, ']'))),
        "SerializationException"
    );
}

TEST(hostile_input, may_be_deep_in_cbor) {
    for (const char opening : {'\x81', '\x9F', '\xC1', '\xD8'}) {
        EXPECT_EQ(
            outcome(cloudwatch_cbor("ListMetrics", "\xA1\x61x" + std::string(500'000, opening))),
            "SerializationException"
        );
    }
    std::string maps;
    for (int i = 0; i < 100'000; ++i)
        maps += "\xA1\x61x";
    EXPECT_EQ(outcome(cloudwatch_cbor("ListMetrics", maps)), "SerializationException");
}

TEST(hostile_input, may_be_wide) {
    std::string parameters = "ResourceName=r";
    for (int i = 0; i < 20'000; ++i)
        parameters += "&Tags.Tag." + std::to_string(i) + ".Key=k&x" + std::to_string(i) + "=y";
    const auto input = input_of(rds("AddTagsToResource", parameters));
    EXPECT_EQ(input.at("Tags").size(), 20'000U);
}

TEST(hostile_input, may_be_long) {
    const std::string megabyte(1'000'000, 'a');
    EXPECT_EQ(outcome(rds("DeleteDBProxy", "DBProxyName=" + megabyte)), "ValidationError");
    EXPECT_EQ(outcome(rds(megabyte)), "InvalidAction");
    EXPECT_EQ(outcome(get("/?" + megabyte)), "MissingAction");
    EXPECT_EQ(outcome(post(std::string(1'000'000, '&'))), "MissingAction");
    EXPECT_EQ(outcome(post(std::string(1'000'000, '%'))), "MissingAction");
}

} // namespace
} // namespace borealis::protocol::testing
