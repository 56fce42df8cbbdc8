// The HTTP/1.1 server: connections, limits and deadlines. What requests mean is the request_handler's.
#pragma once

#include "protocol/http_message.hpp"
#include "replication/asio.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

namespace borealis::emulator {

/// Why a request could not be read to its end.
enum class refusal : unsigned char { malformed, headers_too_large, body_too_large };

class request_handler {
  public:
    virtual ~request_handler() = default;

    /// Must not throw. Runs on the server's loop; one request of a connection at a time.
    virtual awaitable<protocol::http_response> answer(protocol::http_request request) = 0;

    /// The answer to a request of which only this much could be read. The connection is closed after it.
    virtual protocol::http_response refuse(const protocol::http_request& so_far, refusal why) = 0;
};

struct server_limits {
    std::uint32_t header_bytes = 64 * 1024; // presigned URLs are long
    std::uint64_t body_bytes = 1024 * 1024; // as the RDS API's own front end
    std::size_t connections = 4096;
    std::chrono::seconds idle{60};     // between two requests of a connection
    std::chrono::seconds transfer{30}; // of one request, or of its answer
};

class http_server {
  public:
    /// `loop` and `requests` must outlive the server.
    http_server(asio::io_context& loop, request_handler& requests, server_limits limits = {});
    ~http_server();

    /// Takes connections from now on; port 0: any free one. Returns the port. Throws
    /// boost::system::system_error.
    std::uint16_t listen(const std::string& address, std::uint16_t port);

    /// Takes no more connections, lets the requests in flight finish for as long as `grace`, then ends what
    /// is left.
    awaitable<void> stop(std::chrono::milliseconds grace);

    /// How many are open.
    std::size_t connections() const noexcept;

  private:
    class impl;
    std::shared_ptr<impl> impl_;
};

} // namespace borealis::emulator
