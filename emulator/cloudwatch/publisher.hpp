// Turns what the tracker read from the servers into AWS/RDS datapoints of the instances and clusters they
// belong to.
#pragma once

#include "emulator/state/state.hpp"
#include "replication/server/server_host.hpp"
#include "replication/tracker/sample.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace borealis::emulator {

class metric_store;

/// On the emulator's thread, once a second. `stats_of` gives the sizes of a server's files (for
/// FreeStorageSpace).
void publish_samples(
    const std::vector<replication::server_sample>& samples,
    const state& resources,
    const std::function<std::optional<replication::server_stats>(const std::string& server_id)>& stats_of,
    metric_store& metrics
);

} // namespace borealis::emulator
