// The command line: which command, with which settings. Environment variables BOREALIS_* stand in for
// options.
#pragma once

#include "emulator/settings.hpp"

#include <string>
#include <utility>
#include <variant>

namespace borealis::emulator {

enum class command : unsigned char { serve, env, doctor, health, version, coverage, diagram };

struct invocation {
    command what = command::serve;
    settings options;
};

/// What ends the program at once: help, or a mistake in the command line that has been reported on stderr.
struct exit_status {
    int value = 0;
};

/// Throws std::runtime_error for settings that contradict each other or cannot be read.
std::variant<invocation, exit_status> read_command_line(int count, const char* const* arguments);

/// "127.0.0.1:4566", "localhost:0", "[::1]:4566" as address and port. Throws std::runtime_error; names other
/// than localhost are refused, because looking them up could go anywhere.
std::pair<std::string, std::uint16_t> parse_listen(const std::string& text);

} // namespace borealis::emulator
