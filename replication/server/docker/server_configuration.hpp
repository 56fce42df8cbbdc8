// What the Docker host decides about every server, around what its caller asks for: the files that a
// container gets.
#pragma once

#include "replication/server/docker/host_context.hpp"
#include "replication/server/docker/server_facts.hpp"
#include "replication/server/docker/tar_archive.hpp"
#include "replication/server/local/server_record.hpp"

#include <string>
#include <vector>

namespace borealis::replication::docker {

struct server_files {
    std::string conf; // postgresql.conf
    std::string hba;  // pg_hba.conf

    friend bool operator==(const server_files&, const server_files&) = default;
};

/// Throws server_error.
server_files
configuration_of(const host_context& host, const local::server_record& record, const server_facts& facts);

/// For put_files.
std::vector<tar_file> archived(const server_files& files, const server_facts& facts);

/// A connection string for replication from the upstream, by the name of its container.
std::string upstream_conninfo(const host_context& host, const upstream_spec& upstream);

} // namespace borealis::replication::docker
