// Blocking work on directories: copying sparsely, measuring, removing, and writing files whole. Long ones
// belong on a worker thread.
#pragma once

#include "replication/server/local/os_user.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace borealis::replication::local {

/// Makes the directory with exactly this mode and owner, whatever the umask; keeps one that is there already
/// and is ours or the owner's. Throws server_error.
void make_directory(const std::filesystem::path& path, mode_t mode, const std::optional<os_user>& owner);

/// A copy of regular files and directories that shares blocks where the file system can and keeps holes.
/// Throws server_error.
void copy_tree(
    const std::filesystem::path& from, const std::filesystem::path& to, const std::optional<os_user>& owner
);

/// Gives blocks of zeros back to the file system; where it can't, they stay.
void punch_zeros(const std::filesystem::path& file);

/// Removes a file or a directory with everything in it; no-op where there is none. Throws server_error.
void remove_tree(const std::filesystem::path& path);

/// Replaces the file at once (by rename), mode 0600. Throws server_error.
void write_file(
    const std::filesystem::path& path, std::string_view text, const std::optional<os_user>& owner
);

/// Nothing where there is none. Throws server_error.
std::optional<std::string> read_file(const std::filesystem::path& path);

/// The last bytes of a file, whole lines; empty where there is none.
std::string
read_file_end(const std::filesystem::path& path, std::size_t max_bytes, std::uint64_t not_before = 0);

/// Sum of file sizes. Files that vanish meanwhile don't count. `except` names one subdirectory of `path` to
/// leave out.
std::uint64_t tree_bytes(const std::filesystem::path& path, std::string_view except = {});

/// Returns once everything written to the file system of `path` is on disk. Throws server_error.
void flush_file_system(const std::filesystem::path& path);

/// Free for unprivileged users on the file system of `path`. Throws server_error.
std::uint64_t free_bytes(const std::filesystem::path& path);

} // namespace borealis::replication::local
