// Chains of upstreams, also ones that are incomplete or nonsense.
#include "replication/tracker/topology.hpp"

#include <gtest/gtest.h>

namespace borealis::replication {
namespace {

TEST(topology, finds_the_end_of_a_chain_in_whatever_order_it_is_told) {
    topology servers;
    servers.place("leaf", "middle");
    EXPECT_EQ(servers.root_of("leaf"), "middle");
    servers.place("middle", "source");
    servers.place("source", std::nullopt);
    EXPECT_EQ(servers.root_of("leaf"), "source");
    EXPECT_EQ(servers.root_of("source"), "source");
    EXPECT_EQ(servers.root_of("stranger"), "stranger");
}

TEST(topology, finds_the_nearest_upstream_wanted) {
    topology servers;
    servers.place("leaf", "middle");
    servers.place("middle", "source");
    EXPECT_EQ(servers.nearest_upstream("leaf", [](const auto&) { return true; }), "middle");
    EXPECT_EQ(servers.nearest_upstream("leaf", [](const auto& id) { return id == "source"; }), "source");
    EXPECT_FALSE(servers.nearest_upstream("leaf", [](const auto&) { return false; }));
    EXPECT_FALSE(servers.nearest_upstream("source", [](const auto&) { return true; }));
}

TEST(topology, forgets) {
    topology servers;
    servers.place("leaf", "source");
    servers.place("leaf", std::nullopt);
    EXPECT_EQ(servers.root_of("leaf"), "leaf");
    servers.place("leaf", "source");
    servers.remove("leaf");
    EXPECT_EQ(servers.root_of("leaf"), "leaf");
}

TEST(topology, survives_a_circle) {
    topology servers;
    servers.place("a", "b");
    servers.place("b", "a");
    EXPECT_FALSE(servers.nearest_upstream("a", [](const auto&) { return false; }));
    EXPECT_FALSE(servers.root_of("a").empty());
}

} // namespace
} // namespace borealis::replication
