// Bytes that the TCP connections to servers on this machine have carried, from the kernel's socket
// diagnosis.
//
// Open connections are read out; the kernel announces each that ends, with its last figures, so that short
// ones count in full. Bytes are payload. Source: sock_diag(7), RFC 4898 (tcpEStatsAppHCThruOctets…).
#pragma once

#include "replication/server/local/child_process.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>

struct nlmsghdr;

namespace borealis::replication::local {

struct tcp_bytes {
    std::uint64_t received = 0;
    std::uint64_t sent = 0; // and acknowledged
};

class socket_meter {
  public:
    /// Where the kernel has no socket diagnosis, measure() knows nothing.
    socket_meter();

    /// What connections accepted on this port have carried since it was asked for the first time. Only grows.
    std::optional<tcp_bytes> measure(std::uint16_t port);

    /// Forgets the server of this port.
    void forget(std::uint16_t port);

  private:
    struct connection {
        std::uint16_t server = 0;
        tcp_bytes seen;
        std::uint64_t turn = 0; // of the newest reading that it was in
    };

    void refresh();
    bool read_open(unsigned char family);
    void read_ended();
    void take(const nlmsghdr& message, bool ended);
    void forget_vanished();

    unique_fd questions_, endings_;
    std::map<std::uint16_t, tcp_bytes> servers_;      // by port
    std::map<std::uint64_t, connection> connections_; // by cookie
    std::chrono::steady_clock::time_point refreshed_{};
    std::uint64_t turn_ = 0;
};

} // namespace borealis::replication::local
