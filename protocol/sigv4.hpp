// Signature Version 4: read always (account and region come from it), verified when asked.
// Source: AWS General Reference, "Signature Version 4 signing process".
#pragma once

#include "protocol/http_message.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace borealis::protocol {

/// What a request says about who signed it: from the Authorization header or the X-Amz-* query parameters.
struct signature {
    std::string access_key;
    std::string date;   // yyyymmdd of the credential scope
    std::string region; // of the credential scope
    std::string service;
    std::string signed_headers;                  // semicolon-separated, lower case
    std::string value;                           // hexadecimal
    std::string timestamp;                       // X-Amz-Date, yyyymmddThhmmssZ
    std::optional<std::chrono::seconds> expires; // presigned form only
    bool presigned = false;
};

/// Nothing for an unsigned request. Throws IncompleteSignature for one that is signed, but not readable.
std::optional<signature> read_signature(const http_request& request);

/// The secret key of an access key, or nothing when the key is unknown.
using secret_lookup = std::function<std::optional<std::string>(std::string_view access_key)>;

/// Allows 15 minutes of skew; a presigned request is good until it expires. Throws
/// MissingAuthenticationToken, InvalidClientTokenId, SignatureDoesNotMatch (also for a signature that is too
/// old or not yet current), IncompleteSignature for an unreadable time, or RequestExpired for a presigned
/// request.
void verify_signature(
    const http_request& request,
    const std::optional<signature>& signed_by,
    const secret_lookup& secrets,
    std::chrono::system_clock::time_point now
);

/// The account that an access key stands for: the key itself where it is twelve digits, else 123456789012.
std::string account_of(std::string_view access_key);

} // namespace borealis::protocol
