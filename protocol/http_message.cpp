// Header look-up without regard to case (RFC 9110, section 5.1).
#include "protocol/http_message.hpp"

#include <algorithm>

namespace borealis::protocol {
namespace {

char lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_name(std::string_view a, std::string_view b) noexcept {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
        return lower(x) == lower(y);
    });
}

} // namespace

std::optional<std::string_view> http_request::header(std::string_view name) const noexcept {
    for (const auto& [key, value] : headers) {
        if (same_name(key, name))
            return value;
    }
    return std::nullopt;
}

} // namespace borealis::protocol
