// Reading of CBOR: RFC 8949, section 3 and appendix C.
#include "protocol/cbor.hpp"

#include <fmt/format.h>

#include <bit>
#include <cmath>
#include <limits>

namespace borealis::protocol {
namespace {

constexpr unsigned indefinite_length = 31; // additional information

[[noreturn]] void malformed(std::string_view why) {
    throw cbor_error(fmt::format("malformed CBOR: {}", why));
}

/// Appendix D of the RFC.
double half_float(std::uint64_t bits) {
    const auto exponent = static_cast<int>((bits >> 10) & 0x1F);
    const auto fraction = static_cast<double>(bits & 0x3FF);
    double size = 0;
    if (exponent == 0)
        size = std::ldexp(fraction, -24);
    else if (exponent != 31)
        size = std::ldexp(fraction + 1024, exponent - 25);
    else
        size = fraction == 0 ? std::numeric_limits<double>::infinity()
                             : std::numeric_limits<double>::quiet_NaN();
    return (bits & 0x8000) != 0 ? -size : size;
}

cbor_head floating(double number) {
    return {cbor_kind::floating, false, 0, number};
}

/// Major type 7: simple values and floating-point numbers.
cbor_head simple_or_float(unsigned information, std::uint64_t argument) {
    switch (information) {
    case 20:
    case 21:
        return {cbor_kind::boolean, false, argument - 20};
    case 22: // null
    case 23: // undefined
        return {cbor_kind::null};
    case 24:
        if (argument < 32)
            malformed("a simple value in two bytes that fits one");
        return {cbor_kind::simple, false, argument};
    case 25:
        return floating(half_float(argument));
    case 26:
        return floating(std::bit_cast<float>(static_cast<std::uint32_t>(argument)));
    case 27:
        return floating(std::bit_cast<double>(argument));
    case indefinite_length:
        return {cbor_kind::stop};
    default:
        return {cbor_kind::simple, false, argument};
    }
}

bool may_be_indefinite(cbor_kind kind) noexcept {
    return kind == cbor_kind::bytes || kind == cbor_kind::text || kind == cbor_kind::array ||
           kind == cbor_kind::map;
}

} // namespace

cbor_reader::level::level(cbor_reader& reader) : reader_(reader) {
    if (reader_.depth_ == deepest)
        throw cbor_error("CBOR nested too deeply");
    ++reader_.depth_;
}

cbor_head cbor_reader::next() {
    return next_or_stop(false);
}

cbor_head cbor_reader::next_or_stop(bool may_stop) {
    const auto first = static_cast<unsigned char>(take(1).front());
    const unsigned major_type = first >> 5;
    const unsigned information = first & 0x1F;
    const bool indefinite = information == indefinite_length;
    const std::uint64_t argument = indefinite ? 0 : read_argument(information);
    if (major_type == 7) {
        const cbor_head head = simple_or_float(information, argument);
        if (head.kind == cbor_kind::stop && !may_stop)
            malformed("a break where an item has to be");
        return head;
    }
    const auto kind = static_cast<cbor_kind>(major_type); // 0 to 6 are in the order of the major types
    if (indefinite && !may_be_indefinite(kind))
        malformed("an item that cannot be of indefinite length");
    return {kind, indefinite, argument};
}

std::uint64_t cbor_reader::read_argument(unsigned information) {
    if (information < 24)
        return information;
    if (information > 27)
        malformed("reserved additional information");
    std::uint64_t value = 0;
    for (const char c : take(std::uint64_t{1} << (information - 24)))
        value = value << 8 | static_cast<unsigned char>(c);
    return value;
}

std::string_view cbor_reader::take(std::uint64_t count) {
    if (count > rest_.size())
        malformed("it ends within an item");
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
}

std::string cbor_reader::string(const cbor_head& head) {
    if (!head.indefinite)
        return std::string(take(head.argument));
    std::string joined;
    while (true) {
        const cbor_head chunk = next_or_stop(true);
        if (chunk.kind == cbor_kind::stop)
            return joined;
        if (chunk.kind != head.kind || chunk.indefinite)
            malformed("a chunk of another type within a string");
        joined += take(chunk.argument);
    }
}

/// Every item takes a byte at least: a count beyond what is left ends here, before anything is made of it.
void cbor_reader::check_count(const cbor_head& head, std::uint64_t items_each) const {
    if (head.argument > rest_.size() / items_each)
        malformed("it ends within an array or a map");
}

std::string cbor_reader::key_of(const cbor_head& head) {
    if (head.kind != cbor_kind::text)
        throw cbor_error("a key of a CBOR map is no text string");
    return string(head);
}

void cbor_reader::skip(const cbor_head& head) {
    switch (head.kind) {
    case cbor_kind::bytes:
    case cbor_kind::text:
        string(head);
        return;
    case cbor_kind::array:
        return each_element(head, [this](const cbor_head& element) { skip(element); });
    case cbor_kind::map:
        return each_entry(head, [this](const std::string&, const cbor_head& value) { skip(value); });
    case cbor_kind::tag: {
        const level guard(*this);
        return skip(next());
    }
    default:
        return;
    }
}

} // namespace borealis::protocol
