// Reads replication state from every tracked server on a thread of its own and hands out batches of samples.
#pragma once

#include "replication/pg/connection.hpp"
#include "replication/tracker/counters.hpp"
#include "replication/tracker/sample.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace borealis::replication {

struct tracked_server {
    std::string id;
    pg::connect_options access; // as rdsadmin_monitor or any role with pg_monitor
    std::optional<std::string>
        upstream_id; // of a standby: the tracked server that it replicates from, directly or not
};

struct tracker_options {
    std::chrono::milliseconds fast_period{100};
    std::chrono::milliseconds publish_period{1000};
    std::chrono::milliseconds medium_period{1000};
    std::chrono::milliseconds slow_period{10000};
    /// Called on the tracker's thread when a server begins to fail, with the reason; once per reason until it
    /// answers again.
    std::function<void(const std::string& server_id, const std::string& reason)> trouble;
};

/// Called on the tracker's thread, once per publish period, with the newest sample of every server that
/// answered since. A server that does not answer is absent. Must neither throw nor block.
using sample_sink = std::function<void(std::vector<server_sample>)>;

class lag_tracker {
  public:
    lag_tracker(tracker_options options, sample_sink sink);
    ~lag_tracker(); // stops and joins

    lag_tracker(const lag_tracker&) = delete;
    lag_tracker& operator=(const lag_tracker&) = delete;

    /// From any thread. Tracking an id again replaces what was known of it.
    void track(tracked_server server);
    void untrack(std::string id);

    /// Reads the server, and all that replicate from the same root, 50 times a second for that long instead
    /// of at the usual pace: for a test that needs the lag to better than a tenth of a second. Nothing while
    /// the id is not tracked.
    void hurry(std::string id, std::chrono::milliseconds how_long);

    /// What it did since it was made. From any thread.
    tracker_counters counters() const noexcept;

  private:
    class impl;
    std::unique_ptr<impl> impl_;
};

} // namespace borealis::replication
