// Whether bytes are text that every part behind the protocol can carry: UTF-8 (RFC 3629) without NUL.
#pragma once

#include <string_view>

namespace borealis::protocol {

bool is_text(std::string_view bytes) noexcept;

/// The length of the well-formed UTF-8 sequence that `bytes` begins with, or 0. `bytes` is not empty.
std::size_t utf8_sequence(std::string_view bytes) noexcept;

} // namespace borealis::protocol
