// Turns what the tracker read from the servers, and what the host tells of them, into datapoints of the
// instances and clusters that they belong to.
#pragma once

#include "emulator/cloudwatch/publication/metric_sink.hpp"
#include "emulator/cloudwatch/publication/subject.hpp"
#include "emulator/cloudwatch/publication/volume.hpp"
#include "emulator/settings.hpp"
#include "emulator/state/state.hpp"
#include "replication/server/server_host.hpp"
#include "replication/tracker/sample.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace borealis::emulator {

/// What the host knows of a server; nothing until it has been measured.
struct host_figures {
    std::function<std::optional<replication::server_stats>(const std::string& server_id)> files;
    std::function<std::optional<replication::server_usage>(const std::string& server_id)> usage;
};

class publisher {
  public:
    /// `resources` and `metrics` must outlive it.
    publisher(const state& resources, metric_store& metrics, host_figures host, lag_formula migration_lag)
        : resources_(resources), host_(std::move(host)), migration_lag_(migration_lag), sets_(metrics) {}

    /// On the emulator's thread, once a second, with what the tracker read since.
    void publish(const std::vector<replication::server_sample>& samples, timestamp_ms now);

  private:
    struct told_instance {
        subject of;
        metric_sink to;
    };
    using samples_by_server = std::map<std::string_view, const replication::server_sample*>;

    std::vector<told_instance> subjects_of(const samples_by_server& samples, timestamp_ms at);
    std::optional<machine_use> new_use_of(const std::string& server_id);

    const state& resources_;
    host_figures host_;
    lag_formula migration_lag_;
    dimension_sets sets_;
    volume_metrics volumes_;
    std::map<std::string, replication::server_usage> usages_; // the newest that was used, by server
};

} // namespace borealis::emulator
