// The operations of DB subnet groups.
#include "tests/unit/emulator/rds_fixture.hpp"

namespace borealis::emulator {
namespace {

class subnet_group_test : public rds_test {
  protected:
    static json group_input(const std::string& name = "mine") {
        return {
            {"DBSubnetGroupName", name},
            {"DBSubnetGroupDescription", "two zones"},
            {"SubnetIds", {"subnet-1", "subnet-2"}}};
    }
    std::string refused(const json& changes) {
        return refusal("CreateDBSubnetGroup", with(group_input("wrong"), changes));
    }
};

TEST_F(subnet_group_test, is_made_in_two_zones) {
    const auto made = ask("CreateDBSubnetGroup", group_input("My Group_1.a"))["DBSubnetGroup"];
    EXPECT_EQ(made["DBSubnetGroupName"], "my group_1.a");
    EXPECT_EQ(made["DBSubnetGroupArn"], arn("subgrp", "my group_1.a"));
    EXPECT_EQ(made["SubnetGroupStatus"], "Complete");
    EXPECT_EQ(
        made["Subnets"][0],
        (json{
            {"SubnetIdentifier", "subnet-1"},
            {"SubnetAvailabilityZone", {{"Name", "us-west-2a"}}},
            {"SubnetOutpost", json::object()},
            {"SubnetStatus", "Active"}})
    );
    EXPECT_EQ(made["Subnets"][1]["SubnetAvailabilityZone"]["Name"], "us-west-2b");
}

TEST_F(subnet_group_test, is_modified_and_deleted_by_a_name_in_any_case) {
    ask("CreateDBSubnetGroup", group_input());
    const auto changed =
        ask("ModifyDBSubnetGroup",
            {{"DBSubnetGroupName", "MINE"}, {"SubnetIds", {"subnet-1", "subnet-2", "subnet-3", "subnet-1"}}}
        )["DBSubnetGroup"];
    EXPECT_EQ(changed["Subnets"].size(), 3U);
    EXPECT_EQ(changed["DBSubnetGroupDescription"], "two zones");
    EXPECT_EQ(ask("DeleteDBSubnetGroup", {{"DBSubnetGroupName", "Mine"}}), json::object());
    EXPECT_EQ(
        refusal("DescribeDBSubnetGroups", {{"DBSubnetGroupName", "mine"}}),
        "DBSubnetGroupNotFoundFault 404: DB subnet group 'mine' does not exist."
    );
}

TEST_F(subnet_group_test, there_is_a_default_one_everywhere) {
    ask("CreateDBSubnetGroup", group_input("alpha"));
    ask("CreateDBSubnetGroup", group_input("zulu"));
    const auto groups = ask("DescribeDBSubnetGroups", json::object())["DBSubnetGroups"];
    ASSERT_EQ(groups.size(), 3U);
    EXPECT_EQ(groups[1]["DBSubnetGroupName"], "default");
    EXPECT_EQ(groups[1]["Subnets"].size(), 3U);
    EXPECT_EQ(
        ask_in({"210987654321", "eu-west-1"}, "DescribeDBSubnetGroups", json::object())["DBSubnetGroups"]
            .size(),
        1U
    );
    EXPECT_EQ(
        refusal("DeleteDBSubnetGroup", {{"DBSubnetGroupName", "default"}}),
        "InvalidDBSubnetGroupStateFault 400: The default DB subnet group can't be deleted."
    );
}

TEST_F(subnet_group_test, a_modified_default_stays_modified) {
    ask("ModifyDBSubnetGroup", {{"DBSubnetGroupName", "default"}, {"SubnetIds", {"subnet-8", "subnet-9"}}});
    const auto groups = ask("DescribeDBSubnetGroups", json::object())["DBSubnetGroups"];
    ASSERT_EQ(groups.size(), 1U);
    EXPECT_EQ(groups[0]["Subnets"][0]["SubnetIdentifier"], "subnet-8");
}

TEST_F(subnet_group_test, stays_while_it_is_used) {
    ask("CreateDBSubnetGroup", group_input());
    const auto answer = make_instance("source", {{"DBSubnetGroupName", "Mine"}});
    EXPECT_EQ(answer["DBSubnetGroup"]["DBSubnetGroupName"], "mine");
    EXPECT_EQ(answer["PubliclyAccessible"], false);
    EXPECT_EQ(
        refusal("DeleteDBSubnetGroup", {{"DBSubnetGroupName", "mine"}}),
        "InvalidDBSubnetGroupStateFault 400: Cannot delete the subnet group 'mine' because at least one "
        "database instance: source is "
        "still using it."
    );
}

TEST_F(subnet_group_test, refuses_violations) {
    ask("CreateDBSubnetGroup", group_input("taken"));
    auto many = json::array();
    for (int number = 0; number < 21; ++number)
        many.push_back("subnet-" + std::to_string(number));
    const std::pair<json, std::string> violations[] = {
        {{{"DBSubnetGroupName", "Default"}},
         "InvalidParameterValue 400: The DB subnet group name 'Default' is reserved."},
        {{{"DBSubnetGroupName", "no/slash"}},
         "InvalidParameterValue 400: The parameter DBSubnetGroupName is not a valid name. It must contain "
         "from 1 to 255 letters, digits, "
         "periods, underscores, spaces, or hyphens."},
        {{{"DBSubnetGroupName", "TAKEN"}},
         "DBSubnetGroupAlreadyExists 400: The DB subnet group 'taken' already exists."},
        {{{"DBSubnetGroupDescription", ""}},
         "InvalidParameterValue 400: The parameter DBSubnetGroupDescription must be provided and must not be "
         "blank."},
        {{{"SubnetIds", {"subnet-1"}}},
         "DBSubnetGroupDoesNotCoverEnoughAZs 400: The DB subnet group doesn't meet Availability Zone (AZ) "
         "coverage requirement. Current AZ "
         "coverage: us-west-2a. Add subnets to cover at least 2 AZs."},
        {{{"SubnetIds", {"subnet-1", "net-2"}}},
         "InvalidParameterValue 400: Some input subnets in :[subnet-1, net-2] are invalid."},
        {{{"SubnetIds", json::array()}},
         "InvalidParameterValue 400: The parameter SubnetIds must be provided and must not be blank."},
        {{{"SubnetIds", many}},
         "DBSubnetQuotaExceededFault 400: A DB subnet group cannot have more than 20 subnets"},
    };
    for (const auto& [changes, expected] : violations)
        EXPECT_EQ(refused(changes), expected);
    EXPECT_EQ(
        refusal(
            "ModifyDBSubnetGroup", {{"DBSubnetGroupName", "nowhere"}, {"SubnetIds", {"subnet-1", "subnet-2"}}}
        ),
        "DBSubnetGroupNotFoundFault 404: DB subnet group 'nowhere' does not exist."
    );
}

TEST_F(subnet_group_test, refuses_more_than_fifty) {
    for (int number = 0; number < 50; ++number)
        ask("CreateDBSubnetGroup", group_input("g" + std::to_string(number)));
    EXPECT_EQ(refused({}), "DBSubnetGroupQuotaExceeded 400: Cannot create more than 50 DB subnet groups");
}

} // namespace
} // namespace borealis::emulator
