// COVERAGE.md: every operation of the services that answer here, and whether it is emulated.
#pragma once

#include "emulator/http/handler_index.hpp"

#include <string>

namespace borealis::emulator {

/// The services of this program with their handlers.
handler_index all_handlers();

/// The document, in Markdown, made from the service models and the handler tables.
std::string coverage_document(const handler_index& handlers);

} // namespace borealis::emulator
