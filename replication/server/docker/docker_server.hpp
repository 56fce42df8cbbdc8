// One server of the Docker host: its record, its container and its volume. A container runs one postmaster
// from its start to its end; it stays, for its log, until the next one takes its place.
#pragma once

#include "replication/server/docker/container_watch.hpp"
#include "replication/server/docker/host_context.hpp"
#include "replication/server/docker/log_copy.hpp"
#include "replication/server/docker/server_configuration.hpp"
#include "replication/server/docker/server_facts.hpp"
#include "replication/server/local/login.hpp"
#include "replication/server/local/server_record.hpp"

#include <functional>
#include <memory>
#include <set>
#include <string>

namespace borealis::replication::docker {

class docker_server {
  public:
    docker_server(host_context& host, std::string id, std::function<void()> on_unexpected_exit);

    /// There is a container of it, perhaps one that runs.
    void found(const std::string& container, const std::string& volume, bool running);

    std::string volume() const;
    bool running() const noexcept { return watch_ && watch_->running(); }
    std::uint64_t incarnation() const;
    const std::string& address() const noexcept { return address_; }

    /// Replaces the settings, and of a standby the upstream where one is given.
    awaitable<void> configure(server_settings settings, std::optional<upstream_spec> upstream);

    /// Throws server_error where it is no standby.
    awaitable<void> follow(upstream_spec upstream);

    /// Gives a running server its configuration, where that is another than it has.
    awaitable<void> refresh();

    /// `taken`: ports that other servers of this host keep. Whether the port is another one than before.
    awaitable<bool> start(local::deadline until, std::set<std::uint16_t> taken);

    awaitable<void> stop(stop_mode mode, std::chrono::milliseconds timeout);
    awaitable<void> promote(local::deadline until);

    /// Stops it at once and removes every trace, also of one that is half made.
    awaitable<void> destroy();

    pg::connect_options access(const std::string& user, const std::string& database) const;

    /// The end of the log, of this container and of those before it.
    std::string log_tail(std::size_t max_bytes) const;

  private:
    std::string name() const { return host_.called.server(id_); }
    std::filesystem::path facts_file() const;
    std::filesystem::path copied_log() const { return directory_.log_directory() / "current.log"; }
    std::shared_ptr<container_watch> watch(const std::string& container);
    void serve_from(std::shared_ptr<container_watch> watched);
    void copy_log(const std::string& container);
    void ended();
    std::uint16_t choose_port(const local::server_record& record, const std::set<std::uint16_t>& taken) const;
    awaitable<void> adopt_unknown();
    awaitable<void> keep_log();
    awaitable<void> port_released();
    awaitable<bool> launch(local::server_record record, server_facts facts);
    void open_door(std::uint16_t port);
    awaitable<void> await_ready(local::deadline until);

    host_context& host_;
    std::string id_;
    local::server_directory directory_;
    std::function<void()> on_unexpected_exit_;
    std::shared_ptr<container_watch> watch_;
    std::unique_ptr<log_copy> log_; // of the container that there is
    std::string address_;
    std::optional<server_files> delivered_; // to this container; nothing where we don't know
    std::string found_volume_;              // of a container whose record is lost
    std::shared_ptr<void> door_;            // that leads clients in, where we run in a container
    bool has_container_ = false;
    bool uncertain_ = false; // a start was interrupted: there may be a container that we don't know of
    bool accepted_logins_ = false;
    bool stopping_ = false;
};

/// Where a server's facts are kept.
std::filesystem::path facts_file_of(const local::server_directory& directory);

/// Incarnations are told apart by container. Source: its id, 64 hexadecimal digits.
std::uint64_t incarnation_of(const std::string& container);

} // namespace borealis::replication::docker
