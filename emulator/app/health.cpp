// What `borealis health` asks.
#include "emulator/app/health.hpp"

#include "emulator/app/shell_exports.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <ostream>
#include <string>

namespace borealis::emulator {

namespace {

constexpr auto patience = std::chrono::seconds(2);

/// Listening on all addresses means loopback too.
std::string reachable(const std::string& listen_address) {
    const auto address = boost::asio::ip::make_address(listen_address);
    if (!address.is_unspecified())
        return listen_address;
    return address.is_v6() ? "::1" : "127.0.0.1";
}

} // namespace

bool examine_health(const settings& options, std::ostream& out) {
    const auto url = local_url(options.listen_address, options.listen_port);
    boost::asio::ip::tcp::iostream connection;
    connection.expires_after(patience);
    connection.connect(reachable(options.listen_address), std::to_string(options.listen_port));
    connection << "GET /_borealis/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
               << std::flush;
    std::string protocol;
    int status = 0;
    connection >> protocol >> status;
    if (!connection) {
        out << "no emulator answers at " << url << ": " << connection.error().message() << '\n';
        return false;
    }
    out << url << (status == 200 ? " is ready" : " is not ready") << '\n';
    return status == 200;
}

} // namespace borealis::emulator
