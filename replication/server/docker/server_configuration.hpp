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

/// postgresql.conf, pg_hba.conf and the file with the password for an upstream, for put_files. Throws
/// server_error.
std::vector<tar_file>
configuration_of(const host_context& host, const local::server_record& record, const server_facts& facts);

/// A connection string for replication from the upstream, by the name of its container.
std::string upstream_conninfo(const host_context& host, const upstream_spec& upstream);

} // namespace borealis::replication::docker
