// Addresses of engines, names of containers, and what the kernel says of the container that we run in.
#include "replication/server/docker/engine_address.hpp"
#include "replication/server/docker/engine_client.hpp"
#include "replication/server/docker/identity.hpp"
#include "replication/server/docker/names.hpp"
#include "replication/server/server_host.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace borealis::replication::docker {
namespace {

using transport = engine_address::transport;

TEST(docker_host_variable, names_a_socket) {
    const auto address = parse_docker_host("unix:///run/user/1000/docker.sock");
    EXPECT_EQ(address.how, transport::unix_socket);
    EXPECT_EQ(address.path, "/run/user/1000/docker.sock");
    EXPECT_EQ(address.text(), "unix:///run/user/1000/docker.sock");
}

TEST(docker_host_variable, names_a_host) {
    const auto plain = parse_docker_host("tcp://10.0.0.7:1234/");
    EXPECT_EQ(plain.how, transport::tcp);
    EXPECT_EQ(plain.host, "10.0.0.7");
    EXPECT_EQ(plain.port, 1234);
    EXPECT_EQ(parse_docker_host("tcp://build").port, 2375);
    const auto six = parse_docker_host("tcp://[::1]:99");
    EXPECT_EQ(six.host, "::1");
    EXPECT_EQ(six.text(), "tcp://[::1]:99");
    engine_address::certificates files;
    files.directory = "/certificates";
    const auto secret = parse_docker_host("tcp://build", files);
    EXPECT_EQ(secret.how, transport::tls);
    EXPECT_EQ(secret.port, 2376);
    EXPECT_EQ(secret.tls->directory, "/certificates");
}

TEST(docker_host_variable, is_refused_where_it_means_nothing) {
    for (const char* text :
         {"", "docker.sock", "unix://relative", "tcp://", "tcp://a:0", "tcp://a:70000", "ssh://a"})
        EXPECT_THROW(parse_docker_host(text), server_error) << text;
}

TEST(docker_host_variable, decides_with_its_like) {
    setenv("DOCKER_HOST", "tcp://build", 1);
    setenv("DOCKER_TLS_VERIFY", "1", 1);
    setenv("DOCKER_CERT_PATH", "/certificates", 1);
    const auto address = engine_address_from_environment();
    EXPECT_EQ(address.how, transport::tls);
    EXPECT_TRUE(address.tls->verify_peer);
    unsetenv("DOCKER_TLS_VERIFY");
    EXPECT_EQ(engine_address_from_environment().how, transport::tcp);
    unsetenv("DOCKER_CERT_PATH");
    unsetenv("DOCKER_HOST");
    EXPECT_EQ(engine_address_from_environment().path, "/var/run/docker.sock");
}

// A container's name is a host name: 63 characters at most, that of its backup too.
TEST(docker_names, fit_into_a_host_name) {
    const names called("0123456789ab");
    EXPECT_EQ(called.server("db-one"), "borealis-0123456789ab-db-one");
    const auto of_long_id = called.server(std::string(100, 'x'));
    EXPECT_LE(called.backup(std::string(100, 'x')).size(), 63U);
    EXPECT_NE(of_long_id, called.server(std::string(101, 'x')));
    EXPECT_NE(called.server("a"), names("ba9876543210").server("a"));
}

TEST(docker_names, find_by_label) {
    EXPECT_EQ(label_filter("a.b", "c"), "filters=" + url_encoded(R"({"label":["a.b=c"]})"));
    EXPECT_EQ(url_encoded("a b&c/ä~"), "a%20b%26c%2F%C3%A4~");
}

TEST(docker_names, tell_repository_and_tag_apart) {
    using parts = std::pair<std::string, std::string>;
    EXPECT_EQ(repository_and_tag("postgres:15"), parts("postgres", "15"));
    EXPECT_EQ(repository_and_tag("host:5000/my/pg"), parts("host:5000/my/pg", "latest"));
    EXPECT_EQ(repository_and_tag("host:5000/my/pg:15.2"), parts("host:5000/my/pg", "15.2"));
}

TEST(own_container, is_found_in_mountinfo) {
    const std::string id = "0d7e2f0c6d5b4a3921807f6e5d4c3b2a190817263544536271809f8e7d6c5b4a";
    const auto line =
        "612 596 254:1 /var/lib/docker/containers/" + id + "/hostname /etc/hostname rw - ext4 /dev/a rw\n";
    EXPECT_EQ(container_in_mountinfo("1 2 3:4 / / rw - ext4 /dev/a rw\n" + line), id);
    EXPECT_EQ(container_in_mountinfo("1 2 3:4 /containers/short/hostname /etc/hostname rw\n"), "");
    EXPECT_EQ(container_in_mountinfo("/containers/"), "");
    // What an engine mounts while it writes files into a container, seen from where the engine runs.
    EXPECT_EQ(
        container_in_mountinfo(
            "9 8 254:1 /containers/" + id + "/hostname /var/lib/docker/overlay2/x/merged/etc/hostname rw\n"
        ),
        ""
    );
}

} // namespace
} // namespace borealis::replication::docker
