// One second's publication of 200 instances: 100 Aurora clusters of a writer and a reader, everything
// measured.
#include "emulator/cloudwatch/metric_store.hpp"
#include "emulator/cloudwatch/publisher.hpp"
#include "emulator/store/store.hpp"

#include <benchmark/benchmark.h>
#include <fmt/format.h>

namespace borealis::emulator {
namespace {

constexpr timestamp_ms begin = 1'767'225'600'000; // 2026-01-01
constexpr int clusters = 100;

/// Keeps nothing: the state is only read.
class no_store final : public store {
  public:
    store_contents load() override { return {}; }
    awaitable<void> commit(write_batch) override { co_return; }
};

class fleet {
  public:
    fleet() {
        for (int number = 0; number < clusters; ++number)
            add_cluster(number);
    }

    /// What the tracker and the host tell in a second.
    void next_second() {
        at_ += 1000;
        for (auto& sample : samples_) {
            sample.at = std::chrono::system_clock::time_point(std::chrono::milliseconds(at_));
            sample.activity->uptime_seconds += 1;
            auto& usage = usages_.at(sample.server_id);
            usage.at += std::chrono::seconds(1);
            usage.cpu_seconds += 0.25;
            *usage.reads += 7;
            *usage.writes += 9;
        }
    }

    void publish() { publisher_.publish(samples_, at_); }
    void expire() { metrics_.expire(at_); }

  private:
    void add_cluster(int number) {
        db_cluster cluster;
        cluster.where = {"123456789012", "us-east-1"};
        cluster.identifier = fmt::format("cluster-{}", number);
        cluster.engine = "aurora-postgresql";
        cluster.writer = cluster.identifier + "-writer";
        json("available").get_to(cluster.status);
        add_member(cluster, cluster.writer, false);
        add_member(cluster, cluster.identifier + "-reader", true);
        resources_.clusters.put(std::move(cluster));
    }

    void add_member(const db_cluster& cluster, const std::string& name, bool reader) {
        db_instance member;
        member.where = cluster.where;
        member.identifier = name;
        member.server_id = "server-of-" + name;
        member.cluster = cluster.identifier;
        member.engine = cluster.engine;
        member.instance_class = "db.r6g.large";
        json("available").get_to(member.status);

        replication::server_sample sample;
        sample.server_id = member.server_id;
        sample.in_recovery = reader;
        if (reader) {
            sample.lag.emplace();
            sample.lag->receiving = true;
            sample.lag->write_seconds = sample.lag->flush_seconds = 0.01;
            sample.receiver_silence_seconds = 0.5;
        }
        sample.slot_bytes = sample.wal_bytes = sample.database_bytes = 1'000'000;
        sample.oldest_slot_lag_bytes = 0;
        sample.clock_offset_seconds = sample.round_trip_seconds = 0.0001;
        sample.activity.emplace();
        auto& activity = *sample.activity;
        activity.commits_per_second = activity.deadlocks_per_second = activity.buffer_hit_ratio = 0.5;
        activity.commit_seconds = activity.read_seconds = activity.write_seconds = 0.001;
        samples_.push_back(std::move(sample));

        replication::server_usage usage;
        usage.incarnation = 1;
        usage.memory_available_bytes = std::uint64_t{8} << 30;
        usage.swap_bytes = 0;
        usage.read_bytes = usage.write_bytes = usage.reads = usage.writes = 1;
        usage.received_bytes = usage.sent_bytes = 1;
        usage.disk_queue_depth = 0;
        usages_.emplace(member.server_id, usage);
        resources_.instances.put(std::move(member));
    }

    no_store store_;
    system_clock clock_;
    state resources_{store_, clock_};
    metric_store metrics_;
    std::vector<replication::server_sample> samples_;
    std::map<std::string, replication::server_usage> usages_;
    timestamp_ms at_ = begin;
    publisher publisher_{
        resources_,
        metrics_,
        {
            [](const std::string&) {
                return std::optional(replication::server_stats{1, 1, 1});
            },
            [this](const std::string& id) { return std::optional(usages_.at(id)); },
        },
        lag_formula::precise,
    };
};

void publish_200_instances(benchmark::State& state) {
    fleet measured;
    for (auto _ : state) {
        state.PauseTiming();
        measured.next_second();
        measured.expire();
        state.ResumeTiming();
        measured.publish();
    }
}
BENCHMARK(publish_200_instances)->Unit(benchmark::kMillisecond)->Iterations(300);

} // namespace
} // namespace borealis::emulator
