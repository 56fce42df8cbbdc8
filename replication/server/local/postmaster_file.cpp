// A process id in a file may be stale or reused; a postgres whose working directory is the data directory is
// the one.
#include "replication/server/local/postmaster_file.hpp"

#include "replication/server/local/directory_tree.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>

namespace borealis::replication::local {
namespace fs = std::filesystem;
namespace {

bool works_in(pid_t pid, const fs::path& data) {
    std::error_code error;
    if (fs::read_symlink(fmt::format("/proc/{}/cwd", pid), error) != data || error)
        return false;
    const auto program = fs::read_symlink(fmt::format("/proc/{}/exe", pid), error); // may end in " (deleted)"
    return !error && program.filename().native().starts_with("postgres");
}

template <typename Number>
Number number(std::string_view text) {
    Number value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

} // namespace

std::optional<postmaster_file> parse_postmaster_file(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const auto end = text.find('\n');
        lines.push_back(text.substr(0, end));
        text = end == std::string_view::npos ? "" : text.substr(end + 1);
    }
    lines.resize(8);
    postmaster_file file;
    file.pid = number<pid_t>(lines[0]);
    if (file.pid <= 0)
        return std::nullopt;
    file.started = number<std::int64_t>(lines[2]);
    file.port = number<std::uint16_t>(lines[3]);
    file.status = lines[7].substr(0, lines[7].find(' ')); // padded
    return file;
}

std::optional<postmaster_file> live_postmaster(const fs::path& data) {
    const auto text = read_file(data / "postmaster.pid");
    if (!text)
        return std::nullopt;
    auto file = parse_postmaster_file(*text);
    if (!file || !works_in(file->pid, data))
        return std::nullopt;
    return file;
}

std::vector<pid_t> processes_in(const fs::path& data) {
    std::vector<pid_t> found;
    std::error_code error;
    for (fs::directory_iterator entry("/proc", error); !error && entry != fs::directory_iterator();
         entry.increment(error)) {
        const auto pid = number<pid_t>(entry->path().filename().native());
        if (pid > 0 && works_in(pid, data))
            found.push_back(pid);
    }
    return found;
}

} // namespace borealis::replication::local
