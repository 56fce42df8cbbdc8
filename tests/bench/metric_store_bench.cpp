// The metric store under the load of 100 instances with 10 metrics each: a datapoint in, an hour of minutes
// out.
#include "emulator/cloudwatch/metric_store.hpp"

#include <benchmark/benchmark.h>
#include <fmt/format.h>

namespace borealis::emulator {
namespace {

constexpr timestamp_ms begin = 1'767'225'600'000; // 2026-01-01
constexpr int instances = 100;
constexpr int metrics = 10;

std::vector<metric_id> sample_ids() {
    std::vector<metric_id> ids;
    for (int instance = 0; instance < instances; ++instance) {
        for (int metric = 0; metric < metrics; ++metric) {
            ids.push_back(make_metric_id(
                {"123456789012", "us-east-1"},
                "AWS/RDS",
                fmt::format("Metric{}", metric),
                {{"DBInstanceIdentifier", fmt::format("instance-{}", instance)}}
            ));
        }
    }
    return ids;
}

void metric_store_add(benchmark::State& state) {
    const auto ids = sample_ids();
    metric_store store;
    std::size_t next = 0;
    timestamp_ms at = begin;
    for (auto _ : state) {
        store.add(ids[next], metric_unit::bytes, at, static_cast<double>(at % 1000));
        if (++next == ids.size()) {
            next = 0;
            at += 1000;
            state.PauseTiming();
            store.expire(at);
            state.ResumeTiming();
        }
    }
}
BENCHMARK(metric_store_add);

void metric_store_read_hour(benchmark::State& state) {
    const auto id = sample_ids().front();
    metric_store store;
    constexpr timestamp_ms end = begin + 3 * 3'600'000;
    for (timestamp_ms at = begin; at < end; at += 1000)
        store.add(id, metric_unit::bytes, at, static_cast<double>(at / 1000 % 977));
    metric_query query;
    query.start = end - 3'600'000;
    query.end = end;
    for (auto _ : state)
        benchmark::DoNotOptimize(store.read(id, query, end));
}
BENCHMARK(metric_store_read_hour);

} // namespace
} // namespace borealis::emulator
