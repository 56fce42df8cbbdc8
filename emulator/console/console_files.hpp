// The console's static files, as embed_files.py puts them into the program.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace borealis::emulator {

struct console_file {
    std::string_view path; // below /console/
    std::string_view content_type;
    std::string_view entity_tag; // quoted
    bool lasting;                // its name changes with its content
    std::string_view gzipped;
    std::size_t size; // when inflated
};

std::span<const console_file> console_files();

} // namespace borealis::emulator
