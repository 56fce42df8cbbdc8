// Keeps the one reading with the smallest doubt. Doubt grows with age, alike for all readings: so the best
// one stays the best until a better one comes.
#include "replication/tracker/server_clock.hpp"

#include <algorithm>

namespace borealis::replication {

namespace {

using namespace std::chrono_literals;
using std::chrono::microseconds;

// The most that NTP lets a clock run fast or slow, in parts per million (kernel: MAXFREQ).
constexpr std::int64_t drift_ppm = 500;

std::int64_t in_microseconds(server_clock::time_point at) {
    return std::chrono::duration_cast<microseconds>(at.time_since_epoch()).count();
}

} // namespace

server_clock::duration server_clock::doubt(const reading& seen, time_point now) {
    return seen.error + (now - seen.at) * drift_ppm / 1'000'000 + 1us;
}

server_clock::time_point
server_clock::observe(std::int64_t server_time, time_point sent, time_point received) {
    reading next{};
    next.error = (received - sent) / 2;
    next.at = sent + next.error;
    next.ahead = server_time - in_microseconds(next.at);
    if (best_) {
        const auto apart = microseconds(next.ahead - best_->ahead);
        const auto allowed = doubt(next, next.at) + doubt(*best_, next.at);
        if (apart > allowed || apart < -allowed) {
            valid_since_ = server_time;
            best_.reset();
        }
    }
    if (!best_ || doubt(next, next.at) <= doubt(*best_, next.at)) {
        best_ = next;
    }
    return std::clamp(time_point(microseconds(server_time - best_->ahead)), sent, received);
}

std::optional<server_clock::span> server_clock::when(std::int64_t server_time, time_point now) const {
    if (!best_ || (valid_since_ && server_time < *valid_since_)) {
        return std::nullopt;
    }
    const time_point middle{microseconds(server_time - best_->ahead)};
    const auto error = doubt(*best_, now);
    return span{middle - error, middle + error};
}

std::optional<std::int64_t> server_clock::ahead() const {
    return best_ ? std::optional(best_->ahead) : std::nullopt;
}

} // namespace borealis::replication
