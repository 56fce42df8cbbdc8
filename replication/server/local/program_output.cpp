// A pipe read with a deadline; a program that hangs is killed.
#include "replication/server/local/program_output.hpp"

#include "replication/server/local/child_process.hpp"
#include "replication/server/server_failures.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

namespace borealis::replication::local {
namespace {

using clock = std::chrono::steady_clock;

std::string read_until_end(int fd, clock::time_point deadline) {
    std::string text;
    std::array<char, 512> buffer;
    for (;;) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - clock::now());
        pollfd waiting{fd, POLLIN, 0};
        if (left.count() <= 0 || poll(&waiting, 1, static_cast<int>(left.count())) <= 0)
            return text;
        const auto got = read(fd, buffer.data(), buffer.size());
        if (got <= 0)
            return text;
        text.append(buffer.data(), static_cast<std::size_t>(got));
    }
}

} // namespace

std::string program_output(const std::filesystem::path& program, const std::vector<std::string>& arguments) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        throw_errno(errno, "start", program);
    const unique_fd read_end(ends[0]);
    unique_fd write_end(ends[1]);
    child_command command;
    command.program = program;
    command.arguments = arguments;
    command.output = write_end.get();
    command.death_signal = SIGKILL;
    const pid_t pid = spawn(command);
    write_end = unique_fd();
    auto text = read_until_end(read_end.get(), clock::now() + std::chrono::seconds(5));
    kill(pid, SIGKILL); // it has closed its output: it is ending, or hangs
    waitpid(pid, nullptr, 0);
    return text;
}

} // namespace borealis::replication::local
