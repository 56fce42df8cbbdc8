// pg_basebackup as a child process.
// Source: PostgreSQL documentation, "pg_basebackup".
#pragma once

#include "replication/server/local/os_user.hpp"
#include "replication/server/server_host.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace borealis::replication::local {

struct backup_request {
    std::filesystem::path program; // pg_basebackup of the upstream's major version
    std::optional<os_user> user;   // who will own the copy
    std::filesystem::path target;  // does not exist yet
    pg::connect_options upstream;  // as a superuser, to watch progress
    upstream_spec source;          // as whom and through which slot to copy
    bool durable = false;          // flush the copy to disk
    std::string label;             // unique per target: tells this backup's connections from others
};

/// Copies the upstream, WAL included. Cancelling ends pg_basebackup. A slot that an interrupted backup with
/// the same label still holds is taken from it. Throws server_error: disk_full, backup_failed, timed_out
/// where nothing moves for two minutes.
awaitable<void> take_base_backup(asio::io_context& loop, backup_request request, progress_sink progress);

} // namespace borealis::replication::local
