// Starting a program: fork and exec with everything that a server needs set in between. Boost.Process can
// change neither user nor parent-death signal.
#pragma once

#include "replication/server/local/os_user.hpp"

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace borealis::replication::local {

/// Owns a file descriptor.
class unique_fd {
  public:
    explicit unique_fd(int fd = -1) noexcept : fd_(fd) {}
    unique_fd(unique_fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    unique_fd& operator=(unique_fd&& other) noexcept {
        std::swap(fd_, other.fd_);
        return *this;
    }
    ~unique_fd();
    int get() const noexcept { return fd_; }
    int release() noexcept { return std::exchange(fd_, -1); }
    explicit operator bool() const noexcept { return fd_ >= 0; }

  private:
    int fd_;
};

struct child_command {
    std::filesystem::path program;
    std::vector<std::string> arguments; // without the program's own name
    std::filesystem::path working_directory = "/";
    std::optional<os_user> user; // nothing: ours
    int output = -1;             // descriptor for standard output and error; -1: /dev/null
    int death_signal = 0;        // sent to it when the thread that called spawn ends; 0: it outlives us
};

/// Starts the program as leader of a session and process group of its own, with a minimal environment, and
/// returns once it runs. Throws server_error: binary_missing where there is no such program, else io_error.
pid_t spawn(const child_command& command);

} // namespace borealis::replication::local
