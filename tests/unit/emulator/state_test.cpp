// The in-memory state: what a commit writes, what a refused commit keeps, what comes back from the store.
#include "emulator/state/state.hpp"

#include "emulator/state/transitions.hpp"
#include "tests/unit/emulator/memory_store.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace borealis::emulator {
namespace {

class fixed_clock final : public clock {
  public:
    std::chrono::system_clock::time_point now() const override { return time; }
    std::chrono::system_clock::time_point time{std::chrono::hours(500'000)};
};

class state_test : public testing::Test {
  protected:
    /// Runs a commit to its end; throws what it throws.
    void commit(state& resources) {
        asio::io_context loop;
        std::exception_ptr failure;
        auto committing = resources.commit();
        asio::co_spawn(loop, std::move(committing), [&](std::exception_ptr thrown) { failure = thrown; });
        loop.run();
        if (failure)
            std::rethrow_exception(failure);
    }

    db_instance instance(const std::string& name, const std::string& account = "123456789012") const {
        db_instance made;
        made.where = {account, "us-east-1"};
        made.identifier = name;
        apply(made, trigger::accepted, 0);
        return made;
    }

    event happening(const std::string& message) const {
        return make_event(instance("one"), message, "notification", time.now_ms());
    }

    memory_store durable;
    fixed_clock time;
};

TEST_F(state_test, what_was_committed_comes_back_whole) {
    state first(durable, time);
    auto made = instance("one");
    made.iops = 3000;
    made.port = 54321;
    made.tags = {{"stage", "test"}};
    made.security_groups = {"sg-1", "sg-2"};
    first.instances.put(made);
    db_cluster cluster;
    cluster.where = made.where;
    cluster.identifier = "target";
    cluster.volume = volume_state::loading;
    cluster.backup_bytes_total = 1ULL << 40U;
    first.clusters.put(cluster);
    first.add_event(happening("DB instance created"));
    commit(first);

    state second(durable, time);
    second.load();
    const auto* back = second.instances.find(made.key());
    ASSERT_NE(back, nullptr);
    EXPECT_EQ(json(*back), json(made));
    ASSERT_NE(second.clusters.find(cluster.key()), nullptr);
    EXPECT_EQ(json(*second.clusters.find(cluster.key())), json(cluster));
    ASSERT_EQ(second.events(made.where).size(), 1U);
    EXPECT_EQ(second.events(made.where).front()->message, "DB instance created");
}

TEST_F(state_test, a_commit_without_changes_writes_nothing) {
    state resources(durable, time);
    commit(resources);
    EXPECT_EQ(durable.commits, 0);
    resources.instances.put(instance("one"));
    commit(resources);
    commit(resources);
    EXPECT_EQ(durable.commits, 1);
}

TEST_F(state_test, a_refused_commit_keeps_the_changes_for_the_next) {
    state resources(durable, time);
    int told = 0;
    resources.on_commit([&](const change_set&) { ++told; });
    resources.instances.put(instance("one"));
    resources.add_event(happening("DB instance created"));
    durable.refuses = true;
    EXPECT_THROW(commit(resources), std::runtime_error);
    EXPECT_EQ(told, 0);
    EXPECT_TRUE(durable.documents.empty());

    durable.refuses = false;
    commit(resources);
    EXPECT_EQ(told, 1);
    EXPECT_EQ(durable.documents.size(), 1U);
    EXPECT_EQ(durable.events.size(), 1U);
}

TEST_F(state_test, listeners_hear_which_resources_changed) {
    state resources(durable, time);
    change_set heard;
    resources.on_commit([&](const change_set& changes) { heard = changes; });
    const auto one = instance("one");
    resources.instances.put(one);
    commit(resources);
    EXPECT_EQ(heard.instances, std::set{one.key()});
    resources.instances.erase(one.key());
    commit(resources);
    EXPECT_EQ(heard.instances, std::set{one.key()});
    EXPECT_TRUE(durable.documents.empty());
}

TEST_F(state_test, every_change_counts_up_the_revision) {
    state resources(durable, time);
    const auto before = resources.revision();
    resources.instances.put(instance("one"));
    commit(resources);
    EXPECT_GT(resources.revision(), before);
}

TEST_F(state_test, accounts_and_regions_do_not_see_each_other) {
    state resources(durable, time);
    resources.instances.put(instance("one"));
    resources.instances.put(instance("two", "111111111111"));
    EXPECT_EQ(resources.instances.in({"123456789012", "us-east-1"}).size(), 1U);
    EXPECT_EQ(resources.instances.in({"123456789012", "eu-west-1"}).size(), 0U);

    commit(resources);
    resources.forget("111111111111");
    commit(resources);
    EXPECT_EQ(resources.instances.rows().size(), 1U);
    EXPECT_EQ(durable.documents.size(), 1U);
}

TEST_F(state_test, events_are_forgotten_after_fourteen_days) {
    state resources(durable, time);
    resources.add_event(happening("old"));
    time.time += std::chrono::hours(24 * 14) - std::chrono::seconds(1);
    EXPECT_EQ(resources.events(instance("one").where).size(), 1U);
    time.time += std::chrono::seconds(2);
    EXPECT_EQ(resources.events(instance("one").where).size(), 0U);
}

TEST_F(state_test, members_are_listed_writer_first_then_by_tier_and_name) {
    state resources(durable, time);
    db_cluster cluster;
    cluster.where = {"123456789012", "us-east-1"};
    cluster.identifier = "target";
    cluster.writer = "m3";
    for (const auto& [name, tier] : {std::pair{"m1", 2}, {"m2", 0}, {"m3", 15}, {"m0", 2}}) {
        auto member = instance(name);
        member.cluster = "target";
        member.promotion_tier = tier;
        resources.instances.put(member);
    }
    resources.instances.put(instance("stranger"));
    std::vector<std::string> names;
    for (const auto* member : resources.members_of(cluster))
        names.push_back(member->identifier);
    EXPECT_EQ(names, (std::vector<std::string>{"m3", "m2", "m0", "m1"}));
}

} // namespace
} // namespace borealis::emulator
