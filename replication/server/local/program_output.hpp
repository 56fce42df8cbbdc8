// Asks an installed program a short question, such as its version. Blocks for the milliseconds that this
// takes.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace borealis::replication::local {

/// What it wrote to standard output and error; cut short where it doesn't end within 5 seconds. Throws
/// server_error where it can't be started.
std::string program_output(const std::filesystem::path& program, const std::vector<std::string>& arguments);

} // namespace borealis::replication::local
