// Encoded answers of reading calls.
#include "emulator/http/answer_cache.hpp"

#include <algorithm>

namespace borealis::emulator {

namespace {

// In XML the id stands near the end; JSON and CBOR don't have it, and are not searched from end to end for
// it.
std::size_t find_id(std::string_view body, std::string_view id) {
    constexpr std::size_t at_end = 512;
    const auto from = body.size() - std::min(body.size(), at_end);
    const auto found = body.substr(from).rfind(id);
    return found == std::string_view::npos ? std::string::npos : from + found;
}

} // namespace

bool answer_cache::entry::valid(std::uint64_t now_revision, timestamp_ms now) const noexcept {
    // A clock that was set back makes an answer stale too.
    return revision == now_revision && now >= made_at && now - made_at < lifetime;
}

std::optional<protocol::http_response> answer_cache::find(
    const std::string& key, std::uint64_t revision, timestamp_ms now, std::string_view request_id
) const {
    const auto found = entries_.find(key);
    if (found == entries_.end() || !found->second.valid(revision, now))
        return std::nullopt;
    const entry& kept = found->second;
    protocol::http_response answer = kept.answer;
    answer.headers[kept.id_header].second = request_id;
    if (kept.id_in_body != std::string::npos)
        answer.body.replace(kept.id_in_body, request_id.size(), request_id);
    return answer;
}

void answer_cache::keep(
    const std::string& key,
    std::uint64_t revision,
    timestamp_ms now,
    std::string_view request_id,
    const protocol::http_response& answer
) {
    const auto header = std::find_if(answer.headers.begin(), answer.headers.end(), [&](const auto& field) {
        return field.second == request_id;
    });
    const std::size_t bytes = key.size() + answer.body.size();
    if (header == answer.headers.end() || bytes > most_bytes)
        return;
    make_room(bytes, revision, now);
    entry kept{answer, revision, now, find_id(answer.body, request_id), 0, bytes};
    kept.id_header = static_cast<std::size_t>(header - answer.headers.begin());
    const auto [place, is_new] = entries_.try_emplace(key);
    bytes_ -= place->second.bytes;
    place->second = std::move(kept);
    bytes_ += bytes;
}

void answer_cache::make_room(std::size_t bytes, std::uint64_t revision, timestamp_ms now) {
    if (entries_.size() < most_entries && bytes_ + bytes <= most_bytes)
        return;
    std::erase_if(entries_, [&](const auto& item) {
        const bool stale = !item.second.valid(revision, now);
        if (stale)
            bytes_ -= item.second.bytes;
        return stale;
    });
    if (entries_.size() >= most_entries || bytes_ + bytes > most_bytes) {
        entries_.clear();
        bytes_ = 0;
    }
}

} // namespace borealis::emulator
