// How a server used its machine between two readings of its counters.
#pragma once

#include "replication/server/server_host.hpp"

#include <optional>

namespace borealis::emulator {

struct machine_use {
    double memory_bytes = 0;
    std::optional<double> memory_available_bytes;
    std::optional<double> swap_bytes;
    std::optional<double> disk_queue_depth;

    // Per second of the time between the readings; nothing at the first reading, after a restart, and where
    // the host does not count the thing.
    double seconds = 0;
    std::optional<double> cpu_percent; // of all processors that it may use
    std::optional<double> reads, writes;
    std::optional<double> read_bytes, write_bytes;
    std::optional<double> received_bytes, sent_bytes;
};

/// `before` is nullptr at the first reading. No rate reaches across a restart of the server.
machine_use use_of(const replication::server_usage* before, const replication::server_usage& now);

} // namespace borealis::emulator
