// The tree of an expression, and how it is read from text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace borealis::emulator::math {

struct expression {
    enum class kind : unsigned char {
        number,
        text,      // 'Average'
        keyword,   // REPEAT
        reference, // m1
        array,     // [m1, m2]
        negation,  // -m1
        operation, // m1 + m2
        call,      // AVG(m1)
    };

    kind what = kind::number;
    double number = 0;
    std::string text; // the name, the operator or the text itself
    std::vector<expression> operands;
};

/// Throws expression_error for what is no expression, or one nested deeper than anybody writes.
/// Binding, from weak to strong: OR, AND, comparisons, + and -, * and /, unary -, ^ (which groups to the
/// right).
expression parse_expression(std::string_view text);

/// The ids that an expression refers to, in the order of their appearance.
std::vector<std::string> references_of(const expression& of);

/// Whether a function is called anywhere in the expression.
bool calls(const expression& of, std::string_view function);

} // namespace borealis::emulator::math
