// Base64 with the standard alphabet and padding (RFC 4648, section 4): blobs and paging markers.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace borealis::protocol {

std::string base64_encode(std::string_view bytes);

/// Nothing where the text is not base64. Missing padding is forgiven.
std::optional<std::string> base64_decode(std::string_view text);

} // namespace borealis::protocol
