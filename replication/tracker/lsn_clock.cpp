// Appending, thinning and looking up in the history of flushed positions.
#include "replication/tracker/lsn_clock.hpp"

#include <algorithm>

namespace borealis::replication {

void lsn_clock::observe(const wal_origin& origin, lsn flushed, time_point at) {
    if (origin != origin_ || (!history_.empty() && flushed < history_.back().position)) {
        clear();
        origin_ = origin;
    }
    if (!history_.empty() && at < history_.back().at) {
        return;
    }
    observations_ = std::min<std::size_t>(observations_ + 1, 2);
    const auto count = history_.size();
    if (count >= 2 && history_[count - 1].position == flushed && history_[count - 2].position == flushed) {
        history_.back().at = at;
        return;
    }
    if (count >= capacity_) {
        thin();
    }
    history_.push_back({flushed, at});
}

void lsn_clock::clear() noexcept {
    history_.clear();
    observations_ = 0;
}

std::optional<lsn_clock::moment> lsn_clock::flushed_after(lsn position) const {
    const auto next = std::ranges::upper_bound(history_, position, {}, &observation::position);
    if (next == history_.end()) {
        return std::nullopt;
    }
    if (next == history_.begin()) {
        return moment{std::nullopt, next->at, next->at};
    }
    const auto& before = *std::prev(next);
    const auto span = next->at - before.at;
    // The first byte after a pause came at any time between the two; in a steady flow, bytes tell.
    const auto share = position == before.position
                           ? 0.5
                           : static_cast<double>(distance(before.position, position)) /
                                 static_cast<double>(distance(before.position, next->position));
    const auto into = std::chrono::duration_cast<time_point::duration>(span * share);
    return moment{before.at, before.at + into, next->at};
}

// Drops every second entry of the older half: the history keeps its reach, and long lags are measured at a
// resolution that falls with their length. The first entry stays.
void lsn_clock::thin() {
    const auto half = history_.size() / 2;
    std::size_t kept = 0;
    for (std::size_t i = 0; i < history_.size(); ++i) {
        if (i >= half || i % 2 == 0) {
            history_[kept++] = history_[i];
        }
    }
    history_.resize(kept);
}

} // namespace borealis::replication
