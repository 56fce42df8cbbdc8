// The metrics of Aurora cluster volumes, which AWS publishes every five minutes.
#pragma once

#include "emulator/cloudwatch/publication/machine_use.hpp"
#include "emulator/cloudwatch/publication/metric_sink.hpp"
#include "emulator/state/state.hpp"
#include "replication/server/server_host.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

namespace borealis::emulator {

class volume_metrics {
  public:
    using files_of = std::function<std::optional<replication::server_stats>(const std::string& server_id)>;

    /// Counts what a member of the cluster read and wrote. A reader's writes do not count: on Aurora it has
    /// no volume of its own to bring up to date.
    void count(const db_cluster& cluster, const machine_use& use, bool reader);

    /// Adds, for every cluster that has data: its size, at once when new and then at the beginning of each
    /// five minutes; its requests, when the five minutes are over in which they were counted.
    void publish(const state& resources, dimension_sets& sets, const files_of& files, timestamp_ms at);

  private:
    struct progress {
        std::optional<std::int64_t> period; // that its size was told in
        std::optional<double> reads, writes;
    };

    void publish_requests(progress& of, metric_sink& to);

    std::map<resource_key, progress> volumes_;
};

} // namespace borealis::emulator
