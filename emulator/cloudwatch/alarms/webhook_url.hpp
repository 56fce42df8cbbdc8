// URLs on this host, which alarm actions may call.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace borealis::emulator {

struct webhook_url {
    std::string address; // 127.0.0.1, ::1, ...
    std::uint16_t port = 80;
    std::string host;   // as the Host header spells it
    std::string target; // path and query
};

/// Whether an action is an http or https URL at all.
bool is_url(std::string_view action) noexcept;

/// Nothing unless it is an http URL of a loopback address or of localhost, which is 127.0.0.1.
std::optional<webhook_url> parse_webhook_url(std::string_view text);

} // namespace borealis::emulator
