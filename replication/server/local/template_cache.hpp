// Initialised data directories that new primaries are copied from: <cache>/templates/<version>-<digest of the
// spec>. Shared between processes; made once, under a lock, and renamed into place when complete.
#pragma once

#include "replication/server/local/host_context.hpp"

#include <filesystem>

namespace borealis::replication::local {

/// The template's data directory, made where it is absent: initdb, then the scripts on a server that only we
/// can reach, then a clean shutdown. Throws server_error.
awaitable<std::filesystem::path> obtain_template(host_context& host, template_spec spec);

/// The locale of all clusters: en_US.UTF-8 where the system has it, as on RDS, else C.UTF-8.
std::string cluster_locale();

} // namespace borealis::replication::local
