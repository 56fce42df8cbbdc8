// The writer and reader endpoints of clusters: TCP forwarders whose address and port never change while the
// servers behind them do (promotion, failover, readers coming and going).
#pragma once

#include "replication/asio.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace borealis::emulator {

struct endpoint_target {
    std::string address;
    std::uint16_t port = 0;

    friend auto operator<=>(const endpoint_target&, const endpoint_target&) = default;
};

class endpoint_table {
  public:
    endpoint_table(asio::io_context& loop, std::string writer_address, std::string reader_address);
    ~endpoint_table();

    /// Opens writer and reader endpoint of a cluster on the same port (of two addresses) and returns it.
    /// `port` 0: any free one of [first, last]. Open already: returns its port. Throws
    /// boost::system::system_error (address_in_use).
    std::uint16_t
    open(const std::string& cluster, std::uint16_t port, std::uint16_t first, std::uint16_t last);

    /// New connections go to these; connections to a target that is no longer among them are cut. The writer
    /// has at most one target. With no reader, the reader endpoint leads to the writer, as in Aurora.
    void route(
        const std::string& cluster, std::vector<endpoint_target> writer, std::vector<endpoint_target> readers
    );

    /// Cuts all connections and frees the port.
    void close(const std::string& cluster);
    void close_all();

  private:
    class impl;
    std::unique_ptr<impl> impl_;
};

} // namespace borealis::emulator
