// Sizes and requests of cluster volumes.
#include "emulator/cloudwatch/publication/volume.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace borealis::emulator {

namespace {

constexpr timestamp_ms period_ms = 5 * 60'000;

/// While it is in these nobody can use the volume, and AWS shows gaps.
constexpr std::array<std::string_view, 7> silent_statuses{
    "creating",
    "deleting",
    "failed",
    "migration-failed",
    "stopped",
    "stopping",
    "starting",
};

bool publishes(const db_cluster& cluster) {
    return cluster.volume == volume_state::ready &&
           std::none_of(silent_statuses.begin(), silent_statuses.end(), [&](auto silent) {
               return cluster.status == silent;
           });
}

void count_more(std::optional<double>& counted, const std::optional<double>& rate, double seconds) {
    if (rate)
        counted = counted.value_or(0) + *rate * seconds;
}

} // namespace

void volume_metrics::count(const db_cluster& cluster, const machine_use& use, bool reader) {
    auto& volume = volumes_[cluster.key()];
    count_more(volume.reads, use.reads, use.seconds);
    if (!reader)
        count_more(volume.writes, use.writes, use.seconds);
}

void volume_metrics::publish(
    const state& resources, dimension_sets& sets, const files_of& files, timestamp_ms at
) {
    std::erase_if(volumes_, [&](auto& each) { return !resources.clusters.find(each.first); });
    for (const auto& [key, cluster] : resources.clusters.rows()) {
        if (!publishes(cluster))
            continue;
        auto to = sets.of_volume(cluster, at);
        auto& volume = volumes_[key];
        const auto period = at / period_ms;
        if (volume.period == period)
            continue;
        const auto sizes = files(cluster.server_id);
        if (!sizes)
            continue; // not measured yet; the period waits
        // The write-ahead log is not in it: an Aurora volume has none.
        to.add(published::volume_bytes, static_cast<double>(sizes->data_bytes));
        if (volume.period)
            publish_requests(volume, to);
        volume.period = period;
    }
}

void volume_metrics::publish_requests(progress& of, metric_sink& to) {
    const auto counted_in = *of.period * period_ms; // CloudWatch's time of a period is its beginning
    if (of.reads)
        to.add_at(counted_in, published::volume_reads, *of.reads);
    if (of.writes)
        to.add_at(counted_in, published::volume_writes, *of.writes);
    of.reads.reset();
    of.writes.reset();
}

} // namespace borealis::emulator
