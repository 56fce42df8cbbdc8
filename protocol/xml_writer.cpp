// Appending XML: names are trusted (they come from the model), values are escaped.
#include "protocol/xml_writer.hpp"

#include "protocol/number_text.hpp"
#include "protocol/timestamp.hpp"
#include "protocol/utf8.hpp"

#include <array>

namespace borealis::protocol {
namespace {

constexpr std::string_view spaces = "                                                                ";
constexpr std::string_view replacement = "\xEF\xBF\xBD"; // U+FFFD, for what XML cannot carry

/// Bytes that can be copied as they are.
constexpr auto is_plain = [] {
    std::array<bool, 256> plain{};
    for (std::size_t c = 0x20; c < 0x7F; ++c)
        plain[c] = c != '&' && c != '<' && c != '>';
    plain['\t'] = plain['\n'] = true;
    return plain;
}();

/// What stands for a byte that is not plain and not the beginning of a longer UTF-8 sequence.
std::string_view stand_in(char c) noexcept {
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '\r':
        return "&#xD;";
    case '\x7F':
        return "\x7F";
    default:
        return replacement;
    }
}

} // namespace

void xml_writer::indent() {
    for (std::size_t width = depth_ * 2; width > 0;) {
        const std::size_t step = width < spaces.size() ? width : spaces.size();
        out_.append(spaces.data(), step);
        width -= step;
    }
}

void xml_writer::begin(std::string_view name) {
    indent();
    out_ += '<';
    out_.append(name);
    out_ += '>';
}

void xml_writer::end(std::string_view name) {
    out_.append("</");
    out_.append(name);
    out_.append(">\n");
}

void xml_writer::open(std::string_view name) {
    begin(name);
    out_ += '\n';
    ++depth_;
}

void xml_writer::open(std::string_view name, std::string_view xml_namespace) {
    indent();
    out_ += '<';
    out_.append(name).append(" xmlns=\"").append(xml_namespace).append("\">\n");
    ++depth_;
}

void xml_writer::close(std::string_view name) {
    --depth_;
    indent();
    end(name);
}

void xml_writer::empty(std::string_view name) {
    indent();
    out_ += '<';
    out_.append(name).append("/>\n");
}

void xml_writer::text(std::string_view name, std::string_view value) {
    if (value.empty())
        return empty(name);
    begin(name);
    escaped(value);
    end(name);
}

void xml_writer::integer(std::string_view name, std::int64_t value) {
    begin(name);
    append_integer(out_, value);
    end(name);
}

void xml_writer::number(std::string_view name, double value) {
    begin(name);
    append_double(out_, value);
    end(name);
}

void xml_writer::boolean(std::string_view name, bool value) {
    begin(name);
    out_.append(value ? "true" : "false");
    end(name);
}

void xml_writer::timestamp(std::string_view name, std::int64_t value) {
    begin(name);
    append_timestamp(out_, value);
    end(name);
}

void xml_writer::escaped(std::string_view value) {
    for (std::size_t i = 0; i < value.size(); ++i) {
        if (!is_plain[static_cast<unsigned char>(value[i])]) {
            out_.append(value.substr(0, i));
            return escaped_from(value.substr(i));
        }
    }
    out_.append(value);
}

void xml_writer::escaped_from(std::string_view value) {
    while (!value.empty()) {
        const char c = value.front();
        const std::size_t length = utf8_sequence(value);
        if (is_plain[static_cast<unsigned char>(c)] || length > 1)
            out_.append(value.substr(0, length));
        else
            out_.append(stand_in(c));
        value.remove_prefix(length == 0 ? 1 : length);
    }
}

} // namespace borealis::protocol
