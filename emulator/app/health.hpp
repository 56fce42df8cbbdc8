// `borealis health`: for health checks of containers, which have no HTTP client of their own.
#pragma once

#include "emulator/settings.hpp"

#include <iosfwd>

namespace borealis::emulator {

/// Asks the emulator that listens where `options` say. False, with the reason on `out`, where it is not
/// ready.
bool examine_health(const settings& options, std::ostream& out);

} // namespace borealis::emulator
