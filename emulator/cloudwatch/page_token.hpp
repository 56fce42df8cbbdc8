// NextToken: a place in an answer, opaque to the client.
#pragma once

#include "protocol/json.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace borealis::emulator {

std::string encode_page_token(const json& place);

/// Nothing where the text is none of ours. The form of the place is the caller's to check.
std::optional<json> decode_page_token(std::string_view token);

} // namespace borealis::emulator
