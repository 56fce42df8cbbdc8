// The tree repeats absolute paths below its root (<tree>/usr/lib/postgresql/15/bin/postgres), so that every
// relative path that postgres computes from its own place stays as it was compiled.
#include "replication/server/local/install_tree.hpp"

#include "replication/server/local/directory_tree.hpp"
#include "replication/server/local/program_output.hpp"
#include "replication/server/local/server_directory.hpp"
#include "replication/server/server_failures.hpp"

#include <fmt/format.h>

#include <optional>
#include <pthread.h>
#include <set>
#include <sstream>
#include <sys/stat.h>
#include <unistd.h>

namespace borealis::replication::local {
namespace fs = std::filesystem;
namespace {

struct layout {
    fs::path share, libraries, locale;
};

void link_entries(const fs::path& from, const fs::path& to, const std::set<std::string>& except) {
    for (const auto& entry : fs::directory_iterator(from))
        if (!except.contains(entry.path().filename().string()))
            fs::create_symlink(entry.path(), to / entry.path().filename());
}

void link_directory(const fs::path& root, const fs::path& directory) {
    const auto place = root / directory.relative_path();
    if (fs::exists(fs::symlink_status(place)))
        return; // within a directory that is mirrored entry by entry
    fs::create_directories(place.parent_path());
    fs::create_directory_symlink(directory, place);
}

// The same inode where hard links are possible; never change mode or owner of it.
void place_program(const fs::path& from, const fs::path& to) {
    std::error_code refused;
    fs::create_hard_link(from, to, refused);
    if (refused) {
        fs::copy_file(from, to);
        fs::permissions(to, fs::perms(0755));
    }
}

void write_control(const fs::path& from, const fs::path& to) {
    const auto text = read_file(from);
    if (!text)
        return; // not installed: nothing to trust
    write_file(to, trusting_control(*text), std::nullopt);
    fs::permissions(to, fs::perms(0644));
}

void fill(
    const fs::path& root,
    const installation& installed,
    const layout& parts,
    const std::vector<std::string>& extensions
) {
    const auto bin = root / installed.bin.relative_path();
    const auto share = root / parts.share.relative_path();
    fs::create_directories(bin);
    fs::create_directories(share / "extension");
    place_program(installed.bin / "postgres", bin / "postgres");
    link_entries(installed.bin, bin, {"postgres"});
    link_entries(parts.share, share, {"extension"});
    std::set<std::string> controls;
    for (const auto& name : extensions)
        controls.insert(name + ".control");
    link_entries(parts.share / "extension", share / "extension", controls);
    for (const auto& control : controls)
        write_control(parts.share / "extension" / control, share / "extension" / control);
    link_directory(root, parts.libraries);
    link_directory(root, parts.locale);
}

std::optional<layout> ask_layout(const fs::path& bin) {
    if (access((bin / "pg_config").c_str(), X_OK) != 0)
        return std::nullopt;
    std::istringstream lines(program_output(bin / "pg_config", {"--sharedir", "--pkglibdir", "--localedir"}));
    std::string share, libraries, locale;
    std::getline(lines, share);
    std::getline(lines, libraries);
    std::getline(lines, locale);
    if (!share.starts_with('/') || !libraries.starts_with('/') || !locale.starts_with('/'))
        return std::nullopt;
    return layout{share, libraries, locale};
}

// Directories of the tree are for everybody to enter, whatever our umask.
void open_up(const fs::path& root) {
    fs::permissions(root, fs::perms(0755));
    for (const auto& entry : fs::recursive_directory_iterator(root))
        if (entry.is_directory() && !entry.is_symlink())
            fs::permissions(entry.path(), fs::perms(0755));
}

// Made beside and renamed, so that nobody ever sees half a tree; whoever comes second finds it made.
void make_tree(
    const fs::path& tree,
    const installation& installed,
    const layout& parts,
    const std::vector<std::string>& extensions
) {
    auto incoming = tree;
    incoming += fmt::format(".{}.{}", getpid(), pthread_self());
    remove_tree(incoming);
    fill(incoming, installed, parts, extensions);
    open_up(incoming);
    std::error_code refused;
    fs::rename(incoming, tree, refused);
    if (refused) {
        remove_tree(incoming);
        if (!fs::exists(tree))
            throw_errno(refused.value(), "create", tree);
    }
}

// Extensions, and the very files that the tree is made from: an upgrade of the package makes a new tree.
std::string tree_name(const installation& installed, const std::vector<std::string>& extensions) {
    struct stat status {};
    const auto postgres = installed.bin / "postgres";
    if (stat(postgres.c_str(), &status) != 0)
        throw server_error(server_failure::binary_missing, fmt::format("{} is missing", postgres.string()));
    auto text = fmt::format(
        "{} {} {} {}", postgres.string(), status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec
    );
    for (const auto& name : extensions)
        text += " " + name;
    return installed.version.text + "-" + short_digest(text);
}

server_program program_of_tree(
    const installation& installed, const std::vector<std::string>& extensions, const fs::path& cache
) {
    const auto tree = cache / tree_name(installed, extensions);
    const auto program = tree / installed.bin.relative_path() / "postgres";
    if (!fs::exists(program)) {
        const auto parts = ask_layout(installed.bin);
        if (!parts)
            return {
                installed.bin / "postgres",
                "non-superusers can't create untrusted extensions: pg_config is missing or not understood "
                "in " +
                    installed.bin.string(),
            };
        make_tree(tree, installed, *parts, extensions);
    }
    return {program, ""};
}

} // namespace

std::string trusting_control(std::string_view control) {
    std::string text;
    while (!control.empty()) {
        const auto end = control.find('\n');
        const auto line = control.substr(0, end);
        const auto word = line.find_first_not_of(" \t");
        const bool says_trust = word != std::string_view::npos && line.substr(word).starts_with("trusted");
        if (!says_trust)
            text.append(line).append("\n");
        control = end == std::string_view::npos ? "" : control.substr(end + 1);
    }
    return text + "trusted = true\n";
}

server_program trusting_program(
    const installation& installed, const std::vector<std::string>& extensions, const fs::path& cache
) {
    if (access((installed.bin / "postgres").c_str(), X_OK) != 0)
        throw server_error(
            server_failure::binary_missing,
            fmt::format("{} is missing", (installed.bin / "postgres").string())
        );
    if (extensions.empty())
        return {installed.bin / "postgres", ""};
    try {
        return program_of_tree(installed, extensions, cache);
    } catch (const fs::filesystem_error& error) {
        throw_errno(error.code().value(), "mirror the installation below", cache);
    }
}

} // namespace borealis::replication::local
