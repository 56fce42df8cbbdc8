// The engine's figures of a container, with cgroups of both versions.
#include "replication/server/docker/docker_server.hpp"
#include "replication/server/docker/measurements.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace borealis::replication::docker {
namespace {

using nlohmann::json;

TEST(usage, with_cgroups_of_version_1) {
    const auto usage = usage_from(json::parse(R"({
        "id": "00000000000000ff00000000",
        "cpu_stats": {"cpu_usage": {"total_usage": 2500000000}, "online_cpus": 4},
        "memory_stats": {"usage": 1000, "limit": 5000, "stats": {"total_inactive_file": 300}},
        "blkio_stats": {
            "io_service_bytes_recursive": [
                {"op": "Read", "value": 10}, {"op": "Write", "value": 20}, {"op": "Read", "value": 1}, {"op": "Total", "value": 31}
            ],
            "io_serviced_recursive": [{"op": "Read", "value": 2}, {"op": "Write", "value": 3}]
        },
        "networks": {"eth0": {"rx_bytes": 5, "tx_bytes": 6}, "eth1": {"rx_bytes": 50, "tx_bytes": 60}}
    })"));
    ASSERT_TRUE(usage);
    EXPECT_EQ(usage->incarnation, 255U);
    EXPECT_DOUBLE_EQ(usage->cpu_seconds, 2.5);
    EXPECT_DOUBLE_EQ(usage->cpu_count, 4);
    EXPECT_EQ(usage->memory_bytes, 700U);
    EXPECT_EQ(usage->memory_available_bytes, 4300U);
    EXPECT_EQ(usage->read_bytes, 11U);
    EXPECT_EQ(usage->write_bytes, 20U);
    EXPECT_EQ(usage->reads, 2U);
    EXPECT_EQ(usage->writes, 3U);
    EXPECT_EQ(usage->received_bytes, 55U);
    EXPECT_EQ(usage->sent_bytes, 66U);
}

TEST(usage, with_cgroups_of_version_2) {
    const auto usage = usage_from(json::parse(R"({
        "id": "ffffffffffffffff0000",
        "cpu_stats": {"cpu_usage": {"total_usage": 1}, "online_cpus": 1},
        "memory_stats": {"usage": 1000, "stats": {"inactive_file": 100}},
        "blkio_stats": {"io_service_bytes_recursive": null}
    })"));
    ASSERT_TRUE(usage);
    EXPECT_EQ(usage->memory_bytes, 900U);
    EXPECT_FALSE(usage->memory_available_bytes);
    EXPECT_FALSE(usage->read_bytes);
    EXPECT_FALSE(usage->received_bytes);
}

TEST(usage, of_a_container_that_does_not_run) {
    EXPECT_FALSE(usage_from(json::parse(R"({"id": "00", "cpu_stats": {"cpu_usage": {"total_usage": 0}}})")));
    EXPECT_FALSE(usage_from(json::object()));
    EXPECT_EQ(incarnation_of(""), 0U);
}

} // namespace
} // namespace borealis::replication::docker
