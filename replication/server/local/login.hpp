// One attempt to log in to a server that may be starting still.
#pragma once

#include "replication/server/server_host.hpp"

#include <chrono>

namespace borealis::replication::local {

using deadline = std::chrono::steady_clock::time_point;

/// What is left until then; 0 where it has passed.
std::chrono::milliseconds time_left(deadline until);

enum class login : unsigned char { accepted, too_early };

/// Throws server_error(start_failed) where the server refuses for another reason than that it starts.
awaitable<login> try_login(pg::connect_options access, std::chrono::milliseconds limit);

} // namespace borealis::replication::local
