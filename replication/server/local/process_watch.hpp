// Awaits the end of a process, child or not, without blocking and without polling: a pidfd on Asio
// (pidfd_open(2)).
#pragma once

#include "replication/asio.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <sys/types.h>
#include <vector>

namespace borealis::replication::local {

class process_watch : public std::enable_shared_from_this<process_watch> {
  public:
    /// Nothing where there is no such process. `on_exit` is called on `loop` once it has ended, unless the
    /// watch is gone by then. A child is reaped. Throws server_error(io_error).
    static std::shared_ptr<process_watch>
    open(asio::io_context& loop, pid_t pid, std::function<void()> on_exit = {});

    pid_t pid() const noexcept { return pid_; }
    bool running() const noexcept { return running_; }

    /// As waitpid tells it; nothing while it runs and for a process that is no child of ours.
    std::optional<int> wait_status() const noexcept { return wait_status_; }

    /// Sends a signal to exactly this process, never to a later one of the same id. No-op once it has ended.
    void signal(int number) const noexcept;

    /// Whether it has ended within `limit`.
    awaitable<bool> exited_within(std::chrono::milliseconds limit);

    /// Keeps the watch alive until the process has ended, so that a child which was just killed gets reaped.
    /// Nobody is told of the exit any more.
    void keep_until_exit() {
        on_exit_ = nullptr;
        if (const auto keeper = keeper_.lock())
            *keeper = shared_from_this();
    }

    process_watch(asio::io_context& loop, pid_t pid, int pidfd, std::function<void()> on_exit);

  private:
    void arm();
    void ended();

    pid_t pid_;
    asio::posix::stream_descriptor descriptor_;
    std::function<void()> on_exit_;
    bool running_ = true;
    std::optional<int> wait_status_;
    std::vector<asio::steady_timer*> waiting_;
    // Owned by the pending wait alone: a loop that ends before the process lets go of the watch, too.
    std::weak_ptr<std::shared_ptr<process_watch>> keeper_;
};

} // namespace borealis::replication::local
