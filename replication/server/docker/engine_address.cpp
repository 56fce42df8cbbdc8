// Reads addresses of the Docker Engine.
#include "replication/server/docker/engine_address.hpp"

#include "replication/server/server_host.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstdlib>

namespace borealis::replication::docker {
namespace {

constexpr std::uint16_t plain_port = 2375;
constexpr std::uint16_t tls_port = 2376;

[[noreturn]] void refuse(const std::string& text) {
    throw server_error(
        server_failure::io_error,
        fmt::format("\"{}\" is no address of a Docker Engine: write unix:///PATH or tcp://HOST:PORT", text)
    );
}

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

std::uint16_t port_of(std::string_view digits, const std::string& text) {
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (error != std::errc() || end != digits.data() + digits.size() || port == 0)
        refuse(text);
    return port;
}

// "host", "host:port", "[address]:port"
void read_authority(std::string authority, const std::string& text, engine_address& address) {
    const auto bracket = authority.rfind(']');
    const auto colon = authority.rfind(':');
    if (colon != std::string::npos && (bracket == std::string::npos || colon > bracket)) {
        address.port = port_of(std::string_view(authority).substr(colon + 1), text);
        authority.resize(colon);
    }
    if (authority.starts_with('[') && authority.ends_with(']'))
        authority = authority.substr(1, authority.size() - 2);
    if (authority.empty())
        refuse(text);
    address.host = authority;
}

} // namespace

std::string engine_address::text() const {
    if (how == transport::unix_socket)
        return "unix://" + path;
    const bool bare = host.find(':') == std::string::npos;
    return fmt::format("tcp://{}:{}", bare ? host : "[" + host + "]", port);
}

engine_address parse_docker_host(const std::string& text, std::optional<engine_address::certificates> tls) {
    constexpr std::string_view unix_scheme = "unix://";
    constexpr std::string_view tcp_scheme = "tcp://";
    engine_address address;
    if (text.starts_with(unix_scheme)) {
        address.path = text.substr(unix_scheme.size());
        if (!address.path.starts_with('/'))
            refuse(text);
        return address;
    }
    if (!text.starts_with(tcp_scheme))
        refuse(text);
    address.how = tls ? engine_address::transport::tls : engine_address::transport::tcp;
    address.port = tls ? tls_port : plain_port;
    address.tls = std::move(tls);
    auto authority = text.substr(tcp_scheme.size());
    if (authority.ends_with('/'))
        authority.pop_back();
    read_authority(std::move(authority), text, address);
    return address;
}

engine_address engine_address_from_environment() {
    std::optional<engine_address::certificates> tls;
    const bool verify = !environment("DOCKER_TLS_VERIFY").empty();
    if (verify || !environment("DOCKER_TLS").empty()) {
        auto directory = environment("DOCKER_CERT_PATH");
        tls = {directory.empty() ? environment("HOME") + "/.docker" : directory, verify};
    }
    const auto host = environment("DOCKER_HOST");
    return host.empty() ? engine_address{} : parse_docker_host(host, std::move(tls));
}

} // namespace borealis::replication::docker
