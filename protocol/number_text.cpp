// Shortest digits that read back as the same number (dragonbox), set out as Java does.
#include "protocol/number_text.hpp"

#include <boost/endian/conversion.hpp>
#include <dragonbox/dragonbox.h>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <string_view>

namespace borealis::protocol {
namespace {

constexpr int most_digits = 17;

int count_digits(std::uint64_t number) {
    static constexpr auto powers_of_ten = [] {
        std::array<std::uint64_t, 20> powers{1};
        for (std::size_t i = 1; i < powers.size(); ++i)
            powers[i] = powers[i - 1] * 10;
        return powers;
    }();
    const auto nearly = std::bit_width(number) * 1233UL >> 12; // log10(2) is 1233 / 4096
    return static_cast<int>(nearly) + (number >= powers_of_ten[nearly] ? 1 : 0);
}

/// The digits of a number below 10^8, with zeros before them. Halves, quarters and single digits are split
/// off all at once, side by side.
void write_eight(char* to, std::uint64_t number) {
    auto parts = number / 10'000 | number % 10'000 << 32;
    const auto hundreds = parts * 5243 >> 19 & 0x0000'007F'0000'007F;
    parts = hundreds | (parts - hundreds * 100) << 16;
    const auto tens = parts * 103 >> 10 & 0x000F'000F'000F'000F;
    parts = tens | (parts - tens * 10) << 8;
    const auto text = boost::endian::native_to_little(parts + 0x3030'3030'3030'3030);
    std::memcpy(to, &text, sizeof text);
}

char* write_text(char* to, std::string_view text) {
    std::memcpy(to, text.data(), text.size());
    return to + text.size();
}

/// A positive number as its digits and the place of the point among them: 12.5 is "125", 2.
class decimal_text {
  public:
    explicit decimal_text(double value) {
        const auto shortest = jkj::dragonbox::to_decimal(value, jkj::dragonbox::policy::sign::ignore);
        constexpr std::uint64_t ten_to_the_8 = 100'000'000;
        const auto high = shortest.significand / ten_to_the_8;
        text_[0] = static_cast<char>('0' + high / ten_to_the_8);
        write_eight(text_.data() + 1, high % ten_to_the_8);
        write_eight(text_.data() + 9, shortest.significand % ten_to_the_8);
        count_ = count_digits(shortest.significand);
        point = count_ + shortest.exponent;
    }

    /// The digits, and anything behind them.
    char* write(char* to) const {
        copy(to, 0);
        return to + count_;
    }

    /// With the point after some of the digits, one at least, or behind them all and the zeros that are
    /// missing.
    char* write(char* to, int before) const {
        copy(to, 0);
        if (before >= count_)
            return write_text(std::fill_n(to + count_, before - count_, '0'), ".0");
        copy(to + before + 1, before);
        to[before] = '.';
        return to + count_ + 1;
    }

    int point; // after so many digits; before the first where it is negative

  private:
    // Always as many characters as there may be: a fixed number is a few moves, any other one a call.
    void copy(char* to, int from) const {
        std::memcpy(to, text_.data() + (most_digits - count_) + from, most_digits);
    }

    // The digits at the end of 17 characters. What is behind these is copied, never looked at.
    std::array<char, 3 * most_digits> text_;
    int count_;
};

char* write_scientific(char* to, const decimal_text& from) {
    to = from.write(to, 1);
    *to++ = 'E';
    constexpr int most_exponent = 4; // "-324"
    return std::to_chars(to, to + most_exponent, from.point - 1).ptr;
}

} // namespace

void append_integer(std::string& out, std::int64_t value) {
    std::array<char, 24> buffer{};
    out.append(buffer.data(), std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr);
}

char* write_double(char* to, double value) noexcept {
    if (std::isnan(value))
        return write_text(to, "NaN");
    if (std::signbit(value))
        *to++ = '-';
    if (std::isinf(value))
        return write_text(to, "Infinity");
    if (value == 0)
        return write_text(to, "0.0");
    const decimal_text text(value);
    if (text.point <= -3 || text.point > 7)
        return write_scientific(to, text);
    if (text.point > 0)
        return text.write(to, text.point);
    write_text(to, "0.00");
    return text.write(to + 2 - text.point);
}

void append_double(std::string& out, double value) {
    std::array<char, room_for_double> text;
    out.append(text.data(), write_double(text.data(), value));
}

} // namespace borealis::protocol
