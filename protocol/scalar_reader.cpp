// Strict reading of one value: all of the text has to be of the type.
#include "protocol/scalar_reader.hpp"

#include "protocol/base64.hpp"
#include "protocol/errors/common.hpp"
#include "protocol/timestamp.hpp"

#include <fmt/format.h>

#include <charconv>
#include <limits>

namespace borealis::protocol {
namespace {

[[noreturn]] void refuse(std::string_view text, std::string_view name, std::string_view expected) {
    throw errors::invalid_parameter_value(
        fmt::format("Invalid value {} for {}. Must be {}", text, name, expected)
    );
}

template <class Number>
json read_number(std::string_view text, std::string_view name, std::string_view expected) {
    Number value{};
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc{} || stop != text.data() + text.size())
        refuse(text, name, expected);
    return value;
}

json read_double(std::string_view text, std::string_view name) {
    double value = 0;
    if (special_double(text, value))
        return value;
    if (text.find_first_of("nN") != std::string_view::npos)
        refuse(text, name, "a number");
    return read_number<double>(text, name, "a number");
}

json read_boolean(std::string_view text, std::string_view name) {
    if (text == "true" || text == "True" || text == "TRUE")
        return true;
    if (text == "false" || text == "False" || text == "FALSE")
        return false;
    refuse(text, name, "true or false");
}

} // namespace

bool special_double(std::string_view text, double& value) noexcept {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    if (text == "NaN")
        value = std::numeric_limits<double>::quiet_NaN();
    else if (text == "Infinity")
        value = infinity;
    else if (text == "-Infinity")
        value = -infinity;
    else
        return false;
    return true;
}

json scalar_from_text(const shape& type, std::string_view text, std::string_view name) {
    switch (type.type) {
    case shape_type::integer:
        return read_number<std::int32_t>(text, name, "an integer");
    case shape_type::long_integer:
        return read_number<std::int64_t>(text, name, "an integer");
    case shape_type::floating:
        return read_double(text, name);
    case shape_type::boolean:
        return read_boolean(text, name);
    case shape_type::timestamp:
        if (const auto when = parse_timestamp(text))
            return *when;
        refuse(text, name, "a time in ISO 8601 format");
    case shape_type::blob:
        if (auto bytes = base64_decode(text))
            return *std::move(bytes);
        refuse(text, name, "base64");
    default:
        return std::string(text);
    }
}

} // namespace borealis::protocol
