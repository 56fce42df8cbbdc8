// Free TCP ports of one address, for servers whose port nobody asked for.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>

namespace borealis::replication::local {

class port_allocator {
  public:
    /// Ports from `first` to `last`. The search begins at a place that `seed` decides, so that two hosts
    /// seldom want the same one. Throws server_error(io_error) where `address` is no IP address or the range
    /// is empty.
    port_allocator(std::string address, std::uint16_t first, std::uint16_t last, std::string_view seed);

    /// Whether a server could listen there now.
    bool is_free(std::uint16_t port) const;

    /// A free port that is not among `taken`. It stays free only until somebody else binds it. Throws
    /// server_error(port_taken) where there is none.
    std::uint16_t pick(const std::set<std::uint16_t>& taken) const;

  private:
    std::string address_;
    std::uint16_t first_;
    std::uint32_t count_;
    std::uint32_t start_ = 0;
};

} // namespace borealis::replication::local
