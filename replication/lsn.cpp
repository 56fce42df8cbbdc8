// The text form of a WAL position: two hexadecimal halves of 32 bits, separated by a slash.
#include "replication/lsn.hpp"

#include <charconv>

#include <fmt/format.h>

namespace borealis::replication {

namespace {

std::optional<std::uint32_t> parse_half(std::string_view digits) {
    if (digits.empty() || digits.size() > 8) {
        return std::nullopt;
    }
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    if (error != std::errc{} || end != digits.data() + digits.size()) {
        return std::nullopt;
    }
    return value;
}

} // namespace

std::string to_string(lsn position) {
    return fmt::format("{:X}/{:X}", position.value >> 32, position.value & 0xffffffffU);
}

std::optional<lsn> parse_lsn(std::string_view text) {
    const auto slash = text.find('/');
    if (slash == std::string_view::npos) {
        return std::nullopt;
    }
    const auto high = parse_half(text.substr(0, slash));
    const auto low = parse_half(text.substr(slash + 1));
    if (!high || !low) {
        return std::nullopt;
    }
    return lsn{(static_cast<std::uint64_t>(*high) << 32) | *low};
}

} // namespace borealis::replication
