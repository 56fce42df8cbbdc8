// What one step of a resource's reconciler came to, and what steps work with.
#pragma once

#include "emulator/api/environment.hpp"
#include "emulator/endpoints/endpoint_table.hpp"
#include "emulator/state/transitions.hpp"
#include "replication/asio.hpp"
#include "replication/server/server_host.hpp"

#include <chrono>
#include <map>
#include <set>
#include <string>

namespace borealis::emulator {

class step {
  public:
    step() = default; // settled; Asio's co_spawn needs it

    /// Something changed: look at once what comes next.
    static step again() { return step(kind::again, {}); }
    /// Goal reached, or waiting for somebody else: look again when woken, or after this time.
    static step settled(std::chrono::milliseconds recheck = std::chrono::hours(1)) {
        return step(kind::settled, recheck);
    }
    /// The resource is no more.
    static step gone() { return step(kind::gone, {}); }

    bool is_again() const noexcept { return kind_ == kind::again; }
    bool is_gone() const noexcept { return kind_ == kind::gone; }
    std::chrono::milliseconds recheck() const noexcept { return recheck_; }

  private:
    enum class kind : unsigned char { again, settled, gone };
    step(kind what, std::chrono::milliseconds recheck) : kind_(what), recheck_(recheck) {}

    kind kind_ = kind::settled;
    std::chrono::milliseconds recheck_ = std::chrono::hours(1);
};

/// Shared by all steps; everything in it outlives them.
struct toolbox {
    asio::io_context& loop;
    environment& env;
    replication::server_host& host;
    endpoint_table& endpoints;
    std::set<std::string> crashed_servers;       // ended without being asked to, and not yet started again
    std::map<resource_key, int> failed_attempts; // of the action that a resource is at
    std::map<std::pair<resource_kind, resource_key>, std::pair<std::string, timestamp_ms>>
        seen_statuses;                              // and since when: see pacing.hpp
    std::map<resource_key, int> missed_replication; // looks in a row at a read replica that did not stream

    state& resources() const { return env.resources; }
    timestamp_ms now() const { return env.time.now_ms(); }
};

// One step of the resource of that key: compares goal with observation and runs the next idempotent action.
awaitable<step> step_instance(toolbox& tools, resource_key key);
awaitable<step> step_cluster(toolbox& tools, resource_key key);

/// Records a status change and its event; the caller commits.
template <typename Resource>
void record(toolbox& tools, Resource& resource, trigger happened, std::string_view detail = {}) {
    if (auto happening = apply(resource, happened, tools.now(), detail))
        tools.resources().add_event(std::move(*happening));
}

} // namespace borealis::emulator
