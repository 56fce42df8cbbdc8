// A server's configuration files on disk, from its record and from where its upstream is now.
#pragma once

#include "replication/server/configuration_files.hpp"
#include "replication/server/local/host_context.hpp"
#include "replication/server/local/server_record.hpp"

namespace borealis::replication::local {

/// Socket directory and port of a server, from disk. Throws server_error(io_error) where there is no such
/// server.
upstream_address address_of(const host_context& host, const std::string& id);

/// Writes postgresql.conf and pg_hba.conf of the server whose data this directory holds. `id` is the
/// server's, also while `directory` has another name. Throws server_error.
void write_configuration(
    const host_context& host,
    const std::string& id,
    const server_directory& directory,
    const server_record& record
);

} // namespace borealis::replication::local
