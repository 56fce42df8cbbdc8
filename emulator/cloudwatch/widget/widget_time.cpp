// Reads absolute times, ISO 8601 durations and offsets.
#include "emulator/cloudwatch/widget/widget_time.hpp"

#include "protocol/timestamp.hpp"

#include <charconv>

namespace borealis::emulator {

namespace {

constexpr timestamp_ms second = 1000;
constexpr timestamp_ms day = 24 * 3600 * second;
constexpr timestamp_ms longest = 100 * 365 * day;

/// Of a designator; 0 for none of this half of a duration. A month has 30 days, a year 365.
timestamp_ms length_of(char designator, bool of_time) {
    switch (designator) {
    case 'S':
        return of_time ? second : 0;
    case 'H':
        return of_time ? 3600 * second : 0;
    case 'M':
        return of_time ? 60 * second : 30 * day;
    case 'D':
        return of_time ? 0 : day;
    case 'W':
        return of_time ? 0 : 7 * day;
    case 'Y':
        return of_time ? 0 : 365 * day;
    default:
        return 0;
    }
}

/// PT3H, P1DT12H.
std::optional<timestamp_ms> parse_duration(std::string_view text) {
    if (!text.starts_with('P'))
        return std::nullopt;
    text.remove_prefix(1);
    timestamp_ms total = 0;
    bool of_time = false;
    bool any = false;
    while (!text.empty()) {
        if (text.front() == 'T' && !of_time) {
            of_time = true;
            text.remove_prefix(1);
            continue;
        }
        std::int32_t count = 0;
        const auto read = std::from_chars(text.data(), text.data() + text.size(), count);
        if (read.ec != std::errc() || count < 0 || read.ptr == text.data() + text.size())
            return std::nullopt;
        const auto length = length_of(*read.ptr, of_time);
        if (length == 0)
            return std::nullopt;
        total += count * length;
        if (total > longest)
            return std::nullopt;
        any = true;
        text.remove_prefix(static_cast<std::size_t>(read.ptr - text.data()) + 1);
    }
    return any ? std::optional(total) : std::nullopt;
}

} // namespace

std::optional<timestamp_ms> parse_widget_time(std::string_view text, timestamp_ms now) {
    const bool before = text.starts_with('-');
    if (!before && !text.starts_with('P'))
        return protocol::parse_timestamp(text);
    const auto length = parse_duration(before ? text.substr(1) : text);
    if (!length)
        return std::nullopt;
    return before ? now - *length : now + *length;
}

std::optional<int> parse_timezone(std::string_view text) {
    if (text.size() != 5 || (text.front() != '+' && text.front() != '-'))
        return std::nullopt;
    for (const char c : text.substr(1))
        if (c < '0' || c > '9')
            return std::nullopt;
    const int hours = 10 * (text[1] - '0') + text[2] - '0';
    const int minutes = 10 * (text[3] - '0') + text[4] - '0';
    if (hours > 14 || minutes > 59)
        return std::nullopt;
    return (text.front() == '-' ? -1 : 1) * (60 * hours + minutes);
}

} // namespace borealis::emulator
