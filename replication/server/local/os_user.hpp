// The operating system user that servers run as. PostgreSQL refuses to run as root, so root lends its servers
// another.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>

namespace borealis::replication::local {

struct os_user {
    uid_t uid = 0;
    gid_t gid = 0;
    std::string name;
};

/// `postgres`, else `nobody`, where this process is root; nothing otherwise: servers run as this process's
/// own user. Throws server_error where root finds neither.
std::optional<os_user> server_user();

/// Throws server_error(io_error), naming the directory at fault, where `user` can't enter `path` or one above
/// it.
void require_reachable(const std::filesystem::path& path, const os_user& user);

} // namespace borealis::replication::local
