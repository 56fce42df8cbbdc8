// One wait on the pidfd serves everybody; who waits with a deadline sleeps on a timer that the exit cuts
// short.
#include "replication/server/local/process_watch.hpp"

#include "replication/server/server_failures.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace borealis::replication::local {

std::shared_ptr<process_watch>
process_watch::open(asio::io_context& loop, pid_t pid, std::function<void()> on_exit) {
    const int pidfd = static_cast<int>(syscall(SYS_pidfd_open, pid, 0));
    if (pidfd < 0 && errno == ESRCH)
        return nullptr;
    if (pidfd < 0)
        throw_errno(errno, "watch process", std::to_string(pid));
    auto watch = std::make_shared<process_watch>(loop, pid, pidfd, std::move(on_exit));
    watch->arm();
    return watch;
}

process_watch::process_watch(asio::io_context& loop, pid_t pid, int pidfd, std::function<void()> on_exit)
    : pid_(pid), descriptor_(loop, pidfd), on_exit_(std::move(on_exit)) {}

void process_watch::arm() {
    auto keeper = keeper_.lock();
    if (!keeper)
        keeper = std::make_shared<std::shared_ptr<process_watch>>();
    keeper_ = keeper;
    descriptor_.async_wait(
        asio::posix::descriptor_base::wait_read,
        [weak = weak_from_this(), keeper](boost::system::error_code error) {
            if (const auto watch = weak.lock(); watch && !error)
                watch->ended();
        }
    );
}

// Closed before the process is reaped: reaping wakes a pidfd once more, and Asio would hand an event of this
// descriptor that it has already fetched to whichever descriptor takes its place. For the same reason a
// wake-up proves nothing by itself.
void process_watch::ended() {
    pollfd state{descriptor_.native_handle(), POLLIN, 0};
    if (poll(&state, 1, 0) != 1)
        return arm();
    boost::system::error_code ignored;
    descriptor_.close(ignored);
    int status = 0;
    if (waitpid(pid_, &status, WNOHANG) == pid_)
        wait_status_ = status;
    running_ = false;
    for (auto* timer : waiting_)
        timer->cancel();
    if (on_exit_)
        on_exit_();
}

void process_watch::signal(int number) const noexcept {
    if (running_)
        syscall(
            SYS_pidfd_send_signal,
            const_cast<process_watch*>(this)->descriptor_.native_handle(),
            number,
            nullptr,
            0
        );
}

awaitable<bool> process_watch::exited_within(std::chrono::milliseconds limit) {
    if (!running_)
        co_return true;
    const auto self = shared_from_this();
    asio::steady_timer timer(co_await asio::this_coro::executor, limit);
    waiting_.push_back(&timer);
    co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    std::erase(waiting_, &timer);
    if (const auto state = co_await asio::this_coro::cancellation_state;
        state.cancelled() != asio::cancellation_type::none)
        throw boost::system::system_error(asio::error::operation_aborted);
    co_return !running_;
}

} // namespace borealis::replication::local
