// The words of an expression.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace borealis::emulator::math {

struct token {
    enum class kind : unsigned char { number, text, name, sign, end };

    kind what = kind::end;
    double number = 0;
    std::string text; // of a text: what is between its quotes
};

/// Ends with a token of kind `end`. Throws expression_error for characters that no expression has.
std::vector<token> split_expression(std::string_view text);

} // namespace borealis::emulator::math
