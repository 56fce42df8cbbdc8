// Making a new server: what we know of it, and for a standby its volume. A primary's volume is filled by its
// first start, within the one container that it needs anyway.
#pragma once

#include "replication/server/docker/host_context.hpp"
#include "replication/server/docker/spare_volumes.hpp"

#include <string>

namespace borealis::replication::docker {

/// On a spare volume where there is one. Throws server_error.
awaitable<void> make_primary(
    host_context& host, spare_volumes& spares, std::string id, template_spec from, server_settings settings
);

/// `superuser` reaches the upstream, which must run. Throws server_error.
awaitable<void> make_standby(
    host_context& host,
    std::string id,
    upstream_spec upstream,
    pg::connect_options superuser,
    server_settings settings,
    progress_sink progress
);

} // namespace borealis::replication::docker
