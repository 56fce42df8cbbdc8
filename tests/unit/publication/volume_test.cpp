// Size and requests of a cluster volume, every five minutes.
#include "tests/unit/publication/publisher_fixture.hpp"

namespace borealis::emulator {
namespace {

using namespace std::chrono_literals;

class VolumeMetricsTest : public PublisherTest {
  protected:
    VolumeMetricsTest() {
        add_cluster();
        files_[server_of("primary")] = {1'000'000, 500, 1};
    }

    std::optional<double> used(std::vector<dimension> dimensions) const {
        const auto found = all("VolumeBytesUsed", std::move(dimensions), metric_unit::bytes);
        return found ? std::optional(found->sum) : std::nullopt;
    }
    std::optional<double> used() const { return used({{"DBClusterIdentifier", "cluster"}}); }

    /// A reading in which the server has made so many requests since it started.
    server_usage reading(std::uint64_t reads, std::uint64_t writes) {
        server_usage now;
        now.incarnation = 1;
        now.at = std::chrono::steady_clock::time_point(std::chrono::milliseconds(clock_.at));
        now.reads = reads;
        now.writes = writes;
        return now;
    }

    std::optional<double> requests(const std::string& name, timestamp_ms at) const {
        const auto id = metric(name, {{"DBClusterIdentifier", "cluster"}});
        const auto found = read(id, metric_unit::count, at);
        return found ? std::optional(found->sum) : std::nullopt;
    }
};

TEST_F(VolumeMetricsTest, BytesUsedAreThereAtOnceUnderBothSpellings) {
    publish({});
    EXPECT_EQ(used(), 1'000'000); // without the log
    EXPECT_EQ(used({{"DbClusterIdentifier", "cluster"}, {"EngineName", "aurora-postgresql"}}), 1'000'000);
    EXPECT_EQ(used({}), std::nullopt);
    EXPECT_EQ(used({{"EngineName", "aurora-postgresql"}}), std::nullopt);
}

TEST_F(VolumeMetricsTest, BytesUsedComeEveryFiveMinutes) {
    publish({});
    clock_.at += 5 * minute - second;
    publish({});
    EXPECT_EQ(used(), std::nullopt);
    clock_.at += second;
    publish({});
    EXPECT_EQ(used(), 1'000'000);
}

TEST_F(VolumeMetricsTest, WithoutDataOrWhileNobodyCanUseItThereIsNothing) {
    files_.clear();
    publish({});
    EXPECT_EQ(used(), std::nullopt);
    files_[server_of("primary")] = {5, 0, 1}; // measured a moment later: not five minutes later
    clock_.at += second;
    state_.clusters.edit({where_, "cluster"}).volume = volume_state::loading;
    publish({});
    EXPECT_EQ(used(), std::nullopt);
    state_.clusters.edit({where_, "cluster"}).volume = volume_state::ready;
    json("stopped").get_to(state_.clusters.edit({where_, "cluster"}).status);
    publish({});
    EXPECT_EQ(used(), std::nullopt);
    json("available").get_to(state_.clusters.edit({where_, "cluster"}).status);
    publish({});
    EXPECT_EQ(used(), 5);
}

TEST_F(VolumeMetricsTest, RequestsOfFiveMinutesAreToldWhenTheyAreOver) {
    const auto begin = clock_.at;
    usage_[server_of("primary")] = reading(100, 100);
    usage_[server_of("reader")] = reading(100, 100);
    publish({sample("primary"), sample("reader")});
    clock_.at += 10 * second;
    usage_[server_of("primary")] = reading(140, 107);
    usage_[server_of("reader")] = reading(102, 150); // its writes are not the volume's
    publish({sample("primary"), sample("reader")});
    EXPECT_EQ(requests("VolumeReadIOPs", begin), std::nullopt);
    clock_.at = begin + 5 * minute;
    publish({});
    EXPECT_EQ(requests("VolumeReadIOPs", begin), 42);
    EXPECT_EQ(requests("VolumeWriteIOPs", begin), 7);
    clock_.at += 5 * minute;
    publish({});
    EXPECT_EQ(requests("VolumeReadIOPs", begin + 5 * minute), std::nullopt); // nobody counted
}

} // namespace
} // namespace borealis::emulator
