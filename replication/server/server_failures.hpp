// Turns what the operating system and PostgreSQL's own messages say into server_error.
#pragma once

#include "replication/server/server_host.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace borealis::replication {

/// Throws server_error for a failed system call: `action` and `path` say what was tried. ENOSPC and EDQUOT
/// are disk_full.
[[noreturn]] void throw_errno(int error, std::string_view action, const std::filesystem::path& path);

/// Which failure PostgreSQL's messages tell of; `otherwise` where they tell of none in particular.
/// Source: PostgreSQL documentation, section 19.3.1 "Server Start-up Failures".
server_failure classify_messages(std::string_view messages, server_failure otherwise);

} // namespace borealis::replication
