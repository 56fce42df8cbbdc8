// Names on disk; see the header for the layout.
#include "replication/server/local/server_directory.hpp"

#include "replication/server/local/directory_tree.hpp"
#include "replication/server/server_failures.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <set>

namespace borealis::replication::local {
namespace {

constexpr std::size_t longest_socket_path = 107;
constexpr std::string_view shared_sockets = ".s"; // no server id: it has a '.'
constexpr std::string_view longest_socket_name = "/.s.PGSQL.65535";

bool is_id_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

} // namespace

std::string short_digest(std::string_view text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    if (EVP_Digest(text.data(), text.size(), digest.data(), nullptr, EVP_sha256(), nullptr) != 1)
        throw server_error(server_failure::io_error, "SHA-256 is not available");
    std::string hex;
    for (std::size_t i = 0; i < 8; ++i)
        hex += fmt::format("{:02x}", digest[i]);
    return hex;
}

std::filesystem::path socket_directory(const std::filesystem::path& server_root) {
    const auto digest = short_digest(server_root.native());
    for (auto candidate : {server_root / "s", server_root.parent_path() / shared_sockets / digest})
        if (candidate.native().size() + longest_socket_name.size() <= longest_socket_path)
            return candidate;
    return "/tmp/borealis-" + digest;
}

void make_server_directories(const std::filesystem::path& root, const std::optional<os_user>& owner) {
    make_directory(root, 0700, owner);
    make_directory(root / "log", 0700, owner);
    const auto sockets = socket_directory(root);
    if (sockets.parent_path().filename() == shared_sockets)
        make_directory(sockets.parent_path(), owner ? 0711 : 0700, std::nullopt);
    make_directory(sockets, 0700, owner);
}

void require_server_id(std::string_view id) {
    if (id.empty() || id.size() > 128 || !std::all_of(id.begin(), id.end(), is_id_character))
        throw server_error(server_failure::io_error, fmt::format("\"{}\" is no server id", id));
}

std::vector<std::string> server_ids(const std::filesystem::path& directory) {
    std::set<std::string> ids;
    std::error_code error;
    for (std::filesystem::directory_iterator entry(directory, error);
         !error && entry != std::filesystem::directory_iterator();
         entry.increment(error)) {
        auto name = entry->path().filename().string();
        for (const auto suffix : {incoming_suffix, doomed_suffix})
            if (name.ends_with(suffix))
                name.resize(name.size() - suffix.size());
        if (!name.empty() && std::all_of(name.begin(), name.end(), is_id_character) &&
            entry->is_directory(error))
            ids.insert(std::move(name));
    }
    if (error && error != std::errc::no_such_file_or_directory)
        throw_errno(error.value(), "read", directory);
    return {ids.begin(), ids.end()};
}

} // namespace borealis::replication::local
