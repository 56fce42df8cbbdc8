// What follows from the state for the parts that only mirror it: where endpoints lead, which servers the
// tracker reads.
#pragma once

#include "emulator/reconciler/step.hpp"
#include "replication/tracker/lag_tracker.hpp"

#include <map>

namespace borealis::emulator {

/// The name of a cluster in the endpoint table.
std::string endpoint_name(const resource_key& cluster);

/// Points the writer and reader endpoints of a cluster at its members' servers.
void route_cluster(toolbox& tools, const resource_key& cluster);

/// Whether an instance's server stays up in this status, and its metrics go on, as on AWS.
bool serves_in(const status_value& of_instance);

/// Keeps the tracker's list of servers equal to the instances that serve.
class tracked_servers {
  public:
    tracked_servers(replication::lag_tracker& tracker, const replication::server_host& host)
        : tracker_(tracker), host_(host) {}

    void mirror(const state& resources);

  private:
    struct seen {
        std::optional<std::string> upstream;
        std::uint64_t incarnation = 0;
        friend bool operator==(const seen&, const seen&) = default;
    };

    replication::lag_tracker& tracker_;
    const replication::server_host& host_;
    std::map<std::string, seen> tracked_;
};

} // namespace borealis::emulator
