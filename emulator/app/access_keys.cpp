// The access keys that `--auth verify` accepts.
#include "emulator/app/access_keys.hpp"

#include <fmt/format.h>

#include <sys/stat.h>

#include <cerrno>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <system_error>

namespace borealis::emulator {

access_key_map parse_access_keys(std::string_view text) {
    access_key_map keys;
    std::istringstream lines{std::string(text)};
    std::string line;
    for (int number = 1; std::getline(lines, line); ++number) {
        std::istringstream words(line);
        std::string key;
        std::string secret;
        std::string rest;
        words >> key >> secret >> rest;
        if (key.empty() || key.starts_with('#'))
            continue;
        if (secret.empty() || !rest.empty())
            throw std::runtime_error(
                fmt::format("access keys, line {}: not an access key and its secret", number)
            );
        if (!keys.emplace(std::move(key), std::move(secret)).second)
            throw std::runtime_error(
                fmt::format("access keys, line {}: this access key has come before", number)
            );
    }
    return keys;
}

access_key_map read_access_keys(const std::filesystem::path& file) {
    struct stat facts {};
    if (::stat(file.c_str(), &facts) != 0)
        throw std::system_error(
            errno, std::generic_category(), "cannot read the access keys in " + file.string()
        );
    if ((facts.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        throw std::runtime_error(
            fmt::format("{} holds secrets, but others may use it: chmod 600 it", file.string())
        );
    std::ifstream in(file);
    std::ostringstream text;
    text << in.rdbuf();
    if (!in)
        throw std::runtime_error("cannot read the access keys in " + file.string());
    return parse_access_keys(text.str());
}

} // namespace borealis::emulator
