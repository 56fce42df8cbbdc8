// The life of one server process: launched or adopted, awaited until it accepts logins, stopped, cleared away
// after a crash.
#pragma once

#include "replication/server/local/login.hpp"
#include "replication/server/local/os_user.hpp"
#include "replication/server/local/postmaster_file.hpp"
#include "replication/server/local/process_watch.hpp"
#include "replication/server/server_host.hpp"

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

namespace borealis::replication::local {

class postmaster {
  public:
    /// `on_unexpected_exit` is called when one that accepted logins ends and stop was not called.
    postmaster(
        asio::io_context& loop,
        std::filesystem::path data,
        std::filesystem::path log,
        std::function<void()> on_unexpected_exit
    );

    /// Watches the one that runs on the data directory already. Whether there is one.
    bool adopt();

    bool running() const noexcept { return watch_ && watch_->running(); }

    /// Starts `program` with its output appended to the log. Throws server_error.
    void launch(const std::filesystem::path& program, const std::optional<os_user>& user, int death_signal);

    /// Says in its log what its operator should know. Throws server_error.
    void note(const std::string& text, const std::optional<os_user>& user) const;

    /// Returns once it accepts logins. Throws server_error: what its log tells of where it ends, timed_out
    /// where it still starts; it is left running then, and may be adopted later.
    awaitable<void> ready(pg::connect_options access, deadline until);

    /// Ends it, by force where it takes longer than `timeout`. No-op where it doesn't run.
    awaitable<void> stop(stop_mode mode, std::chrono::milliseconds timeout);

    /// Tells it to end at once and doesn't wait for that.
    void abandon() noexcept;

    /// Ends children of a postmaster that was killed, and forgets its postmaster.pid: postgres doesn't start
    /// before that. Throws server_error(timed_out).
    awaitable<void> clear_leftovers(deadline until);

    /// Makes it read its configuration files again. No-op where it doesn't run.
    void reload();

  private:
    void watch(pid_t pid);
    void ended();
    awaitable<void> await_ready_line(deadline until);
    [[noreturn]] void throw_start_failure() const;

    asio::io_context& loop_;
    std::filesystem::path data_, log_;
    std::function<void()> on_unexpected_exit_;
    std::shared_ptr<process_watch> watch_;
    std::uint64_t log_start_ = 0; // where this launch's log begins
    bool accepted_logins_ = false;
    bool stopping_ = false;
};

} // namespace borealis::replication::local
