// A tiny commit and a new WAL segment every five minutes, as RDS makes them, on the sources whose replicas
// publish AWS's lag.
//
// AWS's lag is the time since the last replayed commit. On an idle source it climbs until this commit arrives
// and falls to 0 then: "if there are no user transactions … the PostgreSQL read replica reports a replication
// lag of up to five minutes" (RDS User Guide, "Monitoring read replication").
#pragma once

#include "emulator/settings.hpp"
#include "emulator/state/state.hpp"
#include "replication/asio.hpp"
#include "replication/server/server_host.hpp"

#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace borealis::emulator {

/// Lives on the emulator's thread; what it has begun ends with the loop.
class commit_heartbeat {
  public:
    /// They must outlive it.
    commit_heartbeat(
        asio::io_context& loop,
        const state& resources,
        const replication::server_host& host,
        lag_formula migration_lag
    )
        : loop_(loop), resources_(resources), host_(host), migration_lag_(migration_lag) {}

    /// Begins to look once a second for sources whose commit is due. A new source gets its first at once.
    void start();

  private:
    using steady = std::chrono::steady_clock;

    awaitable<void> run();
    awaitable<void> turn();

    asio::io_context& loop_;
    const state& resources_;
    const replication::server_host& host_;
    lag_formula migration_lag_;
    std::map<std::string, steady::time_point> due_; // by server
};

/// The servers that need the commit: the available primaries at the top of RDS read replicas, whose
/// ReplicaLag is AWS's formula always, and with lag_formula::aws those of Aurora read replica clusters too.
/// Ascending.
std::vector<std::string> heartbeat_sources(const state& resources, lag_formula migration_lag);

/// Writes into RDS's own table in its own database, and ends the WAL segment as archive_timeout does. Throws
/// pg_error.
awaitable<void> commit_once(replication::pg::connect_options superuser_access);

} // namespace borealis::emulator
