// Timestamps between their ISO 8601 text and milliseconds since the Unix epoch, UTC.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace borealis::protocol {

/// Reads 2026-01-02T03:04:05.678Z and its relatives: date only, no seconds, any fraction, an offset instead
/// of Z, nothing instead of Z (UTC), or whole seconds since the epoch. Nothing where the text is no time
/// between the years 1 and 9999.
std::optional<std::int64_t> parse_timestamp(std::string_view text) noexcept;

/// Writes a time as RDS does: with milliseconds, but without a fraction where they are zero.
void append_timestamp(std::string& out, std::int64_t milliseconds);

} // namespace borealis::protocol
