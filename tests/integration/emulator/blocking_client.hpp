// A TCP client that says exactly what a test wants said, and waits with a deadline for what comes back.
#pragma once

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

#include <sys/socket.h>
#include <sys/time.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace borealis::emulator {

class blocking_client {
  public:
    /// Throws boost::system::system_error where nobody listens.
    blocking_client(const std::string& address, std::uint16_t port) {
        socket_.connect({boost::asio::ip::make_address(address), port});
        const timeval deadline{10, 0};
        ::setsockopt(socket_.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &deadline, sizeof deadline);
    }

    void send(std::string_view text) { boost::asio::write(socket_, boost::asio::buffer(text)); }
    void end_sending() { socket_.shutdown(boost::asio::ip::tcp::socket::shutdown_send); }

    /// Reads until `text` has come, and returns everything read so far. Without it: what came until the end.
    std::string read_until(std::string_view text) {
        while (received_.find(text) == std::string::npos && receive()) {
        }
        return received_;
    }

    /// Everything until the other side closes. Throws std::runtime_error where it does not, in time.
    std::string read_to_end() {
        while (receive()) {
        }
        return received_;
    }

    /// Forgets what has been read.
    void forget() { received_.clear(); }

  private:
    bool receive() {
        char bytes[4096];
        const auto count = ::recv(socket_.native_handle(), bytes, sizeof bytes, 0);
        if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
            throw std::runtime_error("nothing more came in time, after: " + received_);
        if (count > 0)
            received_.append(bytes, static_cast<std::size_t>(count));
        return count > 0; // a reset is an end too
    }

    boost::asio::io_context context_;
    boost::asio::ip::tcp::socket socket_{context_};
    std::string received_;
};

} // namespace borealis::emulator
