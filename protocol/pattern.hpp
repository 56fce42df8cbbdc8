// Matching of the model's patterns without backtracking: time and memory grow with text times pattern,
// whatever a client sends. (std::regex recurses once per character and can exhaust the stack.)
#pragma once

#include <string_view>

namespace borealis::protocol {

/// Whether all of `text` matches. Knows literals, '.', classes, \d \w \s, \xHH, groups, '|', '*', '+', '?'
/// and {m,n}; what is beyond that never gets into the model (see import_model.py). Works on bytes. Throws
/// std::invalid_argument for another pattern.
bool matches_pattern(std::string_view text, std::string_view pattern);

} // namespace borealis::protocol
