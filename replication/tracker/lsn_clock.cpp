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

// Thins the older half until a quarter of the room is free again: an entry goes where its neighbours are
// close to each other for their age. Long lags stay measurable, at a resolution that falls with their length,
// and the pair of entries around an idle time stays as long as that time matters.
void lsn_clock::thin() {
    for (double tolerance = 0.01; history_.size() > capacity_ - capacity_ / 4; tolerance *= 2) {
        const auto now = history_.back().at;
        const auto half = history_.size() / 2;
        std::size_t kept = 1; // the first stays: it is the history's reach
        for (std::size_t i = 1; i < history_.size(); ++i) {
            const bool close = i < half && history_[i + 1].at - history_[kept - 1].at <=
                                               (now - history_[i + 1].at) * tolerance;
            if (!close) {
                history_[kept++] = history_[i];
            }
        }
        history_.resize(kept);
    }
}

} // namespace borealis::replication
