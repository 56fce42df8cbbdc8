// Ending recovery over SQL, watched until the server takes writes.
#pragma once

#include "replication/server/local/login.hpp"
#include "replication/server/server_host.hpp"

namespace borealis::replication::local {

/// Promotes the standby that `access` reaches as superuser and returns once it is writable; no-op on a
/// primary. Throws server_error, timed_out among them. Source: PostgreSQL documentation, section 27.3
/// "Failover".
awaitable<void> end_recovery(pg::connect_options access, deadline until);

} // namespace borealis::replication::local
