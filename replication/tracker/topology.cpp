// Walks up the chain of upstreams. A circle ends the walk: it takes no more steps than there are servers.
#include "replication/tracker/topology.hpp"

#include <utility>

namespace borealis::replication {

void topology::place(const std::string& server, std::optional<std::string> upstream) {
    if (upstream) {
        upstreams_.insert_or_assign(server, *std::move(upstream));
    } else {
        upstreams_.erase(server);
    }
}

void topology::remove(const std::string& server) {
    upstreams_.erase(server);
}

std::optional<std::string> topology::upstream_of(const std::string& server) const {
    const auto found = upstreams_.find(server);
    return found == upstreams_.end() ? std::nullopt : std::optional(found->second);
}

std::string topology::root_of(const std::string& server) const {
    auto root = server;
    nearest_upstream(server, [&root](const std::string& upstream) {
        root = upstream;
        return false;
    });
    return root;
}

std::optional<std::string> topology::nearest_upstream(
    const std::string& server, const std::function<bool(const std::string&)>& wanted
) const {
    auto upstream = upstream_of(server);
    for (auto steps = upstreams_.size(); upstream && steps > 0; --steps) {
        if (wanted(*upstream)) {
            return upstream;
        }
        upstream = upstream_of(*upstream);
    }
    return std::nullopt;
}

} // namespace borealis::replication
