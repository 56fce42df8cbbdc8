// Readiness is postmaster.pid's status line and then one login; signals are those of PostgreSQL
// documentation, section 19.5 "Shutting Down the Server".
#include "replication/server/local/postmaster.hpp"

#include "replication/server/local/child_process.hpp"
#include "replication/server/local/directory_tree.hpp"
#include "replication/server/server_failures.hpp"

#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace borealis::replication::local {
namespace {

using namespace std::chrono_literals;

constexpr auto status_period = 2ms;
constexpr auto immediate_stop_limit = 6s; // the postmaster itself kills its children after 5
constexpr auto kill_limit = 5s;
constexpr std::size_t quoted_log = 2000;

awaitable<void> pause(std::chrono::milliseconds duration) {
    asio::steady_timer timer(co_await asio::this_coro::executor, duration);
    co_await timer.async_wait(asio::use_awaitable);
}

unique_fd open_log(const std::filesystem::path& log, const std::optional<os_user>& user) {
    unique_fd fd(open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!fd)
        throw_errno(errno, "open", log);
    if (user && fchown(fd.get(), user->uid, user->gid) != 0)
        throw_errno(errno, "change the owner of", log);
    return fd;
}

} // namespace

postmaster::postmaster(
    asio::io_context& loop,
    std::filesystem::path data,
    std::filesystem::path log,
    std::function<void()> on_unexpected_exit
)
    : loop_(loop), data_(std::move(data)), log_(std::move(log)),
      on_unexpected_exit_(std::move(on_unexpected_exit)) {}

void postmaster::watch(pid_t pid) {
    accepted_logins_ = false;
    stopping_ = false;
    watch_ = process_watch::open(loop_, pid, [this] { ended(); });
}

void postmaster::ended() {
    const bool unexpected = accepted_logins_ && !stopping_;
    accepted_logins_ = false;
    if (unexpected && on_unexpected_exit_)
        on_unexpected_exit_();
}

bool postmaster::adopt() {
    if (running())
        return true;
    const auto live = live_postmaster(data_);
    if (!live)
        return false;
    std::error_code missing;
    const auto size = std::filesystem::file_size(log_, missing);
    log_start_ = missing ? 0 : size; // what clients did before is none of our messages
    watch(live->pid);
    return running();
}

void postmaster::launch(
    const std::filesystem::path& program, const std::optional<os_user>& user, int death_signal
) {
    const auto log = open_log(log_, user);
    struct stat status {};
    fstat(log.get(), &status);
    log_start_ = static_cast<std::uint64_t>(status.st_size);
    child_command command;
    command.program = program;
    command.arguments = {"-D", data_.string()};
    command.working_directory = data_;
    command.user = user;
    command.output = log.get();
    command.death_signal = death_signal;
    watch(spawn(command));
}

void postmaster::note(const std::string& text, const std::optional<os_user>& user) const {
    const auto line = "NOTE:  " + text + "\n";
    const auto log = open_log(log_, user);
    if (write(log.get(), line.data(), line.size()) < 0)
        throw_errno(errno, "write", log_);
}

void postmaster::throw_start_failure() const {
    const auto said = read_file_end(log_, quoted_log, log_start_);
    throw server_error(
        classify_messages(said, server_failure::start_failed),
        fmt::format("the server ended while starting: {}", said.empty() ? "it left no message" : said)
    );
}

awaitable<void> postmaster::await_ready_line(deadline until) {
    for (;;) {
        const auto text = read_file(data_ / "postmaster.pid");
        const auto file = text ? parse_postmaster_file(*text) : std::nullopt;
        if (file && file->pid == watch_->pid() && file->status == "ready")
            co_return;
        if (std::chrono::steady_clock::now() >= until)
            throw server_error(
                server_failure::timed_out,
                fmt::format(
                    "the server does not accept logins yet: {}", read_file_end(log_, quoted_log, log_start_)
                )
            );
        if (co_await watch_->exited_within(status_period))
            throw_start_failure();
    }
}

awaitable<void> postmaster::ready(pg::connect_options access, deadline until) {
    for (;;) {
        if (!running())
            throw_start_failure();
        co_await await_ready_line(until);
        auto attempt = access;
        if (co_await try_login(std::move(attempt), std::max(time_left(until), 1ms)) == login::accepted)
            break;
        co_await pause(status_period);
    }
    if (!running())
        throw_start_failure();
    accepted_logins_ = true;
}

awaitable<void> postmaster::stop(stop_mode mode, std::chrono::milliseconds timeout) {
    if (!adopt())
        co_return;
    stopping_ = true;
    const auto watched = watch_;
    watched->signal(mode == stop_mode::fast ? SIGINT : SIGQUIT);
    if (co_await watched->exited_within(timeout))
        co_return;
    watched->signal(SIGQUIT);
    if (mode == stop_mode::fast && co_await watched->exited_within(immediate_stop_limit))
        co_return;
    watched->signal(SIGKILL);
    if (!co_await watched->exited_within(kill_limit))
        throw server_error(server_failure::timed_out, "the server does not end, not even by force");
    co_await clear_leftovers(std::chrono::steady_clock::now() + kill_limit);
}

void postmaster::abandon() noexcept {
    if (!running())
        return;
    watch_->signal(SIGQUIT);
    watch_->keep_until_exit();
}

awaitable<void> postmaster::clear_leftovers(deadline until) {
    for (auto left = processes_in(data_); !left.empty(); left = processes_in(data_)) {
        if (std::chrono::steady_clock::now() >= until)
            throw server_error(
                server_failure::timed_out,
                fmt::format("process {} of a dead server does not end", left.front())
            );
        for (const auto pid : left)
            kill(pid, SIGKILL);
        co_await pause(status_period);
    }
    remove_tree(data_ / "postmaster.pid");
}

void postmaster::reload() {
    if (adopt())
        watch_->signal(SIGHUP);
}

} // namespace borealis::replication::local
