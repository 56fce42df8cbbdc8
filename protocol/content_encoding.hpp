// Request bodies that come compressed: SDKs gzip what is longer than 10 KB (Smithy, "requestCompression"
// trait).
#pragma once

#include "protocol/http_message.hpp"

#include <cstddef>
#include <optional>
#include <string>

namespace borealis::protocol {

/// Of a body after it was inflated: CloudWatch's limit of PutMetricData.
constexpr std::size_t most_inflated_bytes = 1024 * 1024;

/// The body of a request whose Content-Encoding ends in gzip, inflated; nothing for one that is to be read as
/// it is. Throws RequestEntityTooLarge, and SerializationException for what is no gzip.
std::optional<std::string> inflated_body(const http_request& request);

} // namespace borealis::protocol
