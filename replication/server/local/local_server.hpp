// One server of the local host: its directory, its record and its postmaster.
#pragma once

#include "replication/server/local/host_context.hpp"
#include "replication/server/local/postmaster.hpp"
#include "replication/server/local/server_record.hpp"

#include <functional>
#include <set>
#include <string>

namespace borealis::replication::local {

class local_server {
  public:
    local_server(host_context& host, std::string id, std::function<void()> on_unexpected_exit);

    /// Replaces the settings, and of a standby the upstream where one is given.
    void configure(server_settings settings, std::optional<upstream_spec> upstream);

    /// Throws server_error where it is no standby.
    void follow(upstream_spec upstream);

    /// Writes the configuration files anew and makes a running server read them.
    void refresh();

    /// `taken`: ports that other servers of this host keep. Whether the port is another one than before.
    awaitable<bool> start(deadline until, std::set<std::uint16_t> taken);

    awaitable<void> stop(stop_mode mode, std::chrono::milliseconds timeout);

    awaitable<void> promote(deadline until);

    /// Stops it at once and removes every trace, also of one that is half made or half removed.
    awaitable<void> destroy();

  private:
    pg::connect_options superuser_access(const server_record& record) const;
    std::uint16_t choose_port(const server_record& record, const std::set<std::uint16_t>& taken) const;
    awaitable<std::filesystem::path> program(server_record record);
    awaitable<bool> launch_once(server_record record, deadline until);

    host_context& host_;
    std::string id_;
    server_directory directory_;
    postmaster postmaster_;
};

} // namespace borealis::replication::local
