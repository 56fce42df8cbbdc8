// ARNs and their parts.
#include "protocol/arn.hpp"

#include <gtest/gtest.h>

namespace borealis::protocol {
namespace {

TEST(arn, reads_and_writes_every_form_of_rds) {
    for (const std::string text : {
             "arn:aws:rds:us-east-1:123456789012:db:mydb",
             "arn:aws:rds:eu-west-1:123456789012:cluster:my-cluster",
             "arn:aws:rds:us-east-1:123456789012:snapshot:rds:mydb-2019-07-22-07-23",
             "arn:aws:rds::123456789012:global-cluster:g",
             "arn:aws:rds:us-east-1:123456789012:db-proxy:prx-0123",
             "arn:aws:cloudwatch:us-east-1:123456789012:alarm:name with spaces: and colons",
         }) {
        const auto parsed = parse_arn(text);
        ASSERT_TRUE(parsed) << text;
        EXPECT_EQ(parsed->text(), text);
    }
}

TEST(arn, splits_into_its_parts) {
    const auto parsed = parse_arn("arn:aws:rds:us-east-1:123456789012:snapshot:rds:mydb-2019");
    const arn expected{"rds", "us-east-1", "123456789012", "snapshot", "rds:mydb-2019"};
    EXPECT_EQ(parsed, expected);
}

TEST(arn, refuses_everything_else) {
    for (const char* text : {
             "",
             "mydb",
             "arn:",
             "arn:aws:rds",
             "arn:aws:rds:us-east-1:123456789012:db",
             "arn:aws:rds:us-east-1:123456789012:db:",
             "arn:aws:rds:us-east-1:123456789012::x",
             "arn:aws:rds:us-east-1::db:x",
             "arn:aws::us-east-1:123456789012:db:x",
             "arn:aws:rds:us east:123456789012:db:x",
             "arn:gcp:rds:us-east-1:123456789012:db:x",
             "ARN:aws:rds:us-east-1:123456789012:db:x",
         })
        EXPECT_FALSE(parse_arn(text)) << text;
}

} // namespace
} // namespace borealis::protocol
