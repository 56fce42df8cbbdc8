// What Linux tells of a process in /proc, as far as a server's use of its machine is concerned. Source:
// proc(5). The parsers know only text, so that they can be tested without processes.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace borealis::replication::local {

/// A file below /proc; nothing where it does not exist, may not be read, or its process has ended.
std::optional<std::string> read_proc(const std::string& path);

/// Processor time in clock ticks, user and system: of the process, and of the children that it has waited
/// for.
struct cpu_ticks {
    std::uint64_t own = 0;
    std::uint64_t waited_for = 0;
};

/// Of /proc/PID/stat; nothing where the text is none.
std::optional<cpu_ticks> parse_stat(std::string_view text);

struct resident_bytes {
    std::uint64_t total = 0;
    std::uint64_t shared = 0; // with other processes, or files
};

/// Of /proc/PID/statm.
std::optional<resident_bytes> parse_statm(std::string_view text, std::uint64_t page_size);

/// Storage as the process caused it to be read and written, and its calls of read and write. The kernel adds
/// what waited-for children did to their parent.
struct io_counters {
    std::uint64_t read_bytes = 0;
    std::uint64_t write_bytes = 0;
    std::uint64_t read_calls = 0;
    std::uint64_t write_calls = 0;
};

/// Of /proc/PID/io.
std::optional<io_counters> parse_io(std::string_view text);

/// The number behind "name:" in files such as /proc/meminfo and /proc/PID/status; without its unit.
std::optional<std::uint64_t> labelled_number(std::string_view text, std::string_view name);

/// Of /proc/PID/task/PID/children.
std::vector<pid_t> parse_children(std::string_view text);

} // namespace borealis::replication::local
