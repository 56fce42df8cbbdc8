// From counters to rates.
#include "emulator/cloudwatch/publication/machine_use.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace borealis::emulator {

namespace {

using counter = std::optional<std::uint64_t>;

std::optional<double> optional_number(const counter& value) {
    return value ? std::optional(static_cast<double>(*value)) : std::nullopt;
}

std::optional<double> rate(const counter& before, const counter& now, double seconds) {
    if (!before || !now || *now < *before)
        return std::nullopt;
    return static_cast<double>(*now - *before) / seconds;
}

} // namespace

machine_use use_of(const replication::server_usage* before, const replication::server_usage& now) {
    machine_use use;
    use.memory_bytes = static_cast<double>(now.memory_bytes);
    use.memory_available_bytes = optional_number(now.memory_available_bytes);
    use.swap_bytes = optional_number(now.swap_bytes);
    use.disk_queue_depth = now.disk_queue_depth;
    if (!before || before->incarnation != now.incarnation)
        return use;
    const auto seconds = std::chrono::duration<double>(now.at - before->at).count();
    if (seconds <= 0)
        return use;
    use.seconds = seconds;
    const auto processors = seconds * std::max(now.cpu_count, 1e-3);
    const auto busy = now.cpu_seconds - before->cpu_seconds;
    use.cpu_percent = std::clamp(100 * busy / processors, 0.0, 100.0);
    use.reads = rate(before->reads, now.reads, seconds);
    use.writes = rate(before->writes, now.writes, seconds);
    use.read_bytes = rate(before->read_bytes, now.read_bytes, seconds);
    use.write_bytes = rate(before->write_bytes, now.write_bytes, seconds);
    use.received_bytes = rate(before->received_bytes, now.received_bytes, seconds);
    use.sent_bytes = rate(before->sent_bytes, now.sent_bytes, seconds);
    return use;
}

} // namespace borealis::emulator
