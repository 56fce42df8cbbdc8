// The grid of slots: each has its own next time, always epoch + slot * width + n * period.
#include "replication/tracker/phase_schedule.hpp"

#include <algorithm>

namespace borealis::replication {

namespace {

using namespace std::chrono_literals;

phase_schedule::duration slot_width(phase_schedule::duration period) {
    return std::clamp<phase_schedule::duration>(period / 20, 5ms, 20ms);
}

} // namespace

phase_schedule::phase_schedule(duration period, time_point epoch) : period_(period) {
    const auto width = slot_width(period);
    slots_.resize(static_cast<std::size_t>(std::max<duration::rep>(1, period / width)));
    for (auto& each : slots_) {
        each.next = epoch;
        epoch += width;
    }
}

void phase_schedule::place(const std::string& server, const std::string& group, time_point now) {
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
    home.servers.insert(server);
    group_of_.emplace(server, group);
}

void phase_schedule::remove(const std::string& server) {
    const auto known = group_of_.find(server);
    if (known == group_of_.end()) {
        return;
    }
    const auto shared = groups_.find(known->second);
    slots_[shared->second.slot].servers.erase(server);
    if (--shared->second.members == 0) {
        groups_.erase(shared);
    }
    group_of_.erase(known);
}

phase_schedule::time_point phase_schedule::next_due() const {
    auto earliest = time_point::max();
    for (const auto& each : slots_) {
        if (!each.servers.empty()) {
            earliest = std::min(earliest, each.next);
        }
    }
    return earliest;
}

const std::vector<std::string_view>& phase_schedule::take_due(time_point now) {
    due_.clear();
    for (auto& each : slots_) {
        if (each.next > now) {
            continue;
        }
        skipped_ += roll(each, now) * each.servers.size();
        due_.insert(due_.end(), each.servers.begin(), each.servers.end());
    }
    return due_;
}

// Moves the slot to its first turn after `now` and says how many turns lay between.
std::uint64_t phase_schedule::roll(slot& late, time_point now) const {
    const auto missed = (now - late.next) / period_;
    late.next += (missed + 1) * period_;
    return static_cast<std::uint64_t>(missed);
}

std::size_t phase_schedule::emptiest_slot() const {
    const auto emptiest =
        std::ranges::min_element(slots_, {}, [](const slot& each) { return each.servers.size(); });
    return static_cast<std::size_t>(emptiest - slots_.begin());
}

} // namespace borealis::replication
