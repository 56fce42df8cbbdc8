// The signature that a request must carry, computed from its canonical form.
// Source: AWS General Reference, "Create a signed AWS API request".
#pragma once

#include "protocol/http_message.hpp"
#include "protocol/sigv4.hpp"

#include <string>
#include <string_view>

namespace borealis::protocol {

/// The request in the form that both sides hash.
std::string canonical_request(const http_request& request, const signature& signed_by);

/// Hexadecimal.
std::string
expected_signature(const http_request& request, const signature& signed_by, std::string_view secret);

} // namespace borealis::protocol
