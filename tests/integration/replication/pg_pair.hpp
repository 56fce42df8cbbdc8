// A primary and a streaming standby of the tests' own, made with initdb and pg_basebackup in a temporary
// directory, reached over unix sockets only. Independent of the server host: what measures servers is tested
// without what runs them.
#pragma once

#include "replication/pg/connection.hpp"

#include <csignal>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <sys/types.h>

namespace borealis::replication::testing {

/// Blocking SQL over one connection, for tests.
class sql_session {
  public:
    explicit sql_session(pg::connect_options access);
    pg::result query(std::string sql, std::vector<pg::parameter> parameters = {});
    std::string scalar(std::string sql);
    void script(std::string sql);

  private:
    asio::io_context loop_{1};
    pg::connection connection_;
};

/// A postmaster that is a child of this process and dies with it.
class postmaster {
  public:
    postmaster(std::filesystem::path data, std::filesystem::path sockets, std::uint16_t port);
    ~postmaster();
    postmaster(const postmaster&) = delete;
    postmaster& operator=(const postmaster&) = delete;

    void start(); // returns once it answers
    void stop();  // fast, or at once where that takes long
    pid_t pid() const noexcept { return pid_; }

    /// As the superuser, or as another role.
    pg::connect_options access(std::string user = "postgres") const;

  private:
    std::filesystem::path data_;
    std::filesystem::path sockets_;
    std::uint16_t port_;
    pid_t pid_ = 0;
};

class pg_pair {
  public:
    /// Both run, the standby streams, and the role rdsadmin_monitor is a member of pg_monitor. `settings` are
    /// lines of postgresql.conf for both.
    explicit pg_pair(const std::string& settings = {});
    ~pg_pair();

    postmaster& primary() noexcept { return *primary_; }
    postmaster& standby() noexcept { return *standby_; }
    const std::filesystem::path& directory() const noexcept { return directory_; }

    /// A third server, a standby that streams from the standby; made on first use.
    postmaster& cascade();

    /// Another, new system in the primary's place: same address, other rows, other system identifier.
    void replace_primary();

  private:
    std::filesystem::path directory_;
    std::string settings_;
    std::unique_ptr<postmaster> primary_;
    std::unique_ptr<postmaster> standby_;
    std::unique_ptr<postmaster> cascade_;
};

/// One of PostgreSQL's programs, run as the servers' user; ended at the end of the scope.
class background_program {
  public:
    background_program(const std::string& program, std::vector<std::string> arguments, const pg_pair& near);
    ~background_program();
    background_program(const background_program&) = delete;
    background_program& operator=(const background_program&) = delete;

  private:
    pid_t pid_;
};

/// Stops a process with SIGSTOP and lets it go on at the end of the scope.
class paused_process {
  public:
    explicit paused_process(pid_t pid) : pid_(pid) { ::kill(pid_, SIGSTOP); }
    ~paused_process() { ::kill(pid_, SIGCONT); }
    paused_process(const paused_process&) = delete;
    paused_process& operator=(const paused_process&) = delete;

  private:
    pid_t pid_;
};

} // namespace borealis::replication::testing
