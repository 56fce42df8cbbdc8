// What the host must remember of a server: its configuration files are rendered from this. Kept as JSON
// beside the data.
#pragma once

#include "replication/server/local/os_user.hpp"
#include "replication/server/server_host.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace borealis::replication::local {

struct server_record {
    int major = 0;
    int wal_segment_megabytes = 0;
    std::string superuser;
    std::vector<std::string> trusted_extensions;
    server_settings settings;
    std::optional<upstream_spec> upstream; // of a standby
    std::uint16_t port = 0;                // in use, or last used; 0 before the first start
};

/// Nothing where there is none. Throws server_error(io_error) where it can't be understood.
std::optional<server_record> find_record(const std::filesystem::path& file);

/// Throws server_error(io_error) also where there is none.
server_record load_record(const std::filesystem::path& file);

void save_record(
    const std::filesystem::path& file, const server_record& record, const std::optional<os_user>& owner
);

} // namespace borealis::replication::local
