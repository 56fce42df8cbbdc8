// What the tracker read last from each server, for Prometheus.
#pragma once

#include "emulator/http/prometheus_text.hpp"
#include "emulator/state/state.hpp"
#include "replication/tracker/sample.hpp"

#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace borealis::emulator {

/// The newest sample of each server.
class newest_samples {
  public:
    void take(const std::vector<replication::server_sample>& batch);

    /// Families of all that the servers of DB instances tell. A server that has not answered for a while is
    /// absent, as is what it does not measure.
    void write(prometheus_text& to, const state& resources, std::chrono::system_clock::time_point now) const;

  private:
    std::map<std::string, replication::server_sample> by_server_;
};

} // namespace borealis::emulator
