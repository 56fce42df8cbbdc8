// Brings what runs into line with what the state wants: one coroutine per resource that compares goal with
// observation and runs the next idempotent action until they agree. Killing the emulator at any point and
// starting it again continues from the store plus what is really running.
#pragma once

#include "emulator/api/environment.hpp"
#include "emulator/endpoints/endpoint_table.hpp"
#include "replication/asio.hpp"
#include "replication/server/server_host.hpp"
#include "replication/tracker/lag_tracker.hpp"

#include <memory>
#include <optional>
#include <string>

namespace borealis::emulator {

class reconciler {
  public:
    reconciler(
        asio::io_context& loop,
        environment& env,
        replication::server_host& host,
        endpoint_table& endpoints,
        replication::lag_tracker& tracker
    );
    ~reconciler();

    /// After a start: removes servers that nobody knows, starts a reconciler for every resource of the state.
    awaitable<void> begin();

    /// Removes all resources of an account (or of all) and their servers; returns when nothing is left of
    /// them.
    awaitable<void> reset(std::optional<std::string> account);

    /// Stops all servers and ends all reconcilers. The state keeps its goals: the next start brings them
    /// back.
    awaitable<void> stop();

  private:
    class impl;
    std::unique_ptr<impl> impl_;
};

} // namespace borealis::emulator
