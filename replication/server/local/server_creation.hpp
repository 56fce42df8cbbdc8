// Making the directory of a new server: a copy of a template, or a base backup. Nothing exists under the
// server's own name before it is complete.
#pragma once

#include "replication/server/local/host_context.hpp"
#include "replication/server/local/server_record.hpp"

#include <string>

namespace borealis::replication::local {

/// Throws server_error.
awaitable<void>
make_primary(host_context& host, std::string id, template_spec from, server_settings settings);

/// The upstream must run. Throws server_error.
awaitable<void> make_standby(
    host_context& host,
    std::string id,
    upstream_spec upstream,
    server_settings settings,
    progress_sink progress
);

} // namespace borealis::replication::local
