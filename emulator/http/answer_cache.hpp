// Encoded answers of reading calls, kept while the state they were made from has not changed and for a second
// at most: SDK waiters and consoles ask the same question over and over.
#pragma once

#include "emulator/clock.hpp"
#include "protocol/http_message.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace borealis::emulator {

class answer_cache {
  public:
    static constexpr std::size_t most_entries = 64;
    static constexpr std::size_t most_bytes = 4 * 1024 * 1024;
    static constexpr timestamp_ms lifetime = 1000;

    /// The answer, with `request_id` in place of the one it was made with.
    std::optional<protocol::http_response>
    find(const std::string& key, std::uint64_t revision, timestamp_ms now, std::string_view request_id) const;

    /// Keeps an answer that was made for `request_id`, which it has in a header and may have in the last
    /// bytes of its body. One that is too big, or has it in no header, is not kept.
    void keep(
        const std::string& key,
        std::uint64_t revision,
        timestamp_ms now,
        std::string_view request_id,
        const protocol::http_response& answer
    );

  private:
    struct entry {
        protocol::http_response answer;
        std::uint64_t revision = 0;
        timestamp_ms made_at = 0;
        std::size_t id_in_body = std::string::npos; // npos: the body does not hold it
        std::size_t id_header = 0;
        std::size_t bytes = 0;

        bool valid(std::uint64_t now_revision, timestamp_ms now) const noexcept;
    };

    void make_room(std::size_t bytes, std::uint64_t revision, timestamp_ms now);

    std::unordered_map<std::string, entry> entries_;
    std::size_t bytes_ = 0;
};

} // namespace borealis::emulator
