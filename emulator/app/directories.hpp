// Where data and caches are kept unless the command line says otherwise. Source: XDG Base Directory
// Specification.
#pragma once

#include <filesystem>

namespace borealis::emulator {

/// /var/lib/borealis for root, else borealis under $XDG_STATE_HOME (~/.local/state). Throws
/// std::runtime_error where the environment names neither that nor a home.
std::filesystem::path default_data_directory();

/// /var/cache/borealis for root, else borealis under $XDG_CACHE_HOME (~/.cache).
std::filesystem::path default_cache_directory();

} // namespace borealis::emulator
