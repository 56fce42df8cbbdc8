// Rates between two readings of a server's counters, and what they are published as.
#include "tests/unit/publication/publisher_fixture.hpp"

namespace borealis::emulator {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t mebibyte = 1 << 20;

class MachineMetricsTest : public PublisherTest {
  protected:
    static server_usage reading() {
        server_usage now;
        now.incarnation = 1;
        now.at = std::chrono::steady_clock::time_point(100s);
        now.cpu_seconds = 50;
        now.cpu_count = 4;
        now.memory_bytes = 512 * mebibyte;
        now.memory_available_bytes = 64 * 1024 * mebibyte;
        now.swap_bytes = 3 * mebibyte;
        now.read_bytes = 1'000'000;
        now.write_bytes = 2'000'000;
        now.reads = 1000;
        now.writes = 2000;
        now.disk_queue_depth = 2;
        now.received_bytes = 10'000;
        now.sent_bytes = 20'000;
        return now;
    }

    /// Two seconds after the other one.
    static server_usage later_reading() {
        auto now = reading();
        now.at += 2s;
        now.cpu_seconds += 2;
        *now.read_bytes += 4096;
        *now.write_bytes += 8192;
        *now.reads += 10;
        *now.writes += 30;
        *now.received_bytes += 600;
        *now.sent_bytes += 1000;
        return now;
    }

    void publish_reading(const std::string& name, const server_usage& usage) {
        usage_[server_of(name)] = usage;
        clock_.at += second;
        publish({sample(name)});
    }
};

TEST_F(MachineMetricsTest, RatesArePerSecondBetweenTwoReadings) {
    publish_reading("source", reading());
    EXPECT_EQ(of("CPUUtilization", "source", metric_unit::percent), std::nullopt);
    publish_reading("source", later_reading());
    EXPECT_EQ(of("CPUUtilization", "source", metric_unit::percent), 25); // 2 s of 2 s on 4 processors
    EXPECT_EQ(of("ReadThroughput", "source", metric_unit::bytes_per_second), 2048);
    EXPECT_EQ(of("WriteThroughput", "source", metric_unit::bytes_per_second), 4096);
    EXPECT_EQ(of("ReadIOPS", "source", metric_unit::count_per_second), 5);
    EXPECT_EQ(of("WriteIOPS", "source", metric_unit::count_per_second), 15);
    EXPECT_EQ(of("NetworkReceiveThroughput", "source", metric_unit::bytes_per_second), 300);
    EXPECT_EQ(of("NetworkTransmitThroughput", "source", metric_unit::bytes_per_second), 500);
    EXPECT_EQ(of("NetworkThroughput", "source", metric_unit::bytes_per_second), std::nullopt); // Aurora's
}

TEST_F(MachineMetricsTest, GaugesAreTheirNewestReading) {
    publish_reading("source", reading());
    EXPECT_EQ(of("SwapUsage", "source", metric_unit::bytes), 3.0 * mebibyte);
    EXPECT_EQ(of("DiskQueueDepth", "source", metric_unit::count), 2);
    EXPECT_EQ(of("FreeableMemory", "source", metric_unit::bytes), 3.5 * gibibyte); // db.t3.medium has 4
}

TEST_F(MachineMetricsTest, FreeableMemoryIsNeverMoreThanTheMachineHasNorLessThanNothing) {
    auto small = reading();
    small.memory_available_bytes = 5 * mebibyte;
    publish_reading("source", small);
    EXPECT_EQ(of("FreeableMemory", "source", metric_unit::bytes), 5.0 * mebibyte);
    auto full = later_reading();
    full.memory_bytes = 9 * 1024 * mebibyte;
    publish_reading("source", full);
    EXPECT_EQ(of("FreeableMemory", "source", metric_unit::bytes), 0);
}

TEST_F(MachineMetricsTest, AClassWithoutASizeIsAsBigAsTheMachine) {
    state_.instances.edit({where_, "source"}).instance_class = "db.serverless";
    publish_reading("source", reading());
    EXPECT_EQ(of("FreeableMemory", "source", metric_unit::bytes), 64 * gibibyte);
}

TEST_F(MachineMetricsTest, AuroraAddsItsNetworkUp) {
    add_cluster();
    publish_reading("primary", reading());
    publish_reading("primary", later_reading());
    EXPECT_EQ(of("NetworkThroughput", "primary", metric_unit::bytes_per_second), 800);
}

TEST_F(MachineMetricsTest, NoRateReachesAcrossARestart) {
    publish_reading("source", reading());
    auto restarted = later_reading();
    restarted.incarnation = 2;
    publish_reading("source", restarted);
    EXPECT_EQ(of("CPUUtilization", "source", metric_unit::percent), std::nullopt);
    EXPECT_EQ(of("ReadIOPS", "source", metric_unit::count_per_second), std::nullopt);
    EXPECT_EQ(of("SwapUsage", "source", metric_unit::bytes), 3.0 * mebibyte);
    restarted.at += 1s;
    restarted.cpu_seconds += 0.5;
    publish_reading("source", restarted);
    EXPECT_EQ(of("CPUUtilization", "source", metric_unit::percent), 12.5);
}

TEST_F(MachineMetricsTest, AReadingIsPublishedOnce) {
    publish_reading("source", reading());
    publish_reading("source", later_reading());
    publish_reading("source", later_reading());
    EXPECT_EQ(of("CPUUtilization", "source", metric_unit::percent), std::nullopt);
    EXPECT_EQ(of("FreeableMemory", "source", metric_unit::bytes), std::nullopt);
}

TEST_F(MachineMetricsTest, WhatTheHostDoesNotCountIsAbsent) {
    server_usage bare;
    bare.incarnation = 1;
    bare.at = std::chrono::steady_clock::time_point(100s);
    publish_reading("source", bare);
    bare.at += 1s;
    publish_reading("source", bare);
    EXPECT_THAT(
        names_of("AWS/RDS", "source"), testing::UnorderedElementsAre("CPUUtilization", "FreeableMemory")
    );
    EXPECT_EQ(of("CPUUtilization", "source", metric_unit::percent), 0);
}

TEST_F(MachineMetricsTest, UseOfProcessorsIsNeverMoreThanAll) {
    auto now = later_reading();
    now.cpu_seconds += 100; // more than there was: clocks tick in hundredths of a second
    const auto before = reading();
    EXPECT_EQ(use_of(&before, now).cpu_percent, 100);
}

TEST_F(MachineMetricsTest, ACounterThatWentBackHasNoRate) {
    auto now = later_reading();
    now.reads = 0;
    const auto before = reading();
    EXPECT_EQ(use_of(&before, now).reads, std::nullopt);
    EXPECT_EQ(use_of(&before, now).writes, 15);
    EXPECT_EQ(use_of(&now, now).writes, std::nullopt); // no time between them
}

} // namespace
} // namespace borealis::emulator
