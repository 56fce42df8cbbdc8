// Whether a request may come from a web page that has no business with us. A browser on this machine reaches
// loopback too, so a page from anywhere could call the API (cross-site requests) or read from it (DNS
// rebinding).
#pragma once

#include "protocol/http_message.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace borealis::emulator {

/// "name:4566" and "[::1]:4566" without port and brackets.
std::string_view without_port(std::string_view host);

/// Whether a Host header, with or without port, names this machine as an address (which no rebinding can
/// forge), as localhost, or as one of `own_names`.
bool is_own_host(std::string_view host, const std::vector<std::string>& own_names);

/// A request that a browser sent for a page of another site: it has an Origin that is not ours.
bool is_cross_site(const protocol::http_request& request, const std::vector<std::string>& own_names);

} // namespace borealis::emulator
