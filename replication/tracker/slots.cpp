// Slots and senders, told apart.
#include "replication/tracker/slots.hpp"

#include <algorithm>

namespace borealis::replication {

std::optional<std::int64_t>
oldest_slot_lag(const std::vector<slot_sample>& slots, lsn flushed, std::uint64_t& clamped) {
    std::optional<std::int64_t> furthest;
    for (const auto& slot : slots) {
        if (!slot.restart_lsn || slot.wal_status == "lost") {
            continue;
        }
        auto retained = distance(*slot.restart_lsn, flushed);
        if (retained < 0) {
            retained = 0;
            ++clamped;
        }
        furthest = std::max(furthest.value_or(0), retained);
    }
    return furthest;
}

std::vector<sender_sample> standby_senders(const observation& seen) {
    std::vector<sender_sample> senders;
    for (const auto& sender : seen.streams.senders) {
        const bool sends = sender.state == "streaming" || sender.state == "catchup";
        const bool known =
            seen.medium && std::ranges::find(seen.medium->senders, sender.pid) != seen.medium->senders.end();
        if (sends && known) {
            senders.push_back(sender);
        }
    }
    return senders;
}

} // namespace borealis::replication
