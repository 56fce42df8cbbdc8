// Escaping. The check for plain text looks at eight bytes at a time.
#include "protocol/xml_text.hpp"

#include "protocol/utf8.hpp"

#include <cstdint>
#include <cstring>

namespace borealis::protocol {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD"; // U+FFFD

constexpr std::uint64_t ones = 0x0101'0101'0101'0101;
constexpr std::uint64_t high_bits = 0x8080'8080'8080'8080;

/// The high bit of every byte that is zero, and perhaps of bytes above one that is ("Bit Twiddling Hacks",
/// haszero).
constexpr std::uint64_t zero_bytes(std::uint64_t word) noexcept {
    return (word - ones) & ~word & high_bits;
}

constexpr std::uint64_t bytes_equal_to(std::uint64_t word, char c) noexcept {
    return zero_bytes(word ^ (ones * static_cast<unsigned char>(c)));
}

/// Whether all eight bytes are in 0x20..0x7F and none is markup.
constexpr bool is_plain_word(std::uint64_t word) noexcept {
    const std::uint64_t control = (word - ones * 0x20) & ~word & high_bits;
    const std::uint64_t markup =
        bytes_equal_to(word, '&') | bytes_equal_to(word, '<') | bytes_equal_to(word, '>');
    return ((word & high_bits) | control | markup) == 0;
}

constexpr bool is_plain_byte(char c) noexcept {
    return c >= 0x20 && static_cast<unsigned char>(c) < 0x80 && c != '&' && c != '<' && c != '>';
}

/// What stands for one byte that is not plain and begins no UTF-8 sequence.
std::string_view stand_in(char c) noexcept {
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '\r':
        return "&#xD;";
    case '\n':
        return "\n";
    case '\t':
        return "\t";
    default:
        return replacement;
    }
}

} // namespace

bool is_plain_xml_text(std::string_view text) noexcept {
    while (text.size() >= sizeof(std::uint64_t)) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data(), sizeof word);
        if (!is_plain_word(word))
            return false;
        text.remove_prefix(sizeof word);
    }
    for (const char c : text) {
        if (!is_plain_byte(c))
            return false;
    }
    return true;
}

void append_xml_text(std::string& out, std::string_view text) {
    while (!text.empty()) {
        const std::size_t length = utf8_sequence(text);
        if (length > 1 || is_plain_byte(text.front()))
            out.append(text.substr(0, length));
        else
            out.append(stand_in(text.front()));
        text.remove_prefix(length == 0 ? 1 : length);
    }
}

} // namespace borealis::protocol
