// The access keys that `--auth verify` accepts: from a file, or from the environment.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

namespace borealis::emulator {

using access_key_map = std::map<std::string, std::string>; // access key -> secret

/// One key a line: access key, white space, secret. Empty lines and lines that begin with # do not count.
/// Throws std::runtime_error naming the line, never its content.
access_key_map parse_access_keys(std::string_view text);

/// Reads such a file. Throws std::runtime_error where others than its owner may read it (mode 0600 is
/// wanted).
access_key_map read_access_keys(const std::filesystem::path& file);

} // namespace borealis::emulator
