// Files as a tar archive, the form in which the engine takes them into a container and gives them out.
// Source: POSIX.1-2017, "pax", section "ustar Interchange Format".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace borealis::replication::docker {

struct tar_file {
    std::string name; // relative, at most 100 bytes
    std::string content;
    unsigned mode = 0600;
    std::uint32_t uid = 0, gid = 0;
};

/// Throws std::length_error where a name is too long.
std::string tar_archive(const std::vector<tar_file>& files);

/// The content of the first regular file; nothing where there is none, or only a part of it.
std::optional<std::string> first_file_of(std::string_view archive);

} // namespace borealis::replication::docker
