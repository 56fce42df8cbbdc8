// Which servers are due when. Time is divided into slots; servers of one group (a primary and its standbys)
// share a slot so that both ends of a link are sampled together, and groups spread evenly over the slots.
// Pure: the clock is the caller's.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace borealis::replication {

/// `Server` is what stands for a server at the caller's: copied and ordered, nothing else.
template <typename Server>
class phase_schedule {
  public:
    using time_point = std::chrono::steady_clock::time_point;
    using duration = std::chrono::steady_clock::duration;

    /// Every server is due once per `period`, on a fixed grid that starts at `epoch`: each slot has its own
    /// next time, always epoch + slot * width + n * period.
    phase_schedule(duration period, time_point epoch) : period_(period) {
        const auto width = slot_width(period);
        slots_.resize(static_cast<std::size_t>(std::max<duration::rep>(1, period / width)));
        for (auto& each : slots_) {
            each.next = epoch;
            epoch += width;
        }
    }

    /// Adds the server, or moves it to another group. Its first turn is not before `now`.
    void place(const Server& server, const std::string& group, time_point now) {
        if (const auto known = group_of_.find(server); known != group_of_.end()) {
            if (known->second == group) {
                return;
            }
            remove(server);
        }
        const auto [found, fresh] = groups_.try_emplace(group);
        if (fresh) {
            found->second.slot = emptiest_slot();
        }
        ++found->second.members;
        auto& home = slots_[found->second.slot];
        if (home.servers.empty() && home.next < now) {
            roll(home, now);
        }
        home.servers.push_back(server);
        group_of_.emplace(server, group);
    }

    void remove(const Server& server) {
        const auto known = group_of_.find(server);
        if (known == group_of_.end()) {
            return;
        }
        const auto shared = groups_.find(known->second);
        std::erase(slots_[shared->second.slot].servers, server);
        if (--shared->second.members == 0) {
            groups_.erase(shared);
        }
        group_of_.erase(known);
    }

    /// When the next server is due; time_point::max() without servers.
    time_point next_due() const {
        auto earliest = time_point::max();
        for (const auto& each : slots_) {
            if (!each.servers.empty()) {
                earliest = std::min(earliest, each.next);
            }
        }
        return earliest;
    }

    /// The servers that are due at `now`, each once, however late it is: what was missed is skipped, never
    /// queued. Good until the next call.
    const std::vector<Server>& take_due(time_point now) {
        due_.clear();
        for (auto& each : slots_) {
            if (each.next <= now) {
                skipped_ += roll(each, now) * each.servers.size();
                due_.insert(due_.end(), each.servers.begin(), each.servers.end());
            }
        }
        return due_;
    }

    std::size_t slot_count() const noexcept { return slots_.size(); }
    std::size_t slot_of(const Server& server) const { return groups_.at(group_of_.at(server)).slot; }

    /// Turns that passed without a sample because the caller came late.
    std::uint64_t skipped() const noexcept { return skipped_; }

  private:
    struct slot {
        time_point next;
        std::vector<Server> servers;
    };
    struct shared_turn {
        std::size_t slot = 0;
        std::size_t members = 0;
    };

    static duration slot_width(duration period) {
        return std::clamp<duration>(period / 20, std::chrono::milliseconds(5), std::chrono::milliseconds(20));
    }

    // Moves the slot to its first turn after `now` and says how many turns lay between.
    std::uint64_t roll(slot& late, time_point now) const {
        const auto missed = (now - late.next) / period_;
        late.next += (missed + 1) * period_;
        return static_cast<std::uint64_t>(missed);
    }

    std::size_t emptiest_slot() const {
        const auto emptiest =
            std::ranges::min_element(slots_, {}, [](const slot& each) { return each.servers.size(); });
        return static_cast<std::size_t>(emptiest - slots_.begin());
    }

    duration period_;
    std::vector<slot> slots_;
    std::vector<Server> due_; // kept for its memory
    std::map<std::string, shared_turn> groups_;
    std::map<Server, std::string> group_of_;
    std::uint64_t skipped_ = 0;
};

} // namespace borealis::replication
