// The tracker's history of flushed positions: an observation when it is full, and a look-up in it.
#include "replication/tracker/lsn_clock.hpp"

#include <benchmark/benchmark.h>

namespace borealis::replication {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t wal_per_tick = 100'000; // bytes
constexpr int ticks = 20'000;                   // more than the history holds

void observe_ticks(lsn_clock& clock, int from, int count) {
    const wal_origin origin{7, 1, 0};
    for (int tick = from; tick < from + count; ++tick) {
        const lsn flushed{static_cast<std::uint64_t>(tick) * wal_per_tick};
        clock.observe(origin, flushed, lsn_clock::time_point(tick * 100ms));
    }
}

void lsn_clock_observe(benchmark::State& state) {
    lsn_clock clock;
    observe_ticks(clock, 1, ticks);
    int next = ticks + 1;
    for (auto _ : state)
        observe_ticks(clock, next++, 1);
}
BENCHMARK(lsn_clock_observe);

void lsn_clock_lookup(benchmark::State& state) {
    lsn_clock clock;
    observe_ticks(clock, 1, ticks);
    std::uint64_t position = 0;
    for (auto _ : state) {
        position = (position * 6364136223846793005 + 1442695040888963407) % (ticks * wal_per_tick);
        benchmark::DoNotOptimize(clock.flushed_after(lsn{position}));
    }
}
BENCHMARK(lsn_clock_lookup);

} // namespace
} // namespace borealis::replication
