// A base backup as its upstream sees it, wherever pg_basebackup runs: the slot freed for it, progress
// reported, its end judged. Source: PostgreSQL documentation, "pg_basebackup"; section 28.4.6 "Base Backup
// Progress Reporting".
#pragma once

#include "replication/server/server_host.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace borealis::replication {

/// A pg_basebackup that runs; ended when it is destroyed.
class running_copy {
  public:
    virtual ~running_copy() = default;
    virtual awaitable<bool> exited_within(std::chrono::milliseconds limit) = 0;
    virtual bool succeeded() const = 0;
    virtual awaitable<std::string> output() = 0; // the end of what it said
};
using copy_starter = std::function<awaitable<std::unique_ptr<running_copy>>()>;

struct backup_source {
    pg::connect_options superuser; // to watch progress
    std::string slot;
    std::string label; // application_name of the copying connections: unique per target
};

std::vector<std::string> basebackup_arguments(
    const std::string& target, const std::string& connection, const std::string& slot, bool durable
);

/// Starts the copy once its slot is free, and returns when it is complete. A slot that an interrupted backup
/// with the same label still holds is taken from it. Throws server_error: disk_full, backup_failed, timed_out
/// where nothing moves for two minutes.
awaitable<void> watch_base_backup(backup_source from, copy_starter start, progress_sink progress);

} // namespace borealis::replication
