// Processor, memory, storage requests and network, from the operating system.
#include "emulator/cloudwatch/publication/subject.hpp"
#include "emulator/rds/instance_classes.hpp"

#include <algorithm>

namespace borealis::emulator {

namespace {

constexpr double gibibyte = 1024.0 * 1024 * 1024;

/// What an instance of this class would have left beside the server's memory, and never more than the machine
/// really has (AWS: MemAvailable of /proc/meminfo). A class without a size of its own is as big as the
/// machine.
std::optional<double> freeable_memory(const subject& of, const machine_use& use) {
    auto left = use.memory_available_bytes;
    if (const auto* size = rds::find_instance_class(of.instance.instance_class)) {
        const auto unused = std::max(size->memory_gib * gibibyte - use.memory_bytes, 0.0);
        left = std::min(unused, left.value_or(unused));
    }
    return left;
}

} // namespace

void publish_machine(const subject& of, metric_sink& to) {
    // How long a block took on its way from or to the operating system; absent while none was moved. Needs
    // track_io_timing, which our servers have on.
    if (of.sample.activity) {
        to.add(published::read_latency, of.sample.activity->read_seconds);
        to.add(published::write_latency, of.sample.activity->write_seconds);
    }
    if (!of.machine)
        return;
    const auto& use = *of.machine;
    to.add(published::cpu_utilization, use.cpu_percent);
    to.add(published::freeable_memory, freeable_memory(of, use));
    to.add(published::swap_usage, use.swap_bytes);
    // Requests are calls of read and write; bytes are those that storage, not the page cache, had to move.
    to.add(published::read_iops, use.reads);
    to.add(published::write_iops, use.writes);
    to.add(published::read_throughput, use.read_bytes);
    to.add(published::write_throughput, use.write_bytes);
    to.add(published::disk_queue_depth, use.disk_queue_depth);
    to.add(published::network_receive, use.received_bytes);
    to.add(published::network_transmit, use.sent_bytes);
    if (of.aurora() && use.received_bytes && use.sent_bytes)
        to.add(published::network, *use.received_bytes + *use.sent_bytes);
}

} // namespace borealis::emulator
