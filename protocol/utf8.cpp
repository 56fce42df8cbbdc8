// UTF-8 checking by the table of RFC 3629, section 4.
#include "protocol/utf8.hpp"

namespace borealis::protocol {
namespace {

bool in_range(unsigned char c, unsigned char low, unsigned char high) noexcept {
    return c >= low && c <= high;
}

} // namespace

std::size_t utf8_sequence(std::string_view bytes) noexcept {
    const auto at = [bytes](std::size_t i) {
        return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : static_cast<unsigned char>(0);
    };
    const auto tail = [&at](std::size_t i) { return in_range(at(i), 0x80, 0xBF); };
    const unsigned char first = at(0);
    if (first < 0x80)
        return 1;
    if (in_range(first, 0xC2, 0xDF))
        return tail(1) ? 2 : 0;
    if (in_range(first, 0xE0, 0xEF)) {
        const bool second = in_range(at(1), first == 0xE0 ? 0xA0 : 0x80, first == 0xED ? 0x9F : 0xBF);
        return second && tail(2) ? 3 : 0;
    }
    if (in_range(first, 0xF0, 0xF4)) {
        const bool second = in_range(at(1), first == 0xF0 ? 0x90 : 0x80, first == 0xF4 ? 0x8F : 0xBF);
        return second && tail(2) && tail(3) ? 4 : 0;
    }
    return 0;
}

bool is_text(std::string_view bytes) noexcept {
    while (!bytes.empty()) {
        const std::size_t length = bytes.front() == '\0' ? 0 : utf8_sequence(bytes);
        if (length == 0)
            return false;
        bytes.remove_prefix(length);
    }
    return true;
}

} // namespace borealis::protocol
