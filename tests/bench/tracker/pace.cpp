// The tracker at work on many servers: what it costs, and how exactly it keeps its turns.
#include "replication/tracker/lag_tracker.hpp"
#include "tests/bench/tracker/modes.hpp"
#include "tests/bench/tracker/thread_time.hpp"

#include <nlohmann/json.hpp>

#include <iostream>
#include <map>
#include <mutex>
#include <utility>

namespace borealis::bench {

namespace {

using replication::server_sample;
using replication::tracker_counters;
using steady = std::chrono::steady_clock;

std::string name_of(std::size_t crowd) {
    return "crowd-" + std::to_string(crowd);
}

/// What is published once a second, counted by crowd.
class published {
  public:
    void take(const std::vector<server_sample>& samples) {
        const std::lock_guard guard(mutex_);
        for (const auto& sample : samples) {
            ++counts_[sample.server_id.substr(0, sample.server_id.find('/'))];
        }
    }

    std::map<std::string, int> take_all() {
        const std::lock_guard guard(mutex_);
        return std::exchange(counts_, {});
    }

  private:
    std::mutex mutex_;
    std::map<std::string, int> counts_;
};

void track(replication::lag_tracker& tracker, const crowd& all, const std::string& name) {
    for (int connection = 0; connection < all.connections; ++connection) {
        replication::tracked_server server;
        server.id = name + "/" + std::to_string(connection);
        server.access.host = all.to.host;
        server.access.port = static_cast<std::uint16_t>(std::stoi(all.to.port));
        server.access.user = all.to.user;
        server.access.password = all.to.password;
        server.access.application_name = "borealis-tracker";
        tracker.track(std::move(server));
    }
}

/// Turns per bucket of delay, with the upper bounds of the buckets.
nlohmann::json delays(const tracker_counters& before, const tracker_counters& after) {
    nlohmann::json turns = nlohmann::json::array();
    for (std::size_t i = 0; i < after.delays.size(); ++i) {
        turns.push_back(after.delays[i] - before.delays[i]);
    }
    return {{"bounds_us", replication::turn_delay_bounds_us}, {"turns", std::move(turns)}};
}

} // namespace

void keep_pace(const std::vector<crowd>& crowds, std::chrono::milliseconds period, lanes which_lanes) {
    published seen;
    replication::tracker_options options;
    options.fast_period = period;
    if (which_lanes == lanes::fast) { // once, when a server is first seen, they run all the same
        options.medium_period = std::chrono::hours(1);
        options.slow_period = std::chrono::hours(1);
    }
    options.trouble = [](const std::string& id, const std::string& why) {
        std::cerr << id << ": " << why << '\n';
    };
    replication::lag_tracker tracker(options, [&](std::vector<server_sample> samples) {
        seen.take(samples);
    });
    for (std::size_t which = 0; which < crowds.size(); ++which) {
        track(tracker, crowds[which], name_of(which));
    }
    auto since = steady::now();
    double used_before = 0;
    tracker_counters before;
    for (std::string line; std::getline(std::cin, line);) {
        const auto now = steady::now();
        const auto used = thread_seconds("lag-tracker");
        const auto after = tracker.counters();
        const nlohmann::json result{
            {"seconds", std::chrono::duration<double>(now - since).count()},
            {"cpu_seconds", used - used_before},
            {"samples", after.samples - before.samples},
            {"late", after.late - before.late},
            {"skipped", after.skipped - before.skipped},
            {"delays", delays(before, after)},
            {"published", seen.take_all()}};
        std::cout << result.dump() << std::endl;
        since = now;
        used_before = used;
        before = after;
    }
}

} // namespace borealis::bench
