// What is under /console: the files of the console, with the headers that keep a page to this server.
#pragma once

#include "protocol/http_message.hpp"

#include <string_view>

namespace borealis::emulator {

/// Whether a request's target is /console or below it.
bool is_console_path(std::string_view target);

/// The answer to a request for such a target, whatever its method.
protocol::http_response console_page(const protocol::http_request& request);

/// Leads a browser from / to the console.
protocol::http_response console_redirect(std::string_view query);

/// Whether a browser asks for a page, as opposed to a client of the API: it says that it takes HTML.
bool wants_page(const protocol::http_request& request);

} // namespace borealis::emulator
