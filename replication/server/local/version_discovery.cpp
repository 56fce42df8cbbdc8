// Finds directories with a postgres program and asks each for its version.
#include "replication/server/local/version_discovery.hpp"

#include "replication/server/local/program_output.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstdlib>
#include <map>
#include <set>
#include <string>
#include <unistd.h>

namespace borealis::replication::local {
namespace fs = std::filesystem;
namespace {

constexpr int oldest_major = 13;

// Parents whose <version>/bin holds a server: Debian, Red Hat (PGDG), Homebrew-like and source installs.
constexpr const char* parents[] = {"/usr/lib/postgresql", "/usr", "/opt/postgresql", "/usr/local"};

void add_listed(std::set<fs::path>& bins, const char* list) {
    std::string_view rest = list != nullptr ? list : "";
    while (!rest.empty()) {
        const auto end = rest.find(':');
        if (const auto part = rest.substr(0, end); !part.empty() && part.front() == '/')
            bins.insert(fs::path(part));
        rest = end == std::string_view::npos ? "" : rest.substr(end + 1);
    }
}

std::set<fs::path> candidates() {
    std::set<fs::path> bins;
    add_listed(bins, std::getenv("BOREALIS_POSTGRES_BINDIRS"));
    add_listed(bins, std::getenv("PATH"));
    for (const char* parent : parents) {
        std::error_code error;
        for (fs::directory_iterator entry(parent, error); !error && entry != fs::directory_iterator();
             entry.increment(error))
            bins.insert(entry->path() / "bin");
    }
    std::set<fs::path> real;
    for (const auto& bin : bins) {
        std::error_code error;
        const auto program = fs::canonical(bin / "postgres", error);
        if (!error && access(program.c_str(), X_OK) == 0)
            real.insert(program.parent_path());
    }
    return real;
}

bool newer(const pg_version& left, const pg_version& right) {
    return left.minor > right.minor;
}

} // namespace

std::optional<pg_version> parse_version(std::string_view text) {
    constexpr std::string_view product = "(PostgreSQL) ";
    const auto at = text.find(product);
    if (at == std::string_view::npos)
        return std::nullopt;
    const char* cursor = text.data() + at + product.size();
    const char* const end = text.data() + text.size();
    pg_version version;
    const auto major = std::from_chars(cursor, end, version.major);
    if (major.ec != std::errc())
        return std::nullopt;
    if (major.ptr != end && *major.ptr == '.')
        std::from_chars(major.ptr + 1, end, version.minor);
    version.text = fmt::format("{}.{}", version.major, version.minor);
    return version;
}

std::vector<installation> discover_installations() {
    std::map<int, installation> newest;
    for (const auto& bin : candidates()) {
        auto version = parse_version(program_output(bin / "postgres", {"--version"}));
        if (!version || version->major < oldest_major)
            continue;
        const auto known = newest.find(version->major);
        if (known == newest.end() || newer(*version, known->second.version))
            newest.insert_or_assign(version->major, installation{*version, bin});
    }
    std::vector<installation> found;
    for (auto& [major, one] : newest)
        found.push_back(std::move(one));
    return found;
}

} // namespace borealis::replication::local
