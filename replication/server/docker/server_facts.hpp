// What a template image holds, and so every server that is made from it; kept beside a server's record, with
// what only the server has.
#pragma once

#include "replication/server/docker/names.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace borealis::replication::docker {

struct server_facts {
    std::string image; // the template image
    std::string bin;   // directory of the programs
    std::uint32_t uid = 0, gid = 0;
    std::string locale;
    std::string control;            // the beginning of pg_control
    std::vector<std::string> roles; // that the host may log in as
    std::string password;           // of these
    std::string volume;             // the server's; empty: the one of its own name
};

/// Without password and volume: what the image's label says. Throws nlohmann's exceptions.
std::string to_label(const server_facts& facts);
server_facts from_label(const std::string& label);

/// Throws server_error.
void save_facts(const std::filesystem::path& file, const server_facts& facts);
server_facts load_facts(const std::filesystem::path& file);

} // namespace borealis::replication::docker
