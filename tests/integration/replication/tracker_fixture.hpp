// A pair of servers under a tracker, and what the tracker published so far, for tests to wait on.
#pragma once

#include "pg_pair.hpp"
#include "replication/tracker/lag_tracker.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace borealis::replication::testing {

class published {
  public:
    sample_sink sink() {
        return [this](std::vector<server_sample> samples) {
            const std::lock_guard guard(mutex_);
            for (auto& sample : samples) {
                samples_[sample.server_id].push_back(std::move(sample));
            }
            changed_.notify_all();
        };
    }

    /// All samples of the server from now on that come within `span`.
    std::vector<server_sample> during(const std::string& id, std::chrono::milliseconds span) {
        const auto from = count(id);
        std::unique_lock guard(mutex_);
        changed_.wait_for(guard, span, [] { return false; });
        const auto& all = samples_[id];
        return {all.begin() + static_cast<std::ptrdiff_t>(from), all.end()};
    }

    /// The first sample published from now on that satisfies the predicate; nothing after 20 seconds.
    std::optional<server_sample>
    await(const std::string& id, const std::function<bool(const server_sample&)>& wanted) {
        auto next = count(id);
        std::optional<server_sample> found;
        std::unique_lock guard(mutex_);
        changed_.wait_for(guard, std::chrono::seconds(20), [&] {
            for (const auto& all = samples_[id]; next < all.size() && !found; ++next) {
                if (wanted(all[next])) {
                    found = all[next];
                }
            }
            return found.has_value();
        });
        return found;
    }

    std::size_t count(const std::string& id) {
        const std::lock_guard guard(mutex_);
        return samples_[id].size();
    }

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::map<std::string, std::vector<server_sample>> samples_;
};

inline constexpr std::chrono::milliseconds tick{100};

inline bool is_zero(const server_sample& sample) {
    return sample.lag && sample.lag->seconds == 0 && sample.lag->bytes == 0;
}

/// Publishes every tick. Servers are tracked as "primary", "standby" and "cascade".
class tracked_pair : public ::testing::Test {
  protected:
    explicit tracked_pair(const std::string& settings = {}) : pair_(settings) {
        options_.fast_period = options_.publish_period = tick;
        options_.slow_period = std::chrono::seconds(1);
        options_.trouble = [this](const std::string& id, const std::string& reason) {
            const std::lock_guard guard(troubles_mutex_);
            troubles_[id].push_back(reason);
        };
    }
    ~tracked_pair() override { tracker_.reset(); }

    lag_tracker& watcher() {
        if (!tracker_) {
            tracker_.emplace(options_, seen_.sink());
        }
        return *tracker_;
    }

    void end_tracking() { tracker_.reset(); }

    void track_both() {
        track("primary", pair_.primary(), std::nullopt);
        track("standby", pair_.standby(), "primary");
    }

    void track(std::string id, const postmaster& server, std::optional<std::string> upstream) {
        tracked_server tracked;
        tracked.id = std::move(id);
        tracked.access = server.access(role_);
        tracked.access.application_name = "borealis-tracker";
        tracked.upstream_id = std::move(upstream);
        watcher().track(std::move(tracked));
    }

    void await_zero(const std::string& id = "standby") {
        ASSERT_TRUE(seen_.await(id, is_zero)) << "lag never was 0";
    }

    /// The next sample of the server.
    server_sample next(const std::string& id) {
        return seen_.await(id, [](const auto&) { return true; }).value_or(server_sample{});
    }

    std::vector<std::string> troubles(const std::string& id) {
        const std::lock_guard guard(troubles_mutex_);
        return troubles_[id];
    }

    /// Commits one row and says when, to within the seconds returned.
    std::pair<std::chrono::system_clock::time_point, double> commit() {
        sql_session writer(pair_.primary().access());
        const auto before = std::chrono::system_clock::now();
        writer.query("insert into ledger (note) values ('x')");
        const std::chrono::duration<double> took = std::chrono::system_clock::now() - before;
        return {before, took.count()};
    }

    void pause_replay() {
        sql_session control(pair_.standby().access());
        control.query("select pg_wal_replay_pause()");
        while (control.scalar("select pg_get_wal_replay_pause_state()") != "paused") {
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
    }

    void resume_replay() { sql_session(pair_.standby().access()).query("select pg_wal_replay_resume()"); }

    pg_pair pair_;
    tracker_options options_;
    std::string role_ = "rdsadmin_monitor";
    published seen_;

  private:
    std::mutex troubles_mutex_;
    std::map<std::string, std::vector<std::string>> troubles_;
    std::optional<lag_tracker> tracker_;
};

} // namespace borealis::replication::testing
