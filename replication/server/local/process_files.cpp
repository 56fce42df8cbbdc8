// Reading of /proc.
#include "replication/server/local/process_files.hpp"

#include "replication/server/local/child_process.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>

namespace borealis::replication::local {

namespace {

/// Takes the next number off the text; nothing where there is none.
std::optional<std::uint64_t> take_number(std::string_view& text) {
    const auto begin = text.find_first_not_of(" \t\n");
    if (begin == std::string_view::npos)
        return std::nullopt;
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data() + begin, text.data() + text.size(), value);
    if (error != std::errc())
        return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return value;
}

void skip_words(std::string_view& text, int words) {
    for (; words > 0; --words) {
        text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
        text.remove_prefix(std::min(text.find(' '), text.size()));
    }
}

} // namespace

std::optional<std::string> read_proc(const std::string& path) {
    const unique_fd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd)
        return std::nullopt;
    std::string text;
    std::array<char, 4096> buffer;
    for (;;) {
        const auto got = read(fd.get(), buffer.data(), buffer.size());
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return std::nullopt;
        if (got == 0)
            return text;
        text.append(buffer.data(), static_cast<std::size_t>(got));
    }
}

std::optional<cpu_ticks> parse_stat(std::string_view text) {
    const auto name_end = text.rfind(')'); // the name itself may hold spaces and parentheses
    if (name_end == std::string_view::npos)
        return std::nullopt;
    text.remove_prefix(name_end + 1);
    skip_words(text, 11); // state to cmajflt
    const auto user = take_number(text);
    const auto system = take_number(text);
    const auto children_user = take_number(text);
    const auto children_system = take_number(text);
    if (!user || !system || !children_user || !children_system)
        return std::nullopt;
    return cpu_ticks{*user + *system, *children_user + *children_system};
}

std::optional<resident_bytes> parse_statm(std::string_view text, std::uint64_t page_size) {
    skip_words(text, 1);
    const auto total = take_number(text);
    const auto shared = take_number(text);
    if (!total || !shared)
        return std::nullopt;
    return resident_bytes{*total * page_size, *shared * page_size};
}

std::optional<io_counters> parse_io(std::string_view text) {
    const auto read_bytes = labelled_number(text, "read_bytes");
    const auto write_bytes = labelled_number(text, "write_bytes");
    const auto read_calls = labelled_number(text, "syscr");
    const auto write_calls = labelled_number(text, "syscw");
    if (!read_bytes || !write_bytes || !read_calls || !write_calls)
        return std::nullopt;
    return io_counters{*read_bytes, *write_bytes, *read_calls, *write_calls};
}

std::optional<std::uint64_t> labelled_number(std::string_view text, std::string_view name) {
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        if (line.size() > name.size() && line.starts_with(name) && line[name.size()] == ':') {
            auto rest = line.substr(name.size() + 1);
            return take_number(rest);
        }
    }
    return std::nullopt;
}

std::vector<pid_t> parse_children(std::string_view text) {
    std::vector<pid_t> children;
    while (const auto pid = take_number(text))
        children.push_back(static_cast<pid_t>(*pid));
    return children;
}

} // namespace borealis::replication::local
