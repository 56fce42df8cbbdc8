// What a tracker published so far, for tests to wait on.
#pragma once

#include "replication/tracker/lag_tracker.hpp"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

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

} // namespace borealis::replication::testing
