// Who replicates from whom, as the caller of the tracker says.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

namespace borealis::replication {

class topology {
  public:
    /// Says or replaces what the server replicates from; nothing for a primary.
    void place(const std::string& server, std::optional<std::string> upstream);
    void remove(const std::string& server);

    /// The end of the chain of upstreams, which need not be known itself. A server outside is its own root.
    std::string root_of(const std::string& server) const;

    /// The first server up the chain, not `server` itself, that `wanted` accepts.
    std::optional<std::string>
    nearest_upstream(const std::string& server, const std::function<bool(const std::string&)>& wanted) const;

  private:
    std::optional<std::string> upstream_of(const std::string& server) const;

    std::map<std::string, std::string> upstreams_;
};

} // namespace borealis::replication
