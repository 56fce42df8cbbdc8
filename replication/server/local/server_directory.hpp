// Where everything of one server lies on disk:
//   <id>/data            PGDATA
//   <id>/log/postgresql.log
//   <id>/s               its unix socket; where that path would be too long: .s/<digest> beside <id>, else in
//   /tmp <id>/server.json     server_record
// <id>.incoming is one being made, <id>.doomed one being removed; only a rename makes either of them.
#pragma once

#include "replication/server/local/os_user.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace borealis::replication::local {

inline constexpr std::string_view incoming_suffix = ".incoming";
inline constexpr std::string_view doomed_suffix = ".doomed";

struct server_directory {
    std::filesystem::path root;

    std::filesystem::path data() const { return root / "data"; }
    std::filesystem::path log_directory() const { return root / "log"; }
    std::filesystem::path log() const { return root / "log" / "postgresql.log"; }
    std::filesystem::path record() const { return root / "server.json"; }
    std::filesystem::path standby_signal() const { return data() / "standby.signal"; }
};

/// Where the server with this directory keeps its socket: fixed by the path alone, so that every host finds
/// it again. A socket's path has at most 107 bytes (unix(7)).
std::filesystem::path socket_directory(const std::filesystem::path& server_root);

/// Makes root, log and socket directories, 0700, owned by the servers' user. Throws server_error, also where
/// somebody else owns the socket directory.
void make_server_directories(const std::filesystem::path& root, const std::optional<os_user>& owner);

/// Letters, digits, '-' and '_'. Throws server_error(io_error) otherwise.
void require_server_id(std::string_view id);

/// Ids of all servers in this directory, also of half made and half removed ones; sorted.
std::vector<std::string> server_ids(const std::filesystem::path& directory);

/// 16 hexadecimal digits of SHA-256.
std::string short_digest(std::string_view text);

} // namespace borealis::replication::local
