// A position in the write-ahead log. Source: PostgreSQL documentation, section 8.20 "pg_lsn Type".
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace borealis::replication {

struct lsn {
    std::uint64_t value = 0; // bytes since the start of the log

    friend auto operator<=>(lsn, lsn) = default; // NOLINT(modernize-use-nullptr): clang-tidy 14 errs on <=>
};

/// "16/B374D848"
std::string to_string(lsn position);

/// Nothing where the text is not a pg_lsn.
std::optional<lsn> parse_lsn(std::string_view text);

/// Bytes from `from` to `to`; negative where `to` is behind.
constexpr std::int64_t distance(lsn from, lsn to) noexcept {
    return static_cast<std::int64_t>(to.value - from.value);
}

} // namespace borealis::replication
