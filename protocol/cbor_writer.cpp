// Writing of CBOR: RFC 8949, section 3, with the shortest heads (section 4.2.1).
#include "protocol/cbor.hpp"

#include "protocol/utf8.hpp"

#include <array>

namespace borealis::protocol {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD"; // U+FFFD

std::string with_replacements(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const std::size_t length = utf8_sequence(text);
        out += length == 0 ? replacement : text.substr(0, length);
        text.remove_prefix(length == 0 ? 1 : length);
    }
    return out;
}

} // namespace

void cbor_writer::head(unsigned major_type, std::uint64_t argument) {
    const unsigned type_bits = major_type << 5;
    if (argument < 24) {
        out_ += static_cast<char>(type_bits | argument);
        return;
    }
    unsigned size = 0; // as the power of two of the bytes that follow
    while (size < 3 && argument >> (8U << size) != 0)
        ++size;
    out_ += static_cast<char>(type_bits | (24 + size));
    big_endian(argument, 1U << size);
}

void cbor_writer::big_endian(std::uint64_t value, unsigned count) {
    std::array<char, sizeof value> bytes;
    for (std::size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<char>(value >> (8 * (bytes.size() - 1 - i)));
    out_.append(bytes.data() + bytes.size() - count, count);
}

void cbor_writer::integer(std::int64_t value) {
    if (value < 0)
        head(1, ~static_cast<std::uint64_t>(value)); // -1 - value
    else
        head(0, static_cast<std::uint64_t>(value));
}

void cbor_writer::floating(double value) {
    std::array<char, floating_size> bytes;
    write_floating(bytes.data(), value);
    out_.append(bytes.data(), bytes.size());
}

void cbor_writer::boolean(bool value) {
    out_ += value ? '\xF5' : '\xF4';
}

void cbor_writer::bytes(std::string_view value) {
    head(2, value.size());
    out_ += value;
}

void cbor_writer::text(std::string_view value) {
    const std::string mended = is_text(value) ? std::string() : with_replacements(value);
    const std::string_view valid = mended.empty() ? value : mended;
    head(3, valid.size());
    out_ += valid;
}

void cbor_writer::epoch_seconds(double seconds) {
    head(6, 1);
    floating(seconds);
}

} // namespace borealis::protocol
