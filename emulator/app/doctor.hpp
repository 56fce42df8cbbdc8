// What `borealis doctor` finds out: what this machine lacks for the emulator, and how to get it.
#pragma once

#include "emulator/settings.hpp"

#include <iosfwd>

namespace borealis::emulator {

/// Writes one line for each check. False: the emulator cannot work here.
bool examine_machine(const settings& options, std::ostream& out);

} // namespace borealis::emulator
