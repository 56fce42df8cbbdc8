// ISO 8601 reading and writing on std::chrono's civil calendar.
#include "protocol/timestamp.hpp"

#include <array>
#include <charconv>
#include <chrono>

namespace borealis::protocol {
namespace {

using std::chrono::milliseconds;
using std::chrono::sys_days;

constexpr std::int64_t ms_per_second = 1000;
constexpr std::int64_t ms_per_minute = 60 * ms_per_second;
constexpr std::int64_t ms_per_hour = 60 * ms_per_minute;
constexpr std::int64_t ms_per_day = 24 * ms_per_hour;
constexpr std::int64_t earliest = -62'135'596'800'000; // 0001-01-01
constexpr std::int64_t latest = 253'402'300'799'999;   // 9999-12-31

/// Takes fixed-width pieces off the front of a text.
class cursor {
  public:
    explicit cursor(std::string_view text) noexcept : rest_(text) {}

    bool done() const noexcept { return rest_.empty(); }

    bool take(char c) noexcept {
        if (!rest_.starts_with(c))
            return false;
        rest_.remove_prefix(1);
        return true;
    }

    bool digits(std::size_t width, unsigned& value) noexcept {
        if (rest_.size() < width)
            return false;
        const char* end = rest_.data() + width;
        const auto [stop, error] = std::from_chars(rest_.data(), end, value);
        rest_.remove_prefix(width);
        return error == std::errc{} && stop == end;
    }

    /// The digits after a decimal point as milliseconds; further ones are cut off.
    bool fraction(unsigned& ms) noexcept {
        ms = 0;
        unsigned weight = 100;
        bool any = false;
        for (; !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9'; rest_.remove_prefix(1)) {
            ms += weight * static_cast<unsigned>(rest_.front() - '0');
            weight /= 10;
            any = true;
        }
        return any;
    }

  private:
    std::string_view rest_;
};

bool read_date(cursor& text, std::int64_t& ms) noexcept {
    unsigned year = 0;
    unsigned month = 0;
    unsigned day = 0;
    if (!text.digits(4, year) || !text.take('-') || !text.digits(2, month) || !text.take('-') ||
        !text.digits(2, day))
        return false;
    const std::chrono::year_month_day date{
        std::chrono::year(static_cast<int>(year)), std::chrono::month(month), std::chrono::day(day)};
    ms = date.ok() ? sys_days(date).time_since_epoch().count() * ms_per_day : 0;
    return date.ok() && year > 0;
}

bool read_time(cursor& text, std::int64_t& ms) noexcept {
    unsigned hour = 0;
    unsigned minute = 0;
    unsigned second = 0;
    unsigned fraction = 0;
    if (!text.digits(2, hour) || !text.take(':') || !text.digits(2, minute))
        return false;
    if (text.take(':')) {
        if (!text.digits(2, second) || (text.take('.') && !text.fraction(fraction)))
            return false;
    }
    ms += hour * ms_per_hour + minute * ms_per_minute + second * ms_per_second + fraction;
    return hour < 24 && minute < 60 && second < 61;
}

bool read_zone(cursor& text, std::int64_t& ms) noexcept {
    if (text.done() || text.take('Z') || text.take('z'))
        return true;
    const bool ahead = text.take('+');
    unsigned hours = 0;
    unsigned minutes = 0;
    if ((!ahead && !text.take('-')) || !text.digits(2, hours))
        return false;
    text.take(':');
    if (!text.done() && !text.digits(2, minutes))
        return false;
    const std::int64_t offset = hours * ms_per_hour + minutes * ms_per_minute;
    ms += ahead ? -offset : offset;
    return hours < 24 && minutes < 60;
}

std::optional<std::int64_t> in_bounds(std::int64_t ms) noexcept {
    return ms >= earliest && ms <= latest ? std::optional(ms) : std::nullopt;
}

std::optional<std::int64_t> read_epoch_seconds(std::string_view text) noexcept {
    std::int64_t seconds = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (error != std::errc{} || stop != text.data() + text.size() || seconds > latest / ms_per_second ||
        seconds < earliest / ms_per_second)
        return std::nullopt;
    return seconds * ms_per_second;
}

char* put(char* at, unsigned value, int width) noexcept {
    for (int i = width - 1; i >= 0; --i, value /= 10)
        at[i] = static_cast<char>('0' + value % 10);
    return at + width;
}

} // namespace

std::optional<std::int64_t> parse_timestamp(std::string_view text) noexcept {
    if (const auto seconds = read_epoch_seconds(text))
        return seconds;
    cursor rest(text);
    std::int64_t ms = 0;
    if (!read_date(rest, ms))
        return std::nullopt;
    if (rest.take('T') || rest.take('t') || rest.take(' ')) {
        if (!read_time(rest, ms) || !read_zone(rest, ms))
            return std::nullopt;
    }
    return rest.done() ? in_bounds(ms) : std::nullopt;
}

void append_timestamp(std::string& out, std::int64_t milliseconds_since_epoch) {
    const std::chrono::sys_time<milliseconds> when{milliseconds(milliseconds_since_epoch)};
    const auto midnight = std::chrono::floor<std::chrono::days>(when);
    const std::chrono::year_month_day date(midnight);
    const auto in_day = static_cast<unsigned>((when - midnight).count());
    std::array<char, 32> text{};
    char* at = put(text.data(), static_cast<unsigned>(static_cast<int>(date.year())), 4);
    *at++ = '-';
    at = put(at, static_cast<unsigned>(date.month()), 2);
    *at++ = '-';
    at = put(at, static_cast<unsigned>(date.day()), 2);
    *at++ = 'T';
    at = put(at, in_day / ms_per_hour, 2);
    *at++ = ':';
    at = put(at, in_day / ms_per_minute % 60, 2);
    *at++ = ':';
    at = put(at, in_day / ms_per_second % 60, 2);
    if (in_day % ms_per_second != 0) {
        *at++ = '.';
        at = put(at, in_day % ms_per_second, 3);
    }
    *at++ = 'Z';
    out.append(text.data(), at);
}

} // namespace borealis::protocol
