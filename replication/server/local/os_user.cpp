// Looks up the unprivileged user in the password database and checks directory permissions on its behalf.
#include "replication/server/local/os_user.hpp"

#include "replication/server/server_failures.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

namespace borealis::replication::local {
namespace {

std::optional<os_user> find_user(const char* name) {
    std::array<char, 4096> buffer{};
    passwd entry{};
    passwd* found = nullptr;
    if (getpwnam_r(name, &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr)
        return std::nullopt;
    return os_user{entry.pw_uid, entry.pw_gid, name};
}

bool may_enter(const struct stat& directory, const os_user& user) {
    if (directory.st_uid == user.uid)
        return (directory.st_mode & S_IXUSR) != 0;
    if (directory.st_gid == user.gid)
        return (directory.st_mode & S_IXGRP) != 0;
    return (directory.st_mode & S_IXOTH) != 0;
}

} // namespace

std::optional<os_user> server_user() {
    if (geteuid() != 0)
        return std::nullopt;
    for (const char* name : {"postgres", "nobody"})
        if (auto user = find_user(name); user && user->uid != 0)
            return user;
    throw server_error(
        server_failure::io_error,
        "PostgreSQL can't run as root, and there is no user \"postgres\" or \"nobody\""
    );
}

void require_reachable(const std::filesystem::path& path, const os_user& user) {
    std::filesystem::path walked;
    for (const auto& part : std::filesystem::absolute(path).lexically_normal()) {
        walked /= part;
        struct stat status {};
        if (stat(walked.c_str(), &status) != 0)
            throw_errno(errno, "look up", walked);
        if (S_ISDIR(status.st_mode) && !may_enter(status, user))
            throw server_error(
                server_failure::io_error,
                fmt::format(
                    "servers run as user \"{}\", who can't enter {}: choose a directory elsewhere than {}",
                    user.name,
                    walked.string(),
                    path.string()
                )
            );
    }
}

} // namespace borealis::replication::local
