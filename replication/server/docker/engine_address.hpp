// Where the Docker Engine listens, as DOCKER_HOST and its like say it. Source: Docker documentation, "docker
// CLI", section "Environment variables"; "Protect the Docker daemon socket".
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace borealis::replication::docker {

struct engine_address {
    enum class transport : unsigned char { unix_socket, tcp, tls };
    struct certificates {
        std::filesystem::path directory; // ca.pem, cert.pem, key.pem
        bool verify_peer = true;
    };

    transport how = transport::unix_socket;
    std::string path = "/var/run/docker.sock"; // of the socket
    std::string host;                          // name or address, of TCP
    std::uint16_t port = 0;
    std::optional<certificates> tls;

    bool is_local() const noexcept { return how == transport::unix_socket; }
    std::string text() const; // as DOCKER_HOST has it
};

/// "unix:///run/docker.sock", "tcp://10.0.0.7:2375", "[::1]" in brackets. Without a port: 2375, with TLS
/// 2376. Throws server_error(io_error) for what is neither.
engine_address
parse_docker_host(const std::string& text, std::optional<engine_address::certificates> tls = std::nullopt);

/// From DOCKER_HOST, DOCKER_TLS_VERIFY and DOCKER_CERT_PATH; the usual socket where none is set. TLS is
/// spoken where DOCKER_TLS_VERIFY is not empty, or DOCKER_TLS is; without DOCKER_CERT_PATH the certificates
/// are those in
/// ~/.docker.
engine_address engine_address_from_environment();

} // namespace borealis::replication::docker
