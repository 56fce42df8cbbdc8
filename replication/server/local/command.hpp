// A helper program that runs to its end: initdb, pg_basebackup. It never outlives whoever started it.
#pragma once

#include "replication/server/local/child_process.hpp"
#include "replication/server/local/process_watch.hpp"
#include "replication/server/server_host.hpp"

#include <chrono>
#include <memory>
#include <string>

namespace borealis::replication::local {

class running_command {
  public:
    /// Starts it; its output is kept in memory. Throws server_error.
    running_command(asio::io_context& loop, child_command command);

    /// Kills it and its own children where it still runs.
    ~running_command();
    running_command(const running_command&) = delete;
    running_command& operator=(const running_command&) = delete;

    awaitable<bool> exited_within(std::chrono::milliseconds limit) { return watch_->exited_within(limit); }

    /// Ended with status 0.
    bool succeeded() const noexcept;

    /// The end of what it wrote to standard output and error.
    std::string output() const;

  private:
    unique_fd output_;
    std::shared_ptr<process_watch> watch_;
};

/// Runs a command and returns once it succeeded. Throws server_error: disk_full where its output says so,
/// timed_out, else `otherwise`, with its output.
awaitable<void> run_command(
    asio::io_context& loop, child_command command, std::chrono::milliseconds timeout, server_failure otherwise
);

/// Throws the server_error that a failed command's output tells of.
[[noreturn]] void
throw_command_failure(const std::string& program, const std::string& output, server_failure otherwise);

} // namespace borealis::replication::local
