// Page tokens are CBOR in base64.
#include "emulator/cloudwatch/page_token.hpp"

#include "protocol/base64.hpp"

namespace borealis::emulator {

std::string encode_page_token(const json& place) {
    const auto bytes = json::to_cbor(place);
    return protocol::base64_encode(std::string(bytes.begin(), bytes.end()));
}

std::optional<json> decode_page_token(std::string_view token) {
    const auto bytes = protocol::base64_decode(token);
    if (!bytes)
        return std::nullopt;
    auto place = json::from_cbor(*bytes, true, false);
    if (place.is_discarded())
        return std::nullopt;
    return place;
}

} // namespace borealis::emulator
