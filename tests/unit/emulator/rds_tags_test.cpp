// AddTagsToResource, ListTagsForResource, RemoveTagsFromResource.
#include "tests/unit/emulator/rds_fixture.hpp"

namespace borealis::emulator {
namespace {

class tags_test : public rds_test {
  protected:
    json tags_of(const std::string& name) {
        return ask("ListTagsForResource", {{"ResourceName", name}})["TagList"];
    }
    void add(const std::string& name, const json& tags) {
        EXPECT_EQ(ask("AddTagsToResource", {{"ResourceName", name}, {"Tags", tags}}), json::object());
    }
    static json tag_of(const std::string& key, const std::string& value) {
        return {{"Key", key}, {"Value", value}};
    }
};

TEST_F(tags_test, are_added_overwritten_and_removed) {
    make_instance("source", {{"Tags", json::array({tag_of("team", "blue")})}});
    const auto name = arn("db", "source");
    add(name, {tag_of("team", "red"), {{"Key", "cost center"}}});
    EXPECT_EQ(tags_of(name), (json{tag_of("team", "red"), tag_of("cost center", "")}));
    EXPECT_EQ(described_instance("source")["TagList"], tags_of(name));
    ask("RemoveTagsFromResource", {{"ResourceName", name}, {"TagKeys", {"team", "never there"}}});
    EXPECT_EQ(tags_of(name), (json::array({tag_of("cost center", "")})));
}

TEST_F(tags_test, clusters_and_groups_have_them_too) {
    make_cluster("target", {{"Tags", json::array({tag_of("a", "1")})}});
    ask("CreateDBSubnetGroup",
        {{"DBSubnetGroupName", "mine"},
         {"DBSubnetGroupDescription", "x"},
         {"SubnetIds", {"subnet-1", "subnet-2"}},
         {"Tags", json::array({tag_of("b", "2")})}});
    EXPECT_EQ(tags_of(arn("cluster", "target")), (json::array({tag_of("a", "1")})));
    EXPECT_EQ(tags_of(arn("subgrp", "mine")), (json::array({tag_of("b", "2")})));
    add(arn("cluster", "target"), json::array({tag_of("c", "3")}));
    add(arn("subgrp", "default"), json::array({tag_of("d", "4")}));
    EXPECT_EQ(tags_of(arn("cluster", "target")).size(), 2U);
    EXPECT_EQ(tags_of(arn("subgrp", "default")), (json::array({tag_of("d", "4")})));
    EXPECT_EQ(tags_of(arn("pg", "default.postgres15")), json::array());
}

TEST_F(tags_test, refuse_foreign_and_unknown_resources) {
    const auto mismatch = "InvalidParameterValue 400: The specified resource name does not match an RDS "
                          "resource in this region.";
    for (const auto* name :
         {"",
          "nonsense",
          "arn:aws:rds:eu-west-1:123456789012:db:source",
          "arn:aws:rds:us-west-2:210987654321:db:source",
          "arn:aws:s3:us-west-2:123456789012:db:source",
          "arn:aws:rds:us-west-2:123456789012:castle:source"})
        EXPECT_EQ(refusal("ListTagsForResource", {{"ResourceName", name}}), mismatch) << name;
    const auto refused = [&](const std::string& type) {
        return refusal("ListTagsForResource", {{"ResourceName", arn(type, "nobody")}});
    };
    EXPECT_EQ(refused("db"), "DBInstanceNotFound 404: DBInstance nobody not found.");
    EXPECT_EQ(refused("cluster"), "DBClusterNotFoundFault 404: DBCluster nobody not found.");
    EXPECT_EQ(refused("subgrp"), "DBSubnetGroupNotFoundFault 404: DB subnet group 'nobody' does not exist.");
    EXPECT_EQ(refused("snapshot"), "DBSnapshotNotFound 404: DBSnapshot nobody not found.");
    EXPECT_EQ(
        refused("cluster-snapshot"), "DBClusterSnapshotNotFoundFault 404: DBClusterSnapshot nobody not found."
    );
    EXPECT_EQ(refused("pg"), "DBParameterGroupNotFound 404: DBParameterGroup not found: nobody");
}

TEST_F(tags_test, refuse_bad_keys_values_and_more_than_fifty) {
    make_instance("source");
    const auto refused = [&](const json& tags) {
        return refusal("AddTagsToResource", {{"ResourceName", arn("db", "source")}, {"Tags", tags}});
    };
    const auto starts = [&](const json& tags, std::string_view beginning) {
        return refused(tags).starts_with(beginning);
    };
    EXPECT_TRUE(starts(
        json::array({tag_of("rds:x", "")}), "InvalidParameterValue 400: The tag key 'rds:x' is not valid."
    ));
    EXPECT_TRUE(
        starts(json::array({tag_of("", "x")}), "InvalidParameterValue 400: The tag key '' is not valid.")
    );
    EXPECT_TRUE(starts(
        json::array({tag_of("bad;key", "x")}),
        "InvalidParameterValue 400: The tag key 'bad;key' is not valid."
    ));
    EXPECT_TRUE(
        starts(json::array({tag_of(std::string(129, 'k'), "x")}), "InvalidParameterValue 400: The tag key")
    );
    EXPECT_TRUE(starts(
        json::array({tag_of("key", std::string(257, 'v'))}),
        "InvalidParameterValue 400: The value of the tag 'key'"
    ));
    std::string umlauts;
    for (int count = 0; count < 128; ++count)
        umlauts += "\xc3\xbc"; // 128 characters of two bytes
    add(arn("db", "source"), json::array({tag_of(umlauts, "")}));
    auto many = json::array();
    for (int number = 0; number < 50; ++number)
        many.push_back(tag_of("key-" + std::to_string(number), ""));
    EXPECT_EQ(refused(many), "InvalidParameterValue 400: A resource cannot have more than 50 tags");
}

} // namespace
} // namespace borealis::emulator
