// A private copy of an installation's layout in which chosen extensions are trusted.
//
// Non-superusers may create an extension only where its control file says "trusted = true", and postgres
// looks for control files relative to its own executable. So servers start from a tree of links in which only
// those control files are copies. Source: PostgreSQL documentation, section 38.17.1 "Extension Files"
// (trusted).
#pragma once

#include "replication/server/local/version_discovery.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace borealis::replication::local {

struct server_program {
    std::filesystem::path postgres;
    std::string shortcoming; // why the extensions are not trusted; empty: they are
};

/// The control file's text with `trusted = true` in place of what it says.
std::string trusting_control(std::string_view control);

/// The postgres program to start servers from: of a tree below `cache`, made where it is absent, or the
/// installed one where no extensions are wanted or the layout doesn't allow a tree. Blocks; throws
/// server_error.
server_program trusting_program(
    const installation& installed,
    const std::vector<std::string>& extensions,
    const std::filesystem::path& cache
);

} // namespace borealis::replication::local
