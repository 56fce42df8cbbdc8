// Which servers are due when. Time is divided into slots; servers of one group (a primary and its standbys)
// share a slot so that both ends of a link are sampled together, and groups spread evenly over the slots.
// Pure: the clock is the caller's.
#pragma once

#include <boost/container/flat_set.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace borealis::replication {

class phase_schedule {
  public:
    using time_point = std::chrono::steady_clock::time_point;
    using duration = std::chrono::steady_clock::duration;

    /// Every server is due once per `period`, on a fixed grid that starts at `epoch`.
    phase_schedule(duration period, time_point epoch);

    /// Adds the server, or moves it to another group. Its first turn is not before `now`.
    void place(const std::string& server, const std::string& group, time_point now);
    void remove(const std::string& server);

    /// When the next server is due; time_point::max() without servers.
    time_point next_due() const;

    /// The servers that are due at `now`, each once, however late it is: what was missed is skipped, never
    /// queued. Good until servers are placed or removed, or the next call.
    const std::vector<std::string_view>& take_due(time_point now);

    std::size_t slot_count() const noexcept { return slots_.size(); }
    std::size_t slot_of(const std::string& server) const { return groups_.at(group_of_.at(server)).slot; }

    /// Turns that passed without a sample because the caller came late.
    std::uint64_t skipped() const noexcept { return skipped_; }

  private:
    struct slot {
        time_point next;
        boost::container::flat_set<std::string, std::less<>> servers;
    };
    struct shared_turn {
        std::size_t slot = 0;
        std::size_t members = 0;
    };

    std::size_t emptiest_slot() const;
    std::uint64_t roll(slot& late, time_point now) const;

    duration period_;
    std::vector<slot> slots_;
    std::vector<std::string_view> due_; // kept for its memory
    std::map<std::string, shared_turn> groups_;
    std::map<std::string, std::string> group_of_;
    std::uint64_t skipped_ = 0;
};

} // namespace borealis::replication
