// Colours.
#include "emulator/cloudwatch/widget/theme.hpp"

#include <array>
#include <charconv>

namespace borealis::emulator {

namespace {

constexpr colour of_hex(unsigned value) {
    return {(value >> 16 & 0xFFU) / 255.0, (value >> 8 & 0xFFU) / 255.0, (value & 0xFFU) / 255.0};
}

constexpr std::array palette{
    0x1f77b4U, 0xff7f0eU, 0x2ca02cU, 0xd62728U, 0x9467bdU, 0x8c564bU, 0xe377c2U,
    0x7f7f7fU, 0xbcbd22U, 0x17becfU, 0xaec7e8U, 0xffbb78U, 0x98df8aU, 0xff9896U,
    0xc5b0d5U, 0xc49c94U, 0xf7b6d2U, 0xc7c7c7U, 0xdbdb8dU, 0x9edae5U,
};

constexpr theme light{
    of_hex(0xffffff), of_hex(0x333333), of_hex(0x687078), of_hex(0xe6e6e6), of_hex(0xaab7b8)};
constexpr theme dark{
    of_hex(0x1f2933), of_hex(0xe6e6e6), of_hex(0x95a5a6), of_hex(0x37475a), of_hex(0x687078)};

} // namespace

const theme& theme_of(const chart& of) {
    return of.dark ? dark : light;
}

colour series_colour(std::size_t n) {
    return of_hex(palette.at(n % palette.size()));
}

std::optional<colour> parse_colour(std::string_view text) {
    unsigned value = 0;
    if (text.size() != 7 || text.front() != '#')
        return std::nullopt;
    const auto* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data() + 1, end, value, 16);
    return read.ec == std::errc() && read.ptr == end ? std::optional(of_hex(value)) : std::nullopt;
}

} // namespace borealis::emulator
