// What `borealis env` prints: the settings that lead the AWS CLI and the SDKs here.
#pragma once

#include "emulator/settings.hpp"

#include <cstdint>
#include <string>

namespace borealis::emulator {

/// "http://127.0.0.1:4566": where clients on this machine reach an emulator that listens there.
std::string local_url(const std::string& listen_address, std::uint16_t port);

/// A script for `eval "$(borealis env)"` in any POSIX shell.
std::string shell_exports(const settings& options);

} // namespace borealis::emulator
