// Splitting an expression into words.
#include "emulator/cloudwatch/math/tokens.hpp"

#include "emulator/cloudwatch/math/value.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace borealis::emulator::math {

namespace {

constexpr std::array<std::string_view, 20> signs{"==", "!=", "<=", ">=", "&&", "||", "<", ">", "+", "-",
                                                 "*",  "/",  "^",  "(",  ")",  "[",  "]", ",", "{", "}"};

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_';
}

// Takes what matched off the front.
std::string_view take(std::string_view& rest, std::size_t length) {
    const auto taken = rest.substr(0, length);
    rest.remove_prefix(length);
    return taken;
}

token take_number(std::string_view& rest) {
    double number = 0;
    const auto [end, failure] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
    if (failure != std::errc() || !std::isfinite(number))
        throw expression_error("Invalid number near '" + std::string(rest.substr(0, 20)) + "'");
    const auto text = take(rest, static_cast<std::size_t>(end - rest.data()));
    return {token::kind::number, number, std::string(text)};
}

token take_text(std::string_view& rest) {
    const auto closing = rest.find(rest.front(), 1);
    if (closing == rest.npos)
        throw expression_error("Unterminated string");
    const auto quoted = take(rest, closing + 1);
    return {token::kind::text, 0, std::string(quoted.substr(1, quoted.size() - 2))};
}

token take_name(std::string_view& rest) {
    const auto end = std::find_if_not(rest.begin(), rest.end(), is_name);
    return {token::kind::name, 0, std::string(take(rest, static_cast<std::size_t>(end - rest.begin())))};
}

token take_sign(std::string_view& rest) {
    for (const auto sign : signs)
        if (rest.starts_with(sign))
            return {token::kind::sign, 0, std::string(take(rest, sign.size()))};
    throw expression_error("Unexpected character '" + std::string(rest.substr(0, 1)) + "'");
}

token take_token(std::string_view& rest) {
    const char first = rest.front();
    if (is_digit(first) || (first == '.' && rest.size() > 1 && is_digit(rest[1])))
        return take_number(rest);
    if (first == '\'' || first == '"')
        return take_text(rest);
    if (is_name(first))
        return take_name(rest);
    return take_sign(rest);
}

} // namespace

std::vector<token> split_expression(std::string_view text) {
    std::vector<token> tokens;
    for (auto rest = text;;) {
        rest.remove_prefix(std::min(rest.find_first_not_of(" \t\r\n"), rest.size()));
        if (rest.empty())
            break;
        tokens.push_back(take_token(rest));
    }
    tokens.emplace_back();
    return tokens;
}

} // namespace borealis::emulator::math
