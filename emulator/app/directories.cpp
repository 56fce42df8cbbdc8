// Where data and caches are kept.
#include "emulator/app/directories.hpp"

#include <unistd.h>

#include <cstdlib>
#include <stdexcept>

namespace borealis::emulator {

namespace {

std::filesystem::path user_directory(const char* variable, const char* below_home) {
    // The specification says to ignore relative paths.
    if (const char* base = std::getenv(variable);
        base != nullptr && std::filesystem::path(base).is_absolute())
        return std::filesystem::path(base) / "borealis";
    if (const char* home = std::getenv("HOME"); home != nullptr && *home != '\0')
        return std::filesystem::path(home) / below_home / "borealis";
    throw std::runtime_error(
        "there is no HOME to keep data under: name directories with --data-dir and --cache-dir"
    );
}

} // namespace

std::filesystem::path default_data_directory() {
    return ::geteuid() == 0 ? "/var/lib/borealis" : user_directory("XDG_STATE_HOME", ".local/state");
}

std::filesystem::path default_cache_directory() {
    return ::geteuid() == 0 ? "/var/cache/borealis" : user_directory("XDG_CACHE_HOME", ".cache");
}

} // namespace borealis::emulator
