// Which slots a server is to keep: one that nobody streams through keeps WAL for ever.
#include "emulator/reconciler/replication_links.hpp"
#include "tests/unit/emulator/memory_store.hpp"

#include <gtest/gtest.h>

namespace borealis::emulator {
namespace {

using slots = std::set<std::string>;

class standing_clock final : public clock {
  public:
    std::chrono::system_clock::time_point now() const override { return {}; }
};

class wanted_slots_test : public testing::Test {
  protected:
    db_instance& put_instance(const std::string& name) {
        db_instance made;
        made.where = where;
        made.identifier = name;
        made.server_id = "server-" + name;
        made.replication_slot = "slot_of_" + name;
        resources.instances.put(made);
        return resources.instances.edit(made.key());
    }

    /// A read replica cluster of the instance "source", with two members.
    db_cluster& put_replica_cluster() {
        put_instance("source");
        put_instance("one").cluster = "replica";
        put_instance("two").cluster = "replica";
        db_cluster made;
        made.where = where;
        made.identifier = "replica";
        made.writer = "one";
        made.server_id = "server-one";
        made.source_server = "server-source";
        made.replication_slot = "slot_of_cluster";
        made.replication_source_arn = "arn:aws:rds:us-east-1:123456789012:db:source";
        resources.clusters.put(made);
        return resources.clusters.edit(made.key());
    }

    const scope where{"123456789012", "us-east-1"};
    memory_store durable;
    standing_clock time;
    state resources{durable, time};
};

TEST_F(wanted_slots_test, a_source_keeps_the_slots_of_its_replicas) {
    put_instance("source");
    put_instance("copy").replica_source = "source";
    put_instance("other");
    EXPECT_EQ(slots_wanted_on(resources, "server-source"), slots{"slot_of_copy"});
    EXPECT_EQ(slots_wanted_on(resources, "server-copy"), slots{});
}

TEST_F(wanted_slots_test, a_source_keeps_the_slot_of_a_cluster_without_members) {
    put_replica_cluster().writer.clear();
    resources.instances.erase({where, "one"});
    resources.instances.erase({where, "two"});
    EXPECT_EQ(slots_wanted_on(resources, "server-source"), slots{"slot_of_cluster"});
}

TEST_F(wanted_slots_test, a_former_writer_keeps_no_slots_of_readers_that_follow_another) {
    auto& cluster = put_replica_cluster();
    EXPECT_EQ(slots_wanted_on(resources, "server-one"), slots{"slot_of_two"});
    cluster.writer = "two"; // as a failover leaves it
    cluster.server_id = "server-two";
    EXPECT_EQ(slots_wanted_on(resources, "server-one"), slots{});
    EXPECT_EQ(slots_wanted_on(resources, "server-two"), slots{"slot_of_one"});
    EXPECT_EQ(slots_wanted_on(resources, "server-source"), slots{"slot_of_cluster"});
}

} // namespace
} // namespace borealis::emulator
