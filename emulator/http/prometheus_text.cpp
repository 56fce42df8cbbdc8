// Writes the text format.
#include "emulator/http/prometheus_text.hpp"

#include <fmt/format.h>

#include <cmath>
#include <iterator>

namespace borealis::emulator {

namespace {

void append_escaped(std::string& out, std::string_view text, bool quoted) {
    for (const char c : text) {
        if (c == '\\')
            out += "\\\\";
        else if (c == '\n')
            out += "\\n";
        else if (c == '"' && quoted)
            out += "\\\"";
        else
            out += c;
    }
}

void append_number(std::string& out, double value) {
    if (std::isnan(value))
        out += "NaN";
    else if (std::isinf(value))
        out += value > 0 ? "+Inf" : "-Inf";
    else if (value == std::floor(value) && std::abs(value) < 1e15)
        fmt::format_to(std::back_inserter(out), "{:.0f}", value);
    else
        fmt::format_to(std::back_inserter(out), "{}", value);
}

} // namespace

void prometheus_text::family(std::string_view name, std::string_view type, std::string_view help) {
    name_ = name;
    fmt::format_to(std::back_inserter(text_), "# HELP {} ", name);
    append_escaped(text_, help, false);
    fmt::format_to(std::back_inserter(text_), "\n# TYPE {} {}\n", name, type);
}

void prometheus_text::sample(const labels& of, double value, std::string_view suffix) {
    text_ += name_;
    text_ += suffix;
    char before = '{';
    for (const auto& [name, content] : of) {
        text_ += before;
        text_ += name;
        text_ += "=\"";
        append_escaped(text_, content, true);
        text_ += '"';
        before = ',';
    }
    text_ += of.empty() ? " " : "} ";
    append_number(text_, value);
    text_ += '\n';
}

} // namespace borealis::emulator
