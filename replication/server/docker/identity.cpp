// Kept in files, made by a link that only one of several can make.
#include "replication/server/docker/identity.hpp"

#include "replication/server/local/directory_tree.hpp"
#include "replication/server/server_failures.hpp"

#include <fmt/format.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <sstream>
#include <unistd.h>

namespace borealis::replication::docker {
namespace {

namespace fs = std::filesystem;

std::string random_hex(std::size_t bytes) {
    std::string raw(bytes, '\0');
    if (RAND_bytes(reinterpret_cast<unsigned char*>(raw.data()), static_cast<int>(bytes)) != 1)
        throw server_error(server_failure::io_error, "there are no random numbers");
    std::string hex;
    for (const char byte : raw)
        hex += fmt::format("{:02x}", static_cast<unsigned char>(byte));
    return hex;
}

std::string kept(const fs::path& file, std::size_t bytes) {
    if (auto text = local::read_file(file); text && !text->empty())
        return *text;
    auto made = file;
    made += "." + random_hex(4);
    local::write_file(made, random_hex(bytes), std::nullopt);
    const int failed = link(made.c_str(), file.c_str()) == 0 ? 0 : errno;
    local::remove_tree(made);
    if (failed != 0 && failed != EEXIST)
        throw_errno(failed, "create", file);
    return local::read_file(file).value_or("");
}

} // namespace

std::string kept_emulator_id(const fs::path& file) {
    return kept(file, 6);
}

std::string kept_password(const fs::path& file) {
    return kept(file, 24);
}

std::string machine_name() {
    std::array<char, 256> name{};
    gethostname(name.data(), name.size() - 1);
    return name.data();
}

labels marks_of(const docker_host_options& options, const std::string& emulator) {
    return {
        {label::emulator, emulator},
        {label::directory, options.directory.string()},
        {label::machine, machine_name()},
        {label::ephemeral, options.ephemeral ? "true" : "false"},
        {label::boot, random_hex(6)},
    };
}

std::string container_in_mountinfo(std::string_view mountinfo) {
    constexpr std::string_view before = "/containers/";
    // Mounted in its place: an engine in the same namespace has hostnames of others mounted elsewhere for
    // moments.
    constexpr std::string_view after = "/hostname /etc/hostname ";
    constexpr std::size_t id_size = 64;
    for (auto at = mountinfo.find(before); at != std::string_view::npos;
         at = mountinfo.find(before, at + 1)) {
        const auto id = mountinfo.substr(at + before.size(), id_size);
        const auto rest = mountinfo.substr(std::min(at + before.size() + id_size, mountinfo.size()));
        const bool hex = std::all_of(id.begin(), id.end(), [](char c) {
            return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
        });
        if (id.size() == id_size && hex && rest.starts_with(after))
            return std::string(id);
    }
    return "";
}

std::string own_container_id() {
    std::ifstream file("/proc/self/mountinfo");
    std::ostringstream text;
    text << file.rdbuf();
    return container_in_mountinfo(text.str());
}

} // namespace borealis::replication::docker
