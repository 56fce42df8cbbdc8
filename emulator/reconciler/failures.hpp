// What becomes of a resource whose server could not be brought up.
#pragma once

#include "emulator/reconciler/step.hpp"

namespace borealis::emulator {

/// Decides between trying again and giving up, records status and event in the latter case, and commits.
awaitable<step> instance_not_running(toolbox& tools, resource_key key, replication::server_error why);

/// SQL that failed on a server which should answer: always worth another try, since a server that is really
/// down is noticed.
awaitable<step> try_again_later(toolbox& tools, resource_key key, std::string why);

/// The base backup of a read replica cluster failed: tries again a few times, then `migration-failed`.
awaitable<step> migration_not_done(toolbox& tools, resource_key key, std::string why);

} // namespace borealis::emulator
