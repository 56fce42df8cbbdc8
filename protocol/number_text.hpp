// Numbers as AWS's services print them, in XML and in JSON.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace borealis::protocol {

void append_integer(std::string& out, std::int64_t value);

/// Prints as Java's Double.toString does, which is what the services run on: 41.0, 0.5, 1.0E7, NaN,
/// -Infinity.
void append_double(std::string& out, double value);

/// The same, for many of them: to where there is `room_for_double`; returns the end of the text, after which
/// anything may stand.
char* write_double(char* to, double value) noexcept;
inline constexpr std::size_t room_for_double = 64;

} // namespace borealis::protocol
