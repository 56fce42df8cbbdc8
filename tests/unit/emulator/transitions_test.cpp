// The table of status changes: well-formed, complete, and spelled as AWS spells statuses.
#include "emulator/state/transitions.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

namespace borealis::emulator {
namespace {

constexpr std::array kinds{resource_kind::db_instance, resource_kind::db_cluster};

// "Viewing DB instance status" and "Viewing DB cluster status"; "failed" of a cluster is what the AWS waiters
// know.
const std::map<resource_kind, std::set<std::string_view>> documented{
    {resource_kind::db_instance,
     {"available",
      "backing-up",
      "creating",
      "deleting",
      "failed",
      "incompatible-network",
      "incompatible-parameters",
      "modifying",
      "rebooting",
      "renaming",
      "resetting-master-credentials",
      "starting",
      "stopped",
      "stopping",
      "storage-full",
      "upgrading"}},
    {resource_kind::db_cluster,
     {"available",
      "backing-up",
      "creating",
      "deleting",
      "failed",
      "failing-over",
      "migrating",
      "migration-failed",
      "modifying",
      "preparing-data-migration",
      "promoting",
      "renaming",
      "resetting-master-credentials",
      "starting",
      "stopped",
      "stopping",
      "upgrading"}},
};

std::set<std::string_view> reachable(resource_kind kind) {
    std::set<std::string_view> seen{""};
    for (bool grown = true; grown;) {
        grown = false;
        for (const auto& row : transitions())
            if (row.kind == kind && seen.contains(row.from))
                grown = seen.insert(row.to).second || grown;
    }
    return seen;
}

TEST(transitions, every_row_is_the_only_one_for_its_status_and_trigger) {
    std::set<std::tuple<resource_kind, std::string_view, trigger>> seen;
    for (const auto& row : transitions())
        EXPECT_TRUE(seen.emplace(row.kind, row.from, row.on).second) << row.from << " on " << name_of(row.on);
}

TEST(transitions, statuses_are_spelled_as_aws_documents_them) {
    for (const auto& row : transitions()) {
        EXPECT_TRUE(documented.at(row.kind).contains(row.to)) << row.to;
        EXPECT_TRUE(row.from.empty() || documented.at(row.kind).contains(row.from)) << row.from;
    }
}

TEST(transitions, every_status_is_reached_from_creation_and_can_be_left_for_deletion) {
    for (const auto kind : kinds) {
        const auto statuses = reachable(kind);
        for (const auto& row : transitions())
            EXPECT_TRUE(row.kind != kind || statuses.contains(row.from)) << "nothing leads to " << row.from;
        for (const auto status : statuses) {
            if (status.empty() || status == "deleting" || status == "promoting")
                continue;
            const bool deletable = std::ranges::any_of(transitions(), [&](const transition& row) {
                return row.kind == kind && row.from == status && row.on == trigger::delete_requested;
            });
            EXPECT_TRUE(deletable) << status;
        }
    }
}

TEST(transitions, a_row_with_an_event_has_a_category_and_at_most_one_place_for_the_detail) {
    for (const auto& row : transitions()) {
        EXPECT_EQ(row.event_message.empty(), row.event_category.empty()) << row.event_message;
        const auto place = row.event_message.find("{}");
        EXPECT_EQ(place, row.event_message.rfind("{}")) << row.event_message;
    }
}

TEST(transitions, applying_a_row_changes_the_status_and_tells_of_it) {
    db_cluster cluster;
    cluster.where = {"123456789012", "eu-west-1"};
    cluster.identifier = "target";
    EXPECT_FALSE(apply(cluster, trigger::accepted, 1000));
    EXPECT_TRUE(cluster.status == "creating");
    const auto created = apply(cluster, trigger::provisioned, 2000);
    ASSERT_TRUE(created);
    EXPECT_EQ(created->message, "DB cluster created");
    EXPECT_EQ(created->source_type, "db-cluster");
    EXPECT_EQ(created->source_arn, "arn:aws:rds:eu-west-1:123456789012:cluster:target");
    EXPECT_EQ(created->categories, std::vector<std::string>{"creation"});
    EXPECT_EQ(created->at, 2000);

    apply(cluster, trigger::promotion_requested, 3000);
    EXPECT_TRUE(cluster.status == "promoting");
    const auto promoted = apply(cluster, trigger::promoted, 4000);
    ASSERT_TRUE(promoted);
    EXPECT_EQ(promoted->message, "Promoted Read Replica cluster to a stand-alone database cluster");
}

TEST(transitions, the_detail_takes_its_place_in_the_message) {
    db_instance instance;
    apply(instance, trigger::accepted, 0);
    const auto failed = apply(instance, trigger::creation_failed, 0, "The disk is full.");
    ASSERT_TRUE(failed);
    EXPECT_EQ(failed->message, "The DB instance creation failed. The disk is full.");
}

TEST(transitions, what_the_table_does_not_have_is_refused_and_changes_nothing) {
    db_instance instance;
    apply(instance, trigger::accepted, 0);
    EXPECT_THROW(apply(instance, trigger::promoted, 0), std::logic_error);
    EXPECT_TRUE(instance.status == "creating");
}

TEST(transitions, the_diagram_shows_every_row) {
    for (const auto kind : kinds) {
        const auto diagram = transitions_diagram(kind);
        const auto rows =
            std::ranges::count_if(transitions(), [&](const transition& row) { return row.kind == kind; });
        EXPECT_EQ(std::ranges::count(diagram, '\n'), rows + 2);
    }
}

} // namespace
} // namespace borealis::emulator
