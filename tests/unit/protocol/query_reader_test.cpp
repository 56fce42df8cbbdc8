// Every way in which clients spell parameters, and every way in which they get them wrong.
#include "tests/unit/protocol/requests.hpp"

#include "protocol/query_parameters.hpp"

namespace borealis::protocol::testing {
namespace {

json groups(std::string_view parameters) {
    const auto input = input_of(rds("ModifyDBInstance", "DBInstanceIdentifier=d&" + std::string(parameters)));
    return input.contains("VpcSecurityGroupIds") ? input.at("VpcSecurityGroupIds") : json("absent");
}

TEST(form, decodes_percent_and_plus) {
    const auto parameters = decode_form("a=1%202+3&b=%C3%A4&c&=d&&e==&f=%2B%26%3D");
    ASSERT_EQ(parameters.size(), 6U);
    EXPECT_EQ(parameters[0].value, "1 2 3");
    EXPECT_EQ(parameters[1].value, "\xC3\xA4");
    EXPECT_EQ(parameters[2].name, "c");
    EXPECT_EQ(parameters[2].value, "");
    EXPECT_EQ(parameters[3].name, "");
    EXPECT_EQ(parameters[4].value, "=");
    EXPECT_EQ(parameters[5].value, "+&=");
}

TEST(form, takes_a_broken_percent_for_itself) {
    const auto parameters = decode_form("a=100%&b=%zz&c=%4&d=%&%=%");
    ASSERT_EQ(parameters.size(), 5U);
    EXPECT_EQ(parameters[0].value, "100%");
    EXPECT_EQ(parameters[1].value, "%zz");
    EXPECT_EQ(parameters[2].value, "%4");
    EXPECT_EQ(parameters[3].value, "%");
    EXPECT_EQ(parameters[4].name, "%");
}

TEST(form, refuses_what_is_no_text) {
    for (const char* bad : {"a=%00", "%00=a", "a=%FF", "a=%C3", "a=%ED%A0%80"}) {
        const auto error = error_of(rds("DescribeDBInstances", bad));
        EXPECT_EQ(error.code(), "MalformedQueryString") << bad;
        EXPECT_EQ(error.http_status(), 404);
    }
}

TEST(form, tolerates_a_newline_at_the_end_of_the_body) {
    EXPECT_EQ(
        input_of(rds("DescribeDBInstances", "DBInstanceIdentifier=a\r\n")),
        (json{{"DBInstanceIdentifier", "a"}})
    );
}

TEST(lists, come_in_all_forms) {
    const json expected{"sg-1", "sg-2"};
    EXPECT_EQ(
        groups("VpcSecurityGroupIds.VpcSecurityGroupId.1=sg-1&VpcSecurityGroupIds.VpcSecurityGroupId.2=sg-2"),
        expected
    );
    EXPECT_EQ(groups("VpcSecurityGroupIds.member.1=sg-1&VpcSecurityGroupIds.member.2=sg-2"), expected);
    EXPECT_EQ(groups("VpcSecurityGroupIds.anything.2=sg-2&VpcSecurityGroupIds.anything.1=sg-1"), expected);
    EXPECT_EQ(groups("VpcSecurityGroupIds.1=sg-1&VpcSecurityGroupIds.2=sg-2"), expected);
}

TEST(lists, may_be_one_bare_value) {
    EXPECT_EQ(groups("VpcSecurityGroupIds=sg-1"), json::array({"sg-1"}));
}

TEST(lists, may_be_explicitly_empty) {
    EXPECT_EQ(groups("VpcSecurityGroupIds="), json::array());
    EXPECT_EQ(groups("Port=5432"), "absent");
}

TEST(lists, keep_numeric_order_over_gaps) {
    EXPECT_EQ(
        groups("VpcSecurityGroupIds.member.10=c&VpcSecurityGroupIds.member.9=b&VpcSecurityGroupIds.member.2=a"
        ),
        (json{"a", "b", "c"})
    );
}

TEST(lists, ignore_what_is_no_index) {
    EXPECT_EQ(
        groups("VpcSecurityGroupIds.member.x=a&VpcSecurityGroupIds.member=b&VpcSecurityGroupIds.member.-1=c"),
        "absent"
    );
    EXPECT_EQ(
        groups("VpcSecurityGroupIds.member.99999999999999999999=a&VpcSecurityGroupIds..1=b"),
        json::array({"b"})
    );
    EXPECT_EQ(groups("VpcSecurityGroupIds.member.1.=a"), "absent");
}

TEST(lists, allocate_nothing_for_a_huge_index) {
    EXPECT_EQ(groups("VpcSecurityGroupIds.member.999999999=a"), json::array({"a"}));
}

TEST(parameters, count_once_when_sent_twice) {
    EXPECT_EQ(groups("VpcSecurityGroupIds.member.1=a&VpcSecurityGroupIds.member.1=b"), json::array({"a"}));
    EXPECT_EQ(
        input_of(rds("DescribeDBInstances", "DBInstanceIdentifier=a&DBInstanceIdentifier=b")),
        (json{{"DBInstanceIdentifier", "a"}})
    );
}

TEST(structures, nest_inside_lists_and_structures) {
    const auto input = input_of(rds(
        "CreateDBCluster",
        "DBClusterIdentifier=c&Engine=aurora-postgresql&Tags.Tag.1.Key=k&Tags.Tag.1.Value=v&Tags.Tag.2.Key=k2"
        "&ServerlessV2ScalingConfiguration.MinCapacity=0.5&ServerlessV2ScalingConfiguration.MaxCapacity=8"
        "&TagSpecifications.item.1.ResourceType=cluster&TagSpecifications.item.1.Tags.Tag.1.Key=deep"
    ));
    EXPECT_EQ(input.at("Tags"), (json::array({{{"Key", "k"}, {"Value", "v"}}, {{"Key", "k2"}}})));
    EXPECT_EQ(
        input.at("ServerlessV2ScalingConfiguration"), (json{{"MinCapacity", 0.5}, {"MaxCapacity", 8.0}})
    );
    EXPECT_EQ(input.at("TagSpecifications")[0].at("Tags")[0].at("Key"), "deep");
}

TEST(structures, that_nobody_sent_are_absent) {
    const auto input = input_of(
        rds("CreateDBCluster", "DBClusterIdentifier=c&Engine=e&ServerlessV2ScalingConfiguration.Unknown=1")
    );
    EXPECT_FALSE(input.contains("ServerlessV2ScalingConfiguration"));
}

TEST(maps, come_as_entries) {
    const auto input = input_of(
        rds("CreateIntegration",
            "SourceArn=arn%3Aaws%3Ards%3Aus-east-1%3A123456789012%3Acluster%3Aa&TargetArn=arn%3Aaws%"
            "3Aredshift%3Ax%3Ay&IntegrationName=n"
            "&AdditionalEncryptionContext.entry.1.key=a&AdditionalEncryptionContext.entry.1.value=b"
            "&AdditionalEncryptionContext.entry.2.key=c&AdditionalEncryptionContext.entry.2.value=d")
    );
    EXPECT_EQ(input.at("AdditionalEncryptionContext"), (json{{"a", "b"}, {"c", "d"}}));
}

TEST(values, get_the_type_of_their_shape) {
    const auto input = input_of(
        rds("CreateDBInstance",
            "DBInstanceIdentifier=d&DBInstanceClass=c&Engine=e&AllocatedStorage=20&MultiAZ=true&"
            "DeletionProtection=false")
    );
    EXPECT_TRUE(input.at("AllocatedStorage").is_number_integer());
    EXPECT_EQ(input.at("AllocatedStorage"), 20);
    EXPECT_EQ(input.at("MultiAZ"), true);
    EXPECT_EQ(input.at("DeletionProtection"), false);
    EXPECT_EQ(input.at("Engine"), "e");
}

TEST(values, may_be_times) {
    const auto start = [](std::string_view text) {
        return input_of(rds("DescribeEvents", "StartTime=" + std::string(text))).at("StartTime");
    };
    EXPECT_EQ(start("2026-01-02T03:04:05.678000Z"), 1767323045678);
    EXPECT_EQ(start("2026-01-02T03:04:05Z"), 1767323045000);
    EXPECT_EQ(start("2026-01-02T03%3A04Z"), 1767323040000);
}

TEST(values, of_the_wrong_type_are_refused) {
    const auto refusal = [](std::string_view parameter) {
        const auto error =
            error_of(rds("CreateDBInstance", "DBInstanceIdentifier=d&" + std::string(parameter)));
        EXPECT_EQ(error.code(), "InvalidParameterValue") << parameter;
        EXPECT_EQ(error.http_status(), 400);
        return error.message();
    };
    EXPECT_EQ(refusal("AllocatedStorage=abc"), "Invalid value abc for AllocatedStorage. Must be an integer");
    for (const char* bad :
         {"AllocatedStorage=",
          "AllocatedStorage=20.5",
          "AllocatedStorage=%2020",
          "AllocatedStorage=99999999999",
          "AllocatedStorage=0x14",
          "MultiAZ=yes",
          "MultiAZ="})
        refusal(bad);
    EXPECT_EQ(error_of(rds("DescribeEvents", "StartTime=yesterday")).code(), "InvalidParameterValue");
    EXPECT_EQ(
        error_of(rds("DescribeEvents", "StartTime=2026-02-30T00:00:00Z")).code(), "InvalidParameterValue"
    );
}

} // namespace
} // namespace borealis::protocol::testing
