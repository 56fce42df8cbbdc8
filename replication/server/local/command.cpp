// Output goes to an anonymous file (memfd_create(2)), so that nobody has to read a pipe while the command
// runs.
#include "replication/server/local/command.hpp"

#include "replication/server/server_failures.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <csignal>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace borealis::replication::local {
namespace {

constexpr off_t kept_output = 4096;

} // namespace

running_command::running_command(asio::io_context& loop, child_command command)
    : output_(memfd_create("command-output", MFD_CLOEXEC)) {
    if (!output_)
        throw_errno(errno, "start", command.program);
    command.output = output_.get();
    command.death_signal = SIGKILL;
    watch_ = process_watch::open(loop, spawn(command));
}

running_command::~running_command() {
    if (!watch_->running())
        return;
    kill(-watch_->pid(), SIGKILL); // its process group: not reaped yet, so the id is still its own
    watch_->keep_until_exit();
}

bool running_command::succeeded() const noexcept {
    const auto status = watch_->wait_status();
    return status && WIFEXITED(*status) && WEXITSTATUS(*status) == 0;
}

std::string running_command::output() const {
    struct stat status {};
    fstat(output_.get(), &status);
    const auto from = std::max<off_t>(0, status.st_size - kept_output);
    std::string text(static_cast<std::size_t>(status.st_size - from), '\0');
    const auto got = pread(output_.get(), text.data(), text.size(), from);
    text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    while (!text.empty() && text.back() == '\n')
        text.pop_back();
    return text;
}

void throw_command_failure(const std::string& program, const std::string& output, server_failure otherwise) {
    throw server_error(classify_messages(output, otherwise), fmt::format("{} failed: {}", program, output));
}

awaitable<void> run_command(
    asio::io_context& loop, child_command command, std::chrono::milliseconds timeout, server_failure otherwise
) {
    const auto name = command.program.filename().string();
    running_command running(loop, std::move(command));
    if (!co_await running.exited_within(timeout))
        throw server_error(
            server_failure::timed_out, fmt::format("{} did not end within {} ms", name, timeout.count())
        );
    if (!running.succeeded())
        throw_command_failure(name, running.output(), otherwise);
}

} // namespace borealis::replication::local
