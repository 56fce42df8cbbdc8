// Which PostgreSQL versions are installed on this machine, and where their programs are.
#pragma once

#include "replication/server/server_host.hpp"

#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

namespace borealis::replication::local {

struct installation {
    pg_version version;
    std::filesystem::path bin; // holds postgres, initdb, pg_basebackup
};

/// "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)", also of development versions ("17devel" is 17.0).
/// Nothing where the text says no version.
std::optional<pg_version> parse_version(std::string_view text);

/// Looks in BOREALIS_POSTGRES_BINDIRS (separated by ':'), in the places where packages put servers, and in
/// PATH; keeps the newest minor of each major from 13 on (older ones can't follow another upstream without a
/// restart), ascending. Runs `postgres --version` in each, so it takes some milliseconds: call it once.
std::vector<installation> discover_installations();

} // namespace borealis::replication::local
