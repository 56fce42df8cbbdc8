// What postmaster.pid says, and whether it is true. Source: PostgreSQL's src/include/utils/pidfile.h.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace borealis::replication::local {

struct postmaster_file {
    pid_t pid = 0;
    std::int64_t started = 0; // seconds since 1970
    std::uint16_t port = 0;   // 0: not written yet
    std::string status;       // starting, stopping, ready, standby; empty: not written yet

    /// Differs between any two postmasters of a data directory.
    std::uint64_t incarnation() const noexcept {
        return (static_cast<std::uint64_t>(started) << 22U) + static_cast<std::uint64_t>(pid);
    }
};

/// Nothing where the text has no process id.
std::optional<postmaster_file> parse_postmaster_file(std::string_view text);

/// The postmaster that runs on this data directory now; nothing where none does, whatever postmaster.pid
/// says.
std::optional<postmaster_file> live_postmaster(const std::filesystem::path& data);

/// Every postgres process of this data directory: a postmaster and its children, also ones that outlived it.
std::vector<pid_t> processes_in(const std::filesystem::path& data);

} // namespace borealis::replication::local
