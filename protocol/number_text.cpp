// Shortest digits that read back as the same number (std::to_chars), dressed as Java dresses them.
#include "protocol/number_text.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <string_view>

namespace borealis::protocol {
namespace {

void append_scientific(std::string& out, double value) {
    std::array<char, 32> buffer{};
    const auto end =
        std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::scientific).ptr;
    const std::string_view text(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
    const std::size_t e = text.find('e');
    const std::string_view mantissa = text.substr(0, e);
    int exponent = 0;
    const char* digits = text.data() + e + 1 + (text[e + 1] == '+' ? 1 : 0);
    std::from_chars(digits, end, exponent);
    out.append(mantissa);
    if (mantissa.find('.') == std::string_view::npos)
        out += ".0";
    out += 'E';
    append_integer(out, exponent);
}

void append_fixed(std::string& out, double value) {
    std::array<char, 64> buffer{};
    const auto end =
        std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed).ptr;
    const std::string_view text(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
    out.append(text);
    if (text.find('.') == std::string_view::npos)
        out += ".0";
}

} // namespace

void append_integer(std::string& out, std::int64_t value) {
    std::array<char, 24> buffer{};
    out.append(buffer.data(), std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr);
}

void append_double(std::string& out, double value) {
    if (std::isnan(value)) {
        out += "NaN";
    } else if (std::isinf(value)) {
        out += value < 0 ? "-Infinity" : "Infinity";
    } else if (const double size = std::abs(value); size != 0 && (size < 1e-3 || size >= 1e7)) {
        append_scientific(out, value);
    } else {
        append_fixed(out, value);
    }
}

} // namespace borealis::protocol
